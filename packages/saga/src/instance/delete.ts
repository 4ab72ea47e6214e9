import { dagBuilder } from '../builder.ts';
import type { InstanceDeleteParams } from './delete/params.ts';
import {
  beginRemoval,
  deleteNat,
  deleteNetworkInterfaces,
  detachDisks,
  finishRemoval,
  leaveGroups,
  releaseExternalIps,
} from './delete/steps.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import type { InstanceServices } from './services.ts';

export type { InstanceDeleteParams } from './delete/params.ts';

/**
 * Deletes an instance that does not run, with its addresses and interfaces (A6). Its disks are detached and stay. Nothing
 * is undone: after the first node the instance is on its way out, and a node that fails is tried again. Where that ends
 * all the same (somebody cancels the saga), another one does the rest.
 */
export function deleteSaga(services: InstanceServices): InstanceSaga<InstanceDeleteParams, null> {
  const begin = beginRemoval(services);
  const nat = deleteNat(services);
  const addresses = releaseExternalIps(services);
  const interfaces = deleteNetworkInterfaces(services);
  const disks = detachDisks(services);
  const groups = leaveGroups(services);
  const finish = finishRemoval(services);
  const dag = soundDag(
    dagBuilder<InstanceDeleteParams>('instance_delete')
      .append('begin_removal', begin)
      .append('delete_nat', nat)
      .appendParallel({
        release_external_ips: addresses,
        delete_network_interfaces: interfaces,
        detach_disks: disks,
        leave_groups: groups,
      })
      .append('delete_instance_record', finish)
      .build(),
  );
  return {
    name: 'instance_delete',
    actions: [begin, nat, addresses, interfaces, disks, groups, finish],
    dag: () => dag,
  };
}
