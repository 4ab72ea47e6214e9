import { fetchInstance, type InTransaction, storeRefusals } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { EngineRefusal } from '../../engine/refusal.ts';
import { deleteSaga } from '../delete.ts';
import type { InstanceServices } from '../services.ts';

export interface DeleteRequest {
  readonly instanceId: Uuid;
  /** Of the saga; default: a new one. The same request with the same id is done once. */
  readonly sagaId?: Uuid;
}

/** The saga is on its way; `engine().wait` tells how it ended, and `answerOfSagaError` what to say if it unwound. */
export interface DeleteRequested {
  readonly kind: 'started';
  readonly sagaId: Uuid;
}

/**
 * Begins to delete an instance. Refused: one that is not there, or is deleted (404); one that is neither stopped nor
 * failed, or is about to be started (409). One that is being deleted already may be asked for again.
 */
export async function requestDelete(
  services: InstanceServices,
  { instanceId, sagaId = services.newId() }: DeleteRequest,
): Promise<DeleteRequested | EngineRefusal | Refusal> {
  const refusal = await services.database.transaction((transaction) =>
    whyNot(transaction, instanceId),
  );
  if (refusal !== null) return refusal;
  const options = { id: sagaId, subject: instanceId };
  const dag = deleteSaga(services).dag({ instanceId });
  const started = await services.engine().start(dag, { instanceId }, options);
  return started.ok ? { kind: 'started', sagaId: started.sagaId } : started;
}

/** What the first node says as well: a request that cannot succeed makes no saga. */
async function whyNot(transaction: InTransaction, instanceId: Uuid): Promise<Refusal | null> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return loaded;
  const { timeDeleted, runtime } = loaded.value;
  if (timeDeleted !== null) return refusalOf('instance_not_found');
  if (runtime.state === 'vmm' || runtime.state === 'creating') {
    return refusalOf('instance_not_stopped');
  }
  const open = await transaction
    .selectFrom('start_attempt')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return open === undefined ? null : refusalOf('already_starting');
}

function refusalOf(code: keyof typeof storeRefusals): Refusal {
  const { status, message } = storeRefusals[code];
  return new Refusal(message, { code, status });
}
