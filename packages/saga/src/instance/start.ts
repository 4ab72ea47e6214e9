import { placementDatabase } from '@skewline/db-model';
import { dagBuilder } from '../builder.ts';
import type { Dag } from '../dag.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import type { InstanceServices } from './services.ts';
import { recordAttempt, recordSuccess } from './start/attempt-nodes.ts';
import { markAsStarting } from './start/mark-node.ts';
import {
  dpdEnsure,
  enterSled,
  ensureRegistered,
  ensureRunning,
  updateMulticastSledId,
  v2pEnsure,
} from './start/outside-nodes.ts';
import type { StartParams } from './start/params.ts';
import {
  allocPropolisIp,
  allocServer,
  createVmmRecord,
  generatePropolisId,
} from './start/place-nodes.ts';
import { addVirtualResources } from './start/quota-node.ts';
import { ensureLocalStorage, listLocalStorage } from './start/storage-nodes.ts';

/**
 * Saga `instance_start`: places an instance and has its guest run (A2.2). Its first node is undone last, and writes down
 * why nothing came of it; its last one, that all did. Where it breaks, the instance is what it was before, its VMM is
 * unwound and belongs to nobody, and nothing of it lives on a sled.
 */
export function startSaga(services: InstanceServices): InstanceSaga<StartParams, null> {
  const made = sagas.get(services) ?? makeStartSaga(services);
  sagas.set(services, made);
  return made;
}

/** One for all starts, whoever begins them: those that reserve in one process take turns. */
const sagas = new WeakMap<InstanceServices, InstanceSaga<StartParams, null>>();

function makeStartSaga(services: InstanceServices): InstanceSaga<StartParams, null> {
  const { database, now, newId } = services;
  const placement = placementDatabase(database, { now, newId });
  const record = recordAttempt(services);
  const generate = generatePropolisId(services);
  const alloc = allocServer(services, placement);
  const address = allocPropolisIp(services);
  const vmm = createVmmRecord(services);
  const mark = markAsStarting(services);
  const list = listLocalStorage(services);
  const storage = ensureLocalStorage(services);
  const enter = enterSled(services);
  const nat = dpdEnsure(services);
  const v2p = v2pEnsure(services);
  const register = ensureRegistered(services);
  const multicast = updateMulticastSledId(services);
  const quota = addVirtualResources(services);
  const run = ensureRunning(services);
  const success = recordSuccess(services);
  const dag: Dag<StartParams, null> = soundDag(
    dagBuilder<StartParams>('instance_start')
      .append('record_attempt', record)
      .append('generate_propolis_id', generate)
      .append('alloc_server', alloc)
      .append('alloc_propolis_ip', address)
      .append('create_vmm_record', vmm)
      .append('mark_as_starting', mark)
      .append('list_local_storage', list)
      .appendParallel(storage)
      .append('enter_sled', enter)
      .append('dpd_ensure', nat)
      .append('v2p_ensure', v2p)
      .append('ensure_registered', register)
      .append('update_multicast_sled_id', multicast)
      .append('add_virtual_resources', quota)
      .append('ensure_running', run)
      .append('record_success', success)
      .build(),
  );
  const actions = [
    record,
    generate,
    alloc,
    address,
    vmm,
    mark,
    list,
    ...Object.values(storage),
    enter,
    nat,
    v2p,
    register,
    multicast,
    quota,
    run,
    success,
  ];
  return { name: 'instance_start', actions, dag: () => dag };
}
