import type { Executor } from './executor.ts';
import { checkQuery, isTime, isUuid } from './asked.ts';
import { storableText } from '../json.ts';
import type { EngineName, SagaEngine } from './port.ts';
import { refuseEngine } from './refusal.ts';
import { isOver } from './saga-row.ts';
import { getSaga, listSagas, purgeSagas, requestCancel } from './saga-store.ts';

/** What of the port is the same in both engines. */
export type SharedPort = Pick<
  SagaEngine,
  'executorId' | 'wait' | 'get' | 'list' | 'cancel' | 'recover' | 'quiesce' | 'purge' | 'close'
>;

export function sharedPort(executor: Executor<never>, engine: EngineName): SharedPort {
  const { ask } = executor;
  return {
    executorId: executor.id,
    async wait(sagaId, options = {}) {
      if (!isUuid(sagaId)) return refuseEngine('unknown_saga');
      return executor.waiters.wait(sagaId.toLowerCase(), options);
    },
    async get(sagaId) {
      const saga = isUuid(sagaId) ? await getSaga(ask, engine, sagaId) : null;
      return saga ?? refuseEngine('unknown_saga');
    },
    async list(query = {}) {
      const checked = checkQuery(query);
      return 'ok' in checked ? checked : listSagas(ask, engine, checked);
    },
    async cancel(sagaId, reason) {
      const row = isUuid(sagaId)
        ? await requestCancel(ask, engine, sagaId, storableText(reason))
        : null;
      if (row === null) return refuseEngine('unknown_saga');
      if (isOver(row.state)) return refuseEngine('over');
      executor.cancelHere(row.id, row.cancel_reason ?? reason);
      return { ok: true };
    },
    recover: async () => executor.recover(),
    quiesce: async () => executor.quiesce(),
    async purge(restedBefore) {
      if (!isTime(restedBefore)) return refuseEngine('bad_option', 'restedBefore is no time');
      return purgeSagas(ask, engine, restedBefore);
    },
    close: async () => executor.close(),
  };
}
