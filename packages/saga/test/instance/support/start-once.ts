import { randomUUID } from 'node:crypto';
import { fetchStartAttempt, listInstanceEvents, type Tables } from '@skewline/db-model';
import type { Instance, StartAttempt, StartOrigin } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { InMemoryOptions, Outcome } from '../../../src/index.ts';
import { runInMemory } from '../../../src/index.ts';
import { startSaga } from '../../../src/instance/start.ts';
import type { World } from './world.ts';

export interface Ended {
  readonly rest: Outcome;
  readonly attempt: StartAttempt;
  readonly instance: Tables['instance'];
  /** The kinds of what its history says. */
  readonly events: readonly string[];
}

/** Starts an instance without an engine, and tells how that ended. */
export async function startOnce(
  world: World,
  { id: instanceId }: Instance,
  options: InMemoryOptions & { readonly origin?: StartOrigin } = {},
): Promise<Ended> {
  const { origin = 'user', ...inMemory } = options;
  const attemptId = randomUUID();
  const params = { attemptId, instanceId, origin, requestId: null };
  const result = await runInMemory(startSaga(world.services).dag(params), params, {
    sagaId: attemptId,
    ...inMemory,
  });
  if (!result.ok) throw new Error(result.message);
  return { rest: result.outcome, ...(await endOf(world, instanceId, attemptId)) };
}

/** What is stored of an attempt and its instance. */
export async function endOf(
  { database }: World,
  instanceId: string,
  attemptId: string,
): Promise<Omit<Ended, 'rest'>> {
  const attempt = await fetchStartAttempt(database.kysely, attemptId);
  if (attempt instanceof Refusal) throw new Error(attempt.message);
  const { events } = await listInstanceEvents(database.kysely, instanceId, { limit: 1000 });
  const instance = await database.kysely
    .selectFrom('instance')
    .selectAll()
    .where('id', '=', instanceId)
    .executeTakeFirstOrThrow();
  return { attempt: attempt.value, instance, events: events.map(({ what }) => what.kind) };
}
