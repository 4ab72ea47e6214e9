import {
  listInstanceEventRows,
  listRackInstances,
  listRackStartAttempts,
  loadEvent,
  type InstanceEventRow,
} from '@skewline/db-model';
import type { InstanceEvent, Operations } from '@skewline/nexus-types/operator';
import { Refusal } from '@skewline/runtime';
import type { Uint64 } from '@skewline/runtime/api';
import { requestMigrate } from '@skewline/saga/instance';
import type { Handlers } from '@skewline/server';
import { answer } from '../external/answer.ts';
import { byId, byTime, type ListOrder, resultsPage, type TimeKey } from '../external/page.ts';
import type { Nexus } from '../nexus.ts';
import { refused } from '../refused.ts';
import { eventView } from './instance-events.ts';
import { attemptView, readAttempt } from './instance-attempt.ts';
import { instanceView, readRecords, summaryView } from './instance-view.ts';
import { explainPlacement } from './placement-explain.ts';
import { checkTexts, notThere, type Reading, readingOf } from './reading.ts';

type Read = Pick<
  Handlers<Operations>,
  | 'instance_list'
  | 'instance_view'
  | 'instance_event_list'
  | 'instance_placement_explain'
  | 'start_attempt_list'
  | 'start_attempt_view'
>;

/** What operators ask of instances. */
export function instanceHandlers(
  nexus: Nexus,
): Read & Pick<Handlers<Operations>, 'instance_migrate'> {
  return {
    ...instanceReadHandlers(readingOf(nexus)),
    async instance_migrate({ path, body }, call) {
      const { instance_id: instanceId } = path;
      const started = await requestMigrate(nexus.services, {
        instanceId,
        destinationSledId: body.destination_sled_id,
      });
      if (started instanceof Refusal) {
        const isGone = started.code === 'instance_not_found';
        return refused(call, isGone ? notThere('instance', instanceId) : started);
      }
      if (!('kind' in started)) return refused(call, new Refusal(started.message, started));
      return { status: 202, body: { saga_id: started.sagaId } };
    },
  };
}

/** The newest first, and no other way. */
export const newestFirst: ListOrder<'time_and_id_descending', TimeKey> = {
  sorts: ['time_and_id_descending'],
  readKey: byTime.readKey,
};

const bySequence: ListOrder<'sequence_ascending', { readonly sequence: Uint64 }> = {
  sorts: ['sequence_ascending'],
  readKey(value) {
    const sequence: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, 'sequence') : undefined;
    return Number.isSafeInteger(sequence) ? { sequence: Number(sequence) } : null;
  },
};

/** What needs nothing but a database. */
export function instanceReadHandlers({ database, now, restart }: Reading): Read {
  const queries = database.kysely;
  return {
    async instance_list({ query = {} }, call) {
      const { name, project_name } = query;
      const strange = checkTexts({ name, project_name });
      if (strange !== null) return refused(call, strange);
      const page = await resultsPage(call.operation, byId, query, {
        read: ({ after, limit }) =>
          listRackInstances(
            queries,
            {
              state: query.state,
              projectId: query.project_id,
              projectName: project_name,
              name,
              sledId: query.sled_id,
            },
            { after: after?.id ?? null, limit },
          ),
        key: ({ id }) => ({ id }),
        view: summaryView,
      });
      return answer(call, 200, page);
    },

    async instance_view({ path: { instance_id: instanceId } }, call) {
      const records = await database.transaction((transaction) =>
        readRecords(transaction, instanceId, restart),
      );
      if (records === null) return refused(call, notThere('instance', instanceId));
      return { status: 200, body: instanceView(records, now(), restart) };
    },

    async instance_event_list({ path: { instance_id: instanceId }, query = {} }, call) {
      const isThere = await queries
        .selectFrom('instance')
        .select('id')
        .where('id', '=', instanceId)
        .executeTakeFirst();
      if (isThere === undefined) return refused(call, notThere('instance', instanceId));
      const list = `${call.operation} ${instanceId.toLowerCase()}`;
      const page = await resultsPage(list, bySequence, query, {
        read: ({ after, limit }) =>
          listInstanceEventRows(queries, instanceId, { after: after?.sequence ?? null, limit }),
        key: ({ sequence }) => ({ sequence }),
        view: eventOfRow,
      });
      return answer(call, 200, page);
    },

    async instance_placement_explain({ path: { instance_id: instanceId } }, call) {
      const explained = await database.transaction((transaction) =>
        explainPlacement(transaction, instanceId),
      );
      const isGone = explained instanceof Refusal && explained.code === 'instance_not_found';
      return answer(call, 200, isGone ? notThere('instance', instanceId) : explained);
    },

    async start_attempt_list({ query = {} }, call) {
      const page = await resultsPage(call.operation, newestFirst, query, {
        read: ({ after, limit }) =>
          listRackStartAttempts(
            queries,
            { instanceId: query.instance_id, outcome: query.outcome },
            { after: after && { timeStarted: after.time, id: after.id }, limit },
          ),
        key: ({ value }) => ({ time: value.timeStarted, id: value.id }),
        view: attemptView,
      });
      return answer(call, 200, page);
    },

    async start_attempt_view({ path: { attempt_id: attemptId } }, call) {
      const detail = await database.transaction((transaction) =>
        readAttempt(transaction, attemptId),
      );
      return answer(call, 200, detail ?? notThere('start attempt', attemptId));
    },
  };
}

function eventOfRow(row: InstanceEventRow): InstanceEvent {
  const { value, problems } = loadEvent(row);
  if (value !== null) return eventView(value);
  const { sequence, time, kind, detail } = row;
  return { sequence, time, kind, text: problems.map(({ message }) => message).join(' '), detail };
}
