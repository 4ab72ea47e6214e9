import { markVmmFailed, patiently, type VmmWrite } from '@skewline/db-model';
import type { VmmFailure } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { AtRest, Rest, Started, WaitOptions } from '../engine/port.ts';
import type { EngineRefusal } from '../engine/refusal.ts';
import { isObject } from '../json.ts';
import type { InstanceSaga } from './saga.ts';
import type { InstanceServices } from './services.ts';
import {
  type ChainedUpdate,
  instanceUpdateSaga,
  type InstanceUpdateParams,
} from './update-saga.ts';
import {
  type StartedUpdate,
  type StartInstanceUpdateParams,
  startInstanceUpdateSaga,
} from './update-start.ts';

/** The two sagas of an update; each starts the other. */
export interface UpdateSagas {
  readonly startInstanceUpdate: InstanceSaga<StartInstanceUpdateParams, StartedUpdate>;
  readonly instanceUpdate: InstanceSaga<InstanceUpdateParams, ChainedUpdate>;
}

export function updateSagas(services: InstanceServices): UpdateSagas {
  const instanceUpdate = instanceUpdateSaga(services, async (instanceId, id) =>
    start(services, startInstanceUpdate, instanceId, id),
  );
  const startInstanceUpdate = startInstanceUpdateSaga(services, instanceUpdate);
  return { startInstanceUpdate, instanceUpdate };
}

/**
 * Has an instance updated, soon: whoever knows that one of its VMMs or its migration has come to something new asks. Two
 * who ask at once are served once. Where no saga can be started the background task is told, and finds the instance.
 * Whoever may have to ask again gives the saga an id that stays the same; then it is the same saga.
 */
export async function requestUpdate(
  services: InstanceServices,
  instanceId: Uuid,
  sagaId: Uuid = services.newId(),
): Promise<Started | EngineRefusal> {
  const { startInstanceUpdate } = updateSagas(services);
  const started = await start(services, startInstanceUpdate, instanceId, sagaId);
  if (!started.ok) services.activate('instance_updater');
  return started;
}

/** `requestUpdate`, and cannot fail: what is thrown leaves it to the background task as well. */
export async function updateSoon(
  services: InstanceServices,
  instanceId: Uuid,
  sagaId?: Uuid,
): Promise<void> {
  try {
    await requestUpdate(services, instanceId, sagaId);
  } catch {
    services.activate('instance_updater');
  }
}

/**
 * `requestUpdate`, and waits for the update, but not for one that follows from it. Gives how the saga ended that came
 * last. Where another saga holds the lock there is nothing to wait for. Not for actions of sagas: an engine runs so many
 * at a time, and those who wait take the places of those they wait for.
 */
export async function runUpdate(
  services: InstanceServices,
  instanceId: Uuid,
  options: WaitOptions = {},
): Promise<AtRest | EngineRefusal> {
  const started = await requestUpdate(services, instanceId);
  if (!started.ok) return started;
  const looked = await services.engine().wait(started.sagaId, options);
  const updateId = looked.ok ? updateStartedBy(looked.rest) : null;
  return updateId === null ? looked : services.engine().wait(updateId, options);
}

/** What was written of a VMM, and what became of the update of its instance. */
export interface MarkedFailed {
  readonly vmm: VmmWrite;
  readonly update: AtRest | EngineRefusal;
}

/**
 * The control plane found out that a VMM failed: writes that, and runs the update of its instance, so that whoever reads
 * next reads what it led to. Also of one that was known to have failed: its update may have been lost. See `runUpdate`
 * for who must not call it.
 */
export async function markVmmFailedAndUpdate(
  services: InstanceServices,
  vmmId: Uuid,
  failure: VmmFailure,
  options: WaitOptions = {},
): Promise<MarkedFailed | Refusal> {
  const { database, onWait } = services;
  const { signal } = options;
  const vmm = await patiently(
    () =>
      database.transaction((transaction) =>
        markVmmFailed(transaction, vmmId, failure, services.now()),
      ),
    { ...(signal === undefined ? {} : { signal }), ...(onWait === undefined ? {} : { onWait }) },
  );
  if (vmm instanceof Refusal) return vmm;
  return { vmm, update: await runUpdate(services, vmm.found.instanceId, options) };
}

async function start(
  services: InstanceServices,
  saga: UpdateSagas['startInstanceUpdate'],
  instanceId: Uuid,
  id: Uuid,
): Promise<Started | EngineRefusal> {
  const params = { instanceId };
  return services.engine().start(saga.dag(params), params, { id, subject: instanceId });
}

/** The `instance_update` that a `start_instance_update` has left behind it. */
function updateStartedBy(rest: Rest): Uuid | null {
  if (rest.kind !== 'done' || !isObject(rest.output)) return null;
  const { kind, sagaId } = rest.output;
  return kind === 'updating' && typeof sagaId === 'string' ? sagaId : null;
}
