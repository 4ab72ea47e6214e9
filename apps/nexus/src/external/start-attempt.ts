import {
  type AttemptRecord,
  fetchAttemptRecord,
  fetchStartAttempt,
  pageOfAttemptRecords,
  pageOfStartAttempts,
} from '@skewline/db-model';
import type { StartAttempt as Attempt } from '@skewline/nexus-types/domain';
import type { Operations, SystemStartAttempt } from '@skewline/nexus-types/external';
import { startAttemptView } from '@skewline/nexus-types/view';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Handlers } from '@skewline/server';
import { actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { refused } from '../refused.ts';
import { answer } from './answer.ts';
import { instanceIdOf } from './instance/read.ts';
import { byTime, type PageToRead, resultsPage, type TimeKey } from './page.ts';
import { appliedHeader, readPrefer } from './prefer.ts';
import { attemptAfter } from './start/wait.ts';

type Names =
  | 'instance_start_attempt_list'
  | 'instance_start_attempt_view'
  | 'system_start_attempt_list'
  | 'system_start_attempt_view';

/** What is on record of starts: what users may know of those of their instances, and for operators all of all. */
export function startAttemptHandlers(nexus: Nexus): Pick<Handlers<Operations>, Names> {
  const { kysely } = nexus.database;
  return {
    async instance_start_attempt_list(request, call) {
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const page = await resultsPage(call.operation, byTime, request.query ?? {}, {
        read: (wanted) => pageOfStartAttempts(kysely, instanceId, pageOf(wanted)),
        key: ({ value }) => keyOf(value),
        view: ({ value }) => startAttemptView(value),
      });
      return answer(call, 200, page);
    },

    async instance_start_attempt_view(request, call) {
      const { attempt_id: attemptId } = request.path;
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const loaded = await fetchStartAttempt(kysely, attemptId);
      if (loaded instanceof Refusal || loaded.value.instanceId !== instanceId) {
        return refused(call, attemptNotFound(attemptId));
      }
      const preference = readPrefer(request.header?.prefer);
      const { waitSeconds: seconds } = preference;
      const { signal } = call;
      const attempt =
        seconds === 0 ? loaded.value : await attemptAfter(nexus, attemptId, { seconds, signal });
      if (attempt instanceof Refusal) return refused(call, attemptNotFound(attemptId));
      return {
        status: 200,
        body: startAttemptView(attempt),
        headers: appliedHeader(preference),
      };
    },

    async system_start_attempt_list({ query = {} }, call) {
      const { instance, project } = query;
      const instanceId =
        instance === undefined
          ? null
          : await instanceIdOf(nexus, actorOf(call), {
              path: { instance },
              query: project === undefined ? {} : { project },
            });
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      // The pages of one instance are no pages of another, nor of all.
      const list = `${call.operation} ${instanceId ?? ''}`;
      const page = await resultsPage(list, byTime, query, {
        read: (wanted) => pageOfAttemptRecords(kysely, instanceId, pageOf(wanted)),
        key: ({ attempt }) => keyOf(attempt),
        view: systemView,
      });
      return answer(call, 200, page);
    },

    async system_start_attempt_view({ path: { attempt_id: attemptId } }, call) {
      const record = await fetchAttemptRecord(kysely, attemptId);
      return record instanceof Refusal
        ? refused(call, attemptNotFound(attemptId))
        : { status: 200, body: systemView(record) };
    },
  };
}

function attemptNotFound(id: Uuid): Refusal {
  const message = `not found: start-attempt with id "${id.toLowerCase()}"`;
  return new Refusal(message, { code: 'not_found', status: 404 });
}

function keyOf({ timeStarted, id }: Attempt): TimeKey {
  return { time: timeStarted, id };
}

function pageOf({
  sort,
  after,
  limit,
}: PageToRead<'time_and_id_ascending' | 'time_and_id_descending', TimeKey>) {
  return {
    order: sort === 'time_and_id_descending' ? 'newest_first' : 'oldest_first',
    after: after && { timeStarted: after.time, id: after.id },
    limit,
  } as const;
}

function systemView(record: AttemptRecord): SystemStartAttempt {
  const { attempt, projectId, sagaId, sledId, rejectedSleds } = record;
  const { outcome } = attempt;
  return {
    ...startAttemptView(attempt),
    project_id: projectId,
    saga_id: sagaId,
    sled_id: sledId,
    vmm_id: attempt.vmmId,
    detail: outcome.kind === 'failed' ? outcome.failure.detail : null,
    rejected_sleds: rejectedSleds.map(({ sledId: sled_id, reason, shortfall }) => ({
      sled_id,
      reason,
      shortfall,
    })),
  };
}
