import type { Operations } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Handlers } from '@skewline/server';
import { requestStart } from '@skewline/saga/instance';
import { actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { refused } from '../refused.ts';
import { answer } from './answer.ts';
import { dryRunOf, dryRunOfNew } from './dry-run.ts';
import { createInstance } from './instance/create.ts';
import { createParams } from './instance/create/params.ts';
import { instanceIdOf, viewOf } from './instance/read.ts';
import { instanceRefused } from './instance/refused.ts';
import { findInstance, findProject } from './lookup.ts';
import { appliedHeader, readPrefer } from './prefer.ts';
import { startFailed } from './start/failed.ts';
import { attemptAfter } from './start/wait.ts';

type Names =
  'instance_create' | 'instance_start' | 'instance_placement_dry_run' | 'placement_dry_run';

/** What makes and starts instances, and says whether that would do. */
export function instanceStartHandlers(nexus: Nexus): Pick<Handlers<Operations>, Names> {
  const { database, services } = nexus;
  return {
    async instance_create({ query, body }, call) {
      const created = await createInstance(nexus, call, query.project, body);
      if (!('kind' in created)) return created;
      const { instanceId, attemptId } = created;
      const view = await viewOf(nexus, instanceId);
      if (view instanceof Refusal) return refused(call, view);
      return { status: 201, body: view, headers: attemptHeader(attemptId) };
    },

    async instance_start(request, call) {
      const instanceId = await instanceIdOf(nexus, actorOf(call), request);
      if (instanceId instanceof Refusal) return refused(call, instanceId);
      const { requestId, signal } = call;
      const asked = await requestStart(services, { instanceId, origin: 'user', requestId });
      if (asked instanceof Refusal) return instanceRefused(call, asked, request.path.instance);
      const attemptId = asked.kind === 'already' ? null : asked.attemptId;
      const preference = readPrefer(request.header?.prefer);
      const headers = { ...attemptHeader(attemptId), ...appliedHeader(preference) };
      const { waitSeconds: seconds } = preference;
      if (attemptId !== null && seconds > 0) {
        const attempt = await attemptAfter(nexus, attemptId, { seconds, signal });
        if (!(attempt instanceof Refusal) && attempt.outcome.kind === 'failed') {
          return { ...startFailed(call, attemptId, attempt.outcome.failure), headers };
        }
      }
      const view = await viewOf(nexus, instanceId);
      if (view instanceof Refusal) return refused(call, view);
      return { status: 202, body: view, headers };
    },

    async instance_placement_dry_run({ path, query }, call) {
      const selector = { instance: path.instance, project: query?.project };
      const instance = await findInstance(database.kysely, actorOf(call), selector);
      if (instance instanceof Refusal) return refused(call, instance);
      const tried = await database.transaction((transaction) => dryRunOf(transaction, instance));
      return answer(call, 200, tried);
    },

    async placement_dry_run({ query, body }, call) {
      const actor = actorOf(call);
      const project = await findProject(database.kysely, actor, query.project);
      if (project instanceof Refusal) return refused(call, project);
      const params = await createParams(nexus, actor, project, body);
      if (params instanceof Refusal) return refused(call, params);
      return answer(call, 200, await dryRunOfNew(nexus, params));
    },
  };
}

function attemptHeader(attemptId: string | null): Readonly<Record<string, string>> {
  return attemptId === null ? {} : { 'start-attempt': attemptId };
}
