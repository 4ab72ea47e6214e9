import { randomUUID } from 'node:crypto';
import type { SagaEngine } from '../../../src/engine/port.ts';
import { runInMemory } from '../../../src/index.ts';
import { migrateSaga } from '../../../src/instance/migrate.ts';
import { writeReport } from '../../../src/instance/report.ts';
import type { InstanceServices } from '../../../src/instance/services.ts';
import type { InstanceUpdateParams } from '../../../src/instance/update-saga.ts';
import { runUpdate, updateSagas } from '../../../src/instance/updater.ts';
import { fakeQueries } from '../../../test/instance/support/fake-tables.ts';
import type { World } from '../../../test/instance/support/world.ts';
import { accepted } from '../../../../db-model/test/store/samples.ts';
import type { Scenario } from '../../scenario.ts';
import { instanceScenario } from './scenario.ts';

/** What has happened to an instance, and is known, but has led to nothing yet. */
type Happened = (world: World, services: InstanceServices) => Promise<string>;

/** Its guest has shut down. */
const destroyed: Happened = async (world) => {
  const { instance, vmm } = await world.addRunning();
  await report(world, vmm.id, { state: { kind: 'destroyed' } });
  return instance.id;
};

/** It has moved, and the VMM that it came from is gone. */
const migrated: Happened = async (world, services) => {
  const [from, to] = world.sledIds;
  if (from === undefined || to === undefined) throw new Error('the rack has two sleds');
  const { instance, vmm } = await world.addRunning({ sledId: from });
  const params = { instanceId: instance.id, sourceVmmId: vmm.id, destinationSledId: to };
  const moved = await runInMemory(migrateSaga(services).dag(params), params, {
    sagaId: randomUUID(),
  });
  if (!moved.ok || moved.outcome.kind !== 'done') throw new Error('it does not migrate');
  const [target] = await world.database.kysely
    .selectFrom('instance')
    .select(['target_propolis_id as id', 'migration_id as migrationId'])
    .where('id', '=', instance.id)
    .execute();
  const { id, migrationId } = target ?? {};
  if (typeof id !== 'string' || typeof migrationId !== 'string') throw new Error('no target');
  await report(world, id, { state: { kind: 'running' }, migrationIn: 'completed' });
  await report(world, vmm.id, {
    state: { kind: 'destroyed' },
    migrationOut: { migrationId, state: 'completed' },
  });
  return instance.id;
};

async function report(
  { database, rack }: World,
  vmmId: string,
  change: Parameters<World['rack']['change']>[1],
): Promise<void> {
  const said = await rack.change(vmmId, change);
  accepted(await database.transaction((transaction) => writeReport(transaction, vmmId, said)));
  // A sled agent forgets what is destroyed as soon as it has said so.
  if (said.vmmState.state.kind === 'destroyed') await rack.forget(vmmId);
  await fakeQueries(database.kysely).deleteFrom('fake_call').execute();
}

/**
 * An update that unwinds gives the lock back, and leaves the rest to the next one, which is started by a background task:
 * nothing of it is lost, and nothing is done twice.
 */
const settle = (services: InstanceServices, { instanceId }: { readonly instanceId: string }) =>
  runUpdate(services, instanceId);

function startUpdate(name: string, happened: Happened): Scenario {
  return instanceScenario({
    name,
    saga: 'start_instance_update',
    settle,
    arrange: async (world, _, services) => ({ instanceId: await happened(world, services) }),
  });
}

function update(name: string, happened: Happened, undoFrom?: string): Scenario {
  return instanceScenario<InstanceUpdateParams>({
    name,
    saga: 'instance_update',
    settle,
    async arrange(world, _, services) {
      const instanceId = await happened(world, services);
      return paramsOf(services, instanceId);
    },
    ...(undoFrom === undefined ? {} : { undoFrom }),
  });
}

/** What `start_instance_update` would start it with: it runs, and the saga that it starts is caught. */
async function paramsOf(
  services: InstanceServices,
  instanceId: string,
): Promise<InstanceUpdateParams> {
  const caught: InstanceUpdateParams[] = [];
  const catching: Pick<SagaEngine, 'start'> = {
    start: async (_, params, { id = '' } = {}) => {
      // It starts nothing else.
      caught.push(params as InstanceUpdateParams);
      return { ok: true, sagaId: id, created: true };
    },
  };
  // It asks nothing else of the engine.
  const engine = (): SagaEngine => catching as SagaEngine;
  const { startInstanceUpdate } = updateSagas({ ...services, engine });
  const params = { instanceId };
  await runInMemory(startInstanceUpdate.dag(params), params, { sagaId: randomUUID() });
  const [found] = caught;
  if (found === undefined) throw new Error('there is nothing to update');
  return found;
}

export const updateScenarios: readonly Scenario[] = [
  startUpdate('start_instance_update', destroyed),
  startUpdate('start_instance_update, after a migration', migrated),
  update('instance_update', destroyed),
  update('instance_update, after a migration', migrated, 'commit_instance_updates'),
];
