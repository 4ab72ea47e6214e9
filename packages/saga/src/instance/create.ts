import type { ActionStep } from '../action.ts';
import { type DagBuilder, dagBuilder } from '../builder.ts';
import type { Dag } from '../dag.ts';
import { attachDiskInSlot, chooseBootDisk, createDisk } from './create/disk.ts';
import { joinAntiAffinityGroup } from './create/group.ts';
import { allocateSnatIp, attachExternalIp, createNetworkInterface } from './create/network.ts';
import type { InstanceCreateParams } from './create/params.ts';
import { createInstanceRecord, moveToStopped } from './create/record.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import type { InstanceServices } from './services.ts';

export { checkCreate, createLimits } from './create/check.ts';
export type {
  AddressOfPool,
  CreateAddress,
  CreateDisk,
  CreateInterface,
  InstanceCreateParams,
  NewInstance,
  StartOfCreated,
} from './create/params.ts';

type Draft = DagBuilder<InstanceCreateParams, unknown, unknown>;
type Node = ActionStep<InstanceCreateParams, unknown, null>;

/**
 * Makes an instance with all that it begins with (A6), and leaves it stopped. Whoever wants it to be started has that put
 * on record by it, and then begins the start (`beginStart`), or somebody who looks after open attempts does. Each
 * kind of thing is a stage with a node for each: groups, interfaces, addresses, disks. What is of no use without the
 * whole is gone again when it unwinds. SSH keys and multicast groups are not among it: the control plane has no tables
 * of them.
 */
export function createSaga(services: InstanceServices): InstanceSaga<InstanceCreateParams, null> {
  const createRecord = createInstanceRecord(services);
  const joinGroup = joinAntiAffinityGroup(services);
  const createInterface = createNetworkInterface(services);
  const allocateSnat = allocateSnatIp(services);
  const attachAddress = attachExternalIp(services);
  const makeDisk = createDisk(services);
  const attach = attachDiskInSlot(services);
  const setBoot = chooseBootDisk(services);
  const stop = moveToStopped(services);
  return {
    name: 'instance_create',
    actions: [
      createRecord,
      joinGroup,
      createInterface,
      allocateSnat,
      attachAddress,
      makeDisk,
      attach,
      setBoot,
      stop,
    ],
    dag({ antiAffinityGroupIds, networkInterfaces, snat, externalAddresses, disks, bootDiskId }) {
      const begun: Draft = dagBuilder<InstanceCreateParams>('instance_create').append(
        'create_instance_record',
        createRecord,
      );
      const stages: readonly (readonly [string, Node, readonly boolean[]])[] = [
        ['join_anti_affinity_group', joinGroup, antiAffinityGroupIds.map(() => true)],
        ['create_network_interface', createInterface, networkInterfaces.map(() => true)],
        ['allocate_snat_ip', allocateSnat, [snat !== null]],
        ['attach_external_ip', attachAddress, externalAddresses.map(() => true)],
        ['create_disk', makeDisk, disks.map(({ kind }) => kind === 'create')],
        ['attach_disk', attach, disks.map(() => true)],
        ['set_boot_disk', setBoot, [bootDiskId !== null]],
      ];
      const all = stages.reduce<Draft>(
        (draft, [name, step, wanted]) => withStage(draft, name, step, wanted),
        begun,
      );
      return soundDag(all.append('move_to_stopped', stop).build()) satisfies Dag<
        InstanceCreateParams,
        null
      >;
    },
  };
}

/** A node `name_3` where the fourth is wanted. Nobody looks these nodes up, so their names are of no type. */
function withStage(draft: Draft, name: string, step: Node, wanted: readonly boolean[]): Draft {
  const nodes = wanted.flatMap((isWanted, index) =>
    isWanted ? [[`${name}_${String(index)}`, step] as const] : [],
  );
  // As a draft whose nodes are not known by name.
  return nodes.length === 0 ? draft : (draft.appendParallel(Object.fromEntries(nodes)) as Draft);
}
