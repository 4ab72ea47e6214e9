import { type InstanceReading, listInstanceEvents, readInstances } from '@skewline/db-model';
import type { InstanceEvent, Operations } from '@skewline/nexus-types/external';
import { instanceEventView } from '@skewline/nexus-types/view';
import { Refusal } from '@skewline/runtime';
import type { Uint64 } from '@skewline/runtime/api';
import type { Handlers } from '@skewline/server';
import { requestDelete, requestReboot, requestStop } from '@skewline/saga/instance';
import { actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { errorReply, refused } from '../refused.ts';
import { answer, shown } from './answer.ts';
import { instanceIdOf, readingOptions, viewOf, viewOfRequest } from './instance/read.ts';
import { instanceRefused, restRefused } from './instance/refused.ts';
import { instanceView } from './instance/view.ts';
import { findProject } from './lookup.ts';
import {
  byNameOrId,
  type ListOrder,
  readPageRequest,
  resultsPage,
  writePageToken,
} from './page.ts';

type Names =
  | 'instance_list'
  | 'instance_view'
  | 'instance_delete'
  | 'instance_stop'
  | 'instance_reboot'
  | 'instance_event_list';

/** A sled that answers at all does so sooner; after that the instance is on its way, and its view says how far. */
const stopAnswerMs = 5000;
/** All of it is in the database; only where that is away does it take longer. */
const deleteAnswerMs = 30_000;

/** Instances, but for what makes and starts them. */
export function instanceHandlers(nexus: Nexus): Pick<Handlers<Operations>, Names> {
  const { database, services, config } = nexus;
  return {
    async instance_list({ query = {} }, call) {
      const project = await findProject(database.kysely, actorOf(call), query.project);
      if (project instanceof Refusal) return refused(call, project);
      const now = services.now();
      const page = await resultsPage(call.operation, byNameOrId, query, {
        read: (wanted) => readInstances(database.kysely, project.id, wanted, readingOptions(nexus)),
        key: ({ instance: { name, id } }: InstanceReading) => ({ name, id }),
        view: (reading) => instanceView(reading, now, config.restart),
      });
      return answer(call, 200, page);
    },

    async instance_view(request, call) {
      return answer(call, 200, await viewOfRequest(nexus, actorOf(call), request));
    },

    async instance_delete(request, call) {
      const { instance } = request.path;
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const asked = await requestDelete(services, { instanceId });
      if (!('kind' in asked)) return instanceRefused(call, asked, instance);
      // Whoever leaves has it deleted all the same.
      const { signal } = call;
      const waited = await services
        .engine()
        .wait(asked.sagaId, { timeoutMs: deleteAnswerMs, signal });
      if (!waited.ok) {
        return errorReply(call, 503, 'The instance is being deleted. Look again in a moment.');
      }
      return waited.rest.kind === 'done' ? { status: 204 } : restRefused(call, waited.rest);
    },

    async instance_stop(request, call) {
      const { instance } = request.path;
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const asked = await requestStop(services, { instanceId });
      if (!('kind' in asked)) return instanceRefused(call, asked, instance);
      if (asked.kind === 'started') {
        const { signal } = call;
        const waited = await services
          .engine()
          .wait(asked.sagaId, { timeoutMs: stopAnswerMs, signal });
        if (waited.ok && waited.rest.kind !== 'done') return restRefused(call, waited.rest);
      }
      return answer(call, 202, await viewOf(nexus, instanceId));
    },

    async instance_reboot(request, call) {
      const { instance } = request.path;
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const asked = await requestReboot(services, instanceId);
      if (asked instanceof Refusal) return instanceRefused(call, asked, instance);
      if (asked.kind === 'sled_agent_error') {
        const { status, message } = asked.answer;
        return refused(call, new Refusal(message, { code: 'not_done', status }));
      }
      return answer(call, 202, await viewOf(nexus, instanceId));
    },

    async instance_event_list(request, call) {
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const wanted = readPageRequest(call.operation, bySequence, request.query ?? {});
      if (wanted instanceof Refusal) return refused(call, wanted);
      const { sort, after, limit } = wanted;
      const newestFirst = sort === 'time_and_id_descending';
      // One more says whether there is a next page.
      const page = { after: after?.sequence ?? null, limit: limit + 1, newestFirst };
      const { events, next } = await listInstanceEvents(database.kysely, instanceId, page);
      const items: InstanceEvent[] = events
        .filter(({ sequence }) => sequence !== next)
        .map((event) => shown(instanceEventView(event, {})));
      // Sequences have no gaps, also where a newer program has written what is left out here.
      const last = next === null ? null : { sequence: newestFirst ? next + 1 : next - 1 };
      const next_page = last && writePageToken({ list: call.operation, sort, last });
      return { status: 200, body: { items, next_page } };
    },
  };
}

interface SequenceKey {
  readonly sequence: Uint64;
}

const bySequence: ListOrder<'time_and_id_ascending' | 'time_and_id_descending', SequenceKey> = {
  sorts: ['time_and_id_ascending', 'time_and_id_descending'],
  readKey(value) {
    if (typeof value !== 'object' || value === null || !('sequence' in value)) return null;
    const { sequence } = value;
    return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0
      ? { sequence }
      : null;
  },
};
