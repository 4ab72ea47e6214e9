import { randomUUID } from 'node:crypto';
import {
  allocateExternalIp,
  attachDisk,
  insertDisk,
  insertIpPoolRange,
  insertNetworkInterface,
} from '@skewline/db-model';
import type { InstanceCreateParams } from '../../../src/instance/create.ts';
import type { InstanceServices } from '../../../src/instance/services.ts';
import { gibibyte, type World } from '../../../test/instance/support/world.ts';
import { addGroup } from '../../../../db-model/test/store/placement-rows.ts';
import { accepted } from '../../../../db-model/test/store/samples.ts';
import type { Scenario } from '../../scenario.ts';
import { instanceScenario } from './scenario.ts';

const subnet = { id: randomUUID(), block: '172.30.0.0/22' };

/** With one or more of each thing that an instance can begin with. */
const create = instanceScenario<InstanceCreateParams>({
  name: 'instance_create',
  saga: 'instance_create',
  async arrange(world, instanceId, services) {
    const { projectId } = world;
    const poolId = await addPool(world, services);
    const floatingId = await addFloating(world, services, poolId);
    const diskId = await addDisk(world, services, 'there-already');
    const neighbour = await world.addInstance();
    const members = [neighbour.id];
    const groupId = await addGroup(world.database, 'anti_affinity', members, { projectId });
    const newDisk = (name: string, diskType: 'crucible' | 'local_storage') => {
      const kind = 'create' as const;
      const sizes = { size: 10 * gibibyte, blockSize: 4096 };
      return { kind, id: randomUUID(), name, description: 'new', diskType, ...sizes };
    };
    const boot = newDisk('boot', 'crucible');
    return {
      instance: {
        id: instanceId,
        projectId,
        name: 'web',
        description: '',
        hostname: 'web',
        userData: '',
        ncpus: 2,
        memory: 4 * gibibyte,
        cpuPlatform: null,
        enableJumboFrames: false,
        autoRestart: { policy: null, cooldownSeconds: 300 },
      },
      antiAffinityGroupIds: [groupId],
      // With addresses, for which of the two is made first is left to chance.
      networkInterfaces: ['172.30.0.7', '172.30.0.8'].map((ip, index) => {
        const name = `net${String(index)}`;
        return { id: randomUUID(), name, description: '', subnet, ip };
      }),
      snat: { id: randomUUID(), poolId },
      externalAddresses: [
        { kind: 'ephemeral', id: randomUUID(), poolId },
        { kind: 'floating', id: floatingId },
      ],
      disks: [boot, newDisk('scratch', 'local_storage'), { kind: 'attach', id: diskId }],
      bootDiskId: boot.id,
    };
  },
});

/** A stopped one, with all that goes with it. */
const remove = instanceScenario({
  name: 'instance_delete',
  saga: 'instance_delete',
  async arrange(world, _, services) {
    const { database, projectId } = world;
    const { id: instanceId } = await world.addInstance();
    const poolId = await addPool(world, services);
    const diskId = await addDisk(world, services, 'data');
    const now = services.now();
    await world.addLocalDisk(instanceId, 3);
    const neighbour = await world.addInstance();
    await world.addGroup('anti_affinity', [instanceId, neighbour.id]);
    await database.transaction(async (transaction) => {
      accepted(await attachDisk(transaction, { diskId, instanceId, slot: 0 }, now));
      const kind = 'ephemeral' as const;
      const address = { id: randomUUID(), projectId, poolId, instanceId, kind };
      accepted(await allocateExternalIp(transaction, address, now));
      const nic = { id: randomUUID(), instanceId, name: 'net0', description: '', subnet };
      const wanted = { ...nic, slot: 0, ip: null, isPrimary: true };
      accepted(await insertNetworkInterface(transaction, wanted, now));
    });
    return { instanceId };
  },
});

export const createAndDeleteScenarios: readonly Scenario[] = [create, remove];

async function addPool({ database }: World, { now }: InstanceServices): Promise<string> {
  const poolId = randomUUID();
  const range = { id: randomUUID(), poolId, first: '198.51.100.1', last: '198.51.100.9' };
  await insertIpPoolRange(database.kysely, range, now());
  return poolId;
}

async function addFloating(
  { database, projectId }: World,
  { now }: InstanceServices,
  poolId: string,
): Promise<string> {
  const id = randomUUID();
  const floating = { id, projectId, poolId, instanceId: null, kind: 'floating' } as const;
  await database.transaction(async (transaction) =>
    accepted(await allocateExternalIp(transaction, floating, now())),
  );
  return id;
}

async function addDisk(
  { database, projectId }: World,
  { now }: InstanceServices,
  name: string,
): Promise<string> {
  const id = randomUUID();
  const disk = { id, projectId, name, description: '', diskType: 'crucible' } as const;
  const whole = { ...disk, size: 10 * gibibyte, blockSize: 4096 };
  await database.transaction((transaction) => insertDisk(transaction, whole, now()));
  return id;
}
