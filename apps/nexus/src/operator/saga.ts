import { findSagaRow, listSagaEventRows, listSagaRows, type SagaRow } from '@skewline/db-model';
import type { Operations } from '@skewline/nexus-types/operator';
import { Refusal } from '@skewline/runtime';
import type { Accepted, EngineRefusal, SagaEngine } from '@skewline/saga';
import type { Handlers } from '@skewline/server';
import { answer, answerEmpty } from '../external/answer.ts';
import { resultsPage } from '../external/page.ts';
import type { Nexus } from '../nexus.ts';
import { refused } from '../refused.ts';
import { newestFirst } from './instance.ts';
import { checkTexts, notThere, type Reading, readingOf } from './reading.ts';
import { sagaSummaryView, sagaView, type StoredEvent } from './saga-view.ts';

type Read = Pick<Handlers<Operations>, 'saga_list' | 'saga_view'>;
type Verbs = Pick<
  Handlers<Operations>,
  'saga_node_retry' | 'saga_node_skip' | 'saga_cancel' | 'saga_abandon'
>;

/** Gives what was recorded of a saga, oldest first. */
export type EventsOf = (
  saga: Pick<SagaRow, 'id' | 'engine'>,
) => Promise<readonly StoredEvent[] | Refusal>;

/** What operators ask of sagas. */
export function sagaHandlers(nexus: Nexus): Read & Verbs {
  const { engine } = nexus.services;
  return {
    ...sagaReadHandlers(readingOf(nexus), async (saga) => {
      if (saga.engine !== engine().name) return eventsInTables(nexus)(saga);
      const events = await engine().events(saga.id);
      return 'ok' in events ? refusalOf(events) : events;
    }),
    ...sagaVerbHandlers(engine),
  };
}

/** The events that the journal keeps in our own tables; those of the other engine are not there. */
export function eventsInTables({ database }: Pick<Reading, 'database'>): EventsOf {
  return async ({ id, engine }) =>
    engine === 'journal'
      ? listSagaEventRows(database.kysely, id)
      : new Refusal(
          `the events of this saga are where engine ${engine} keeps them: ask a nexus that runs it`,
          { code: 'other_engine', status: 409 },
        );
}

/** What needs nothing but a database. */
export function sagaReadHandlers(
  { database }: Pick<Reading, 'database'>,
  eventsOf: EventsOf,
): Read {
  const queries = database.kysely;
  return {
    async saga_list({ query = {} }, call) {
      const { state, name, subject } = query;
      const strange = checkTexts({ name, subject });
      if (strange !== null) return refused(call, strange);
      const page = await resultsPage(call.operation, newestFirst, query, {
        read: ({ after, limit }) =>
          listSagaRows(
            queries,
            { state, name, subject },
            { after: after && { timeCreated: after.time, id: after.id }, limit },
          ),
        key: (row) => ({ time: row.time_created, id: row.id }),
        view: sagaSummaryView,
      });
      return answer(call, 200, page);
    },

    async saga_view({ path: { saga_id: sagaId } }, call) {
      const row = await findSagaRow(queries, sagaId);
      if (row === null) return refused(call, notThere('saga', sagaId));
      const events = await eventsOf(row);
      return answer(call, 200, events instanceof Refusal ? events : sagaView(row, events));
    },
  };
}

/** What changes sagas needs an engine; one that runs none will do. */
export function sagaVerbHandlers(
  engine: () => Pick<SagaEngine, 'retry' | 'skip' | 'cancel' | 'abandon'>,
): Verbs {
  const done = (accepted: Accepted | EngineRefusal): Refusal | null =>
    accepted.ok ? null : refusalOf(accepted);
  return {
    async saga_node_retry({ path: { saga_id: sagaId, node }, body: { reason } }, call) {
      return answerEmpty(call, done(await engine().retry(sagaId, node, reason)));
    },
    async saga_node_skip({ path: { saga_id: sagaId, node }, body: { reason } }, call) {
      return answerEmpty(call, done(await engine().skip(sagaId, node, reason)));
    },
    async saga_cancel({ path: { saga_id: sagaId }, body: { reason } }, call) {
      return answerEmpty(call, done(await engine().cancel(sagaId, reason)));
    },
    async saga_abandon({ path: { saga_id: sagaId }, body: { reason } }, call) {
      return answerEmpty(call, done(await engine().abandon(sagaId, reason)));
    },
  };
}

function refusalOf({ code, message, status }: EngineRefusal): Refusal {
  return new Refusal(message, { code, status });
}
