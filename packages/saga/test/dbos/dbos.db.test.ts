import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Tables } from '@skewline/db-model';
import {
  action,
  ActionFailure,
  type ActionStep,
  type Dag,
  dagBuilder,
  type Json,
  registry,
} from '@skewline/saga';
import { createDbos } from '../../src/dbos/index.ts';
import type { EngineWarning } from '../../src/engine/options.ts';
import type { Rest, SagaEngine } from '../../src/engine/port.ts';
import { migrate, openDatabase } from '../../../db-model/src/index.ts';
import { onPostgres, orThrow } from '../../../db-model/test/support/databases.ts';

const log: string[] = [];
const failing = new Set<string>();
let hold: Promise<void> = Promise.resolve();
let engine: SagaEngine;

const enter = action<{ output: string }>({
  name: 'dbos.enter',
  version: 1,
  run: async ({ node, signal }) => {
    log.push(`run ${node}`);
    await Promise.race([
      hold,
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ]);
    if (failing.has(node)) throw new ActionFailure('told_to', `${node} fails`, { retry: false });
    return node;
  },
  undo: ({ node, output }) => {
    log.push(`undo ${output}`);
    if (output !== node || failing.has(`undo ${node}`)) {
      throw new ActionFailure('no', 'no', { retry: false });
    }
  },
});
const abortable = action<{ output: string }>({
  name: 'dbos.abortable',
  version: 1,
  onCancel: 'abort',
  run: async ({ node, signal }) => {
    log.push(`run ${node}`);
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return node;
  },
});
const given = action<{ params: { value: Json }; output: Json }>({
  name: 'dbos.given',
  version: 1,
  run: ({ params }) => params.value,
});
const parent = action<{ output: string }>({
  name: 'dbos.parent',
  version: 1,
  run: async () => {
    const child = await engine.start(one(enter, 'child'), {});
    if (!child.ok) throw new Error(child.message);
    const rested = await engine.wait(child.sagaId);
    return rested.ok ? rested.rest.kind : rested.code;
  },
});
const later = action<{ output: string }>({ name: 'dbos.later', version: 1, run: () => 'later' });

function one<Params extends object>(
  step: ActionStep<Params, unknown, unknown>,
  name: string,
): Dag<Params> {
  const built = dagBuilder<Params>(name).append('only', step).build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.dag;
}

const line = (() => {
  const built = dagBuilder<object>('line')
    .append('first', enter)
    .appendParallel({ left: enter, right: enter })
    .append('last', enter)
    .build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.dag;
})();

/** Those of a stage begin together; which of them says so first is not said. */
function inStages(lines: readonly string[]): readonly string[] {
  const isSide = (text: string | undefined): boolean => /(?:left|right)$/.test(text ?? '');
  return lines.map((text, at) => {
    const first = isSide(lines[at - 1]) ? at - 1 : at;
    if (!isSide(text)) return text;
    return lines.slice(first, first + 2).toSorted()[at - first] ?? text;
  });
}

onPostgres((server) => {
  let database: Database<Tables>;
  let url: string;
  const warnings: EngineWarning[] = [];

  beforeAll(async () => {
    const location = await server.location();
    if (!('url' in location)) throw new Error('this is no server');
    url = location.url;
    database = orThrow(await openDatabase<Tables>({ url }));
    orThrow(await migrate(database));
    engine = await createDbos({
      database,
      url,
      actions: registry([enter, abortable, given, parent]),
      leaseMs: 2000,
      recoveryMs: 500,
      onWarning: (warning) => warnings.push(warning),
    });
  });
  afterAll(async () => {
    await engine.close();
    await database.close();
  });

  const started = async (dag: Dag<object>): Promise<string> => startedWith(dag, {});
  const startedWith = async <Params extends object>(
    dag: Dag<Params>,
    params: NoInfer<Params>,
  ): Promise<string> => {
    log.length = 0;
    const answer = await engine.start(dag, params);
    if (!answer.ok) throw new Error(answer.message);
    return answer.sagaId;
  };
  const rest = async (sagaId: string): Promise<Rest> => {
    const answer = await engine.wait(sagaId, { timeoutMs: 20_000 });
    if (!answer.ok) throw new Error(answer.message);
    return answer.rest;
  };
  const typesOf = async (sagaId: string): Promise<readonly string[]> => {
    const events = await engine.events(sagaId);
    if ('ok' in events) throw new Error(events.message);
    return events.map(({ event }) => `${event.type} ${'node' in event ? event.node : ''}`.trim());
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 1000; tries += 1) {
      if (condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('it did not come to that');
  };
  const statusOf = async (sagaId: string): Promise<string | undefined> => {
    const { rows } = await sql<{ status: string }>`
      SELECT status FROM dbos.workflow_status WHERE workflow_uuid = ${sagaId}`.execute(
      database.kysely,
    );
    return rows[0]?.status;
  };

  test('a saga is one workflow and one row', async () => {
    const sagaId = await started(line);
    expect(await rest(sagaId)).toEqual({ kind: 'done', output: 'last' });
    expect(inStages(log)).toEqual(['run first', 'run left', 'run right', 'run last']);
    expect(await engine.get(sagaId)).toMatchObject({
      ok: true,
      engine: 'dbos',
      state: 'done',
      owner: null,
      ownerToken: 1,
    });
    expect((await typesOf(sagaId)).filter((type) => type.startsWith('succeeded'))).toHaveLength(4);
    await expect.poll(async () => statusOf(sagaId)).toBe('SUCCESS');
  });

  test('there is one in a process', async () => {
    const again = createDbos({ database, url, actions: registry([enter]) });
    await expect(again).rejects.toThrow('DBOS runs in this process already');
  });

  test('what failed is undone, children first', async () => {
    failing.add('last');
    const sagaId = await started(line);
    const outcome = await rest(sagaId);
    failing.clear();
    expect(outcome).toMatchObject({ kind: 'unwound', undone: ['first', 'left', 'right'] });
    expect(inStages(log).slice(4)).toEqual(['undo left', 'undo right', 'undo first']);
    expect(await typesOf(sagaId)).toContain('failed last');
  });

  describe('a stuck saga', () => {
    const stuck = async (): Promise<string> => {
      failing.add('last').add('undo left').add('undo right');
      const sagaId = await started(line);
      expect(await rest(sagaId)).toMatchObject({ kind: 'stuck', left: ['first', 'left', 'right'] });
      return sagaId;
    };

    test('goes on when each of its failed undos was retried or skipped', async () => {
      const sagaId = await stuck();
      expect(await engine.retry(sagaId, 'first', 'no')).toMatchObject({ code: 'node_not_stuck' });
      expect(await engine.skip(sagaId, 'left', 'done by hand')).toEqual({ ok: true });
      expect(await engine.get(sagaId)).toMatchObject({ state: 'stuck' });
      expect(await engine.skip(sagaId, 'left', 'again')).toMatchObject({ code: 'node_not_stuck' });
      failing.clear();
      expect(await engine.retry(sagaId, 'right', 'it is there again')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'unwound',
        undone: ['first', 'right'],
        skipped: ['left'],
      });
      expect((await typesOf(sagaId)).slice(-6)).toEqual([
        'undo_skipped left',
        'undo_retried right',
        'undo_started right',
        'undo_finished right',
        'undo_started first',
        'undo_finished first',
      ]);
      expect(await engine.retry(sagaId, 'right', 'late')).toMatchObject({ code: 'over' });
    });

    test('that fails again is stuck again', async () => {
      const sagaId = await stuck();
      await engine.skip(sagaId, 'left', 'by hand');
      await engine.retry(sagaId, 'right', 'try');
      expect(await rest(sagaId)).toMatchObject({ kind: 'stuck', node: 'right' });
      failing.clear();
      await engine.retry(sagaId, 'right', 'try again');
      expect(await rest(sagaId)).toMatchObject({ kind: 'unwound', undone: ['first', 'right'] });
    });

    test('can be abandoned', async () => {
      const sagaId = await stuck();
      failing.clear();
      expect(await engine.abandon(sagaId, 'scrapped')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'abandoned',
        reason: 'scrapped',
        left: ['first', 'left', 'right'],
        error: { code: 'action_failed', node: 'last' },
      });
      expect(await engine.abandon(sagaId, 'twice')).toMatchObject({ code: 'over' });
      expect(await statusOf(sagaId)).toBe('CANCELLED');
    });
  });

  test('a cancelled saga lets the running stage finish, and is undone', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const sagaId = await started(line);
    await until(() => log.includes('run first'));
    expect(await engine.cancel(sagaId, 'changed my mind')).toEqual({ ok: true });
    release();
    expect(await rest(sagaId)).toMatchObject({
      kind: 'unwound',
      error: { code: 'cancelled', message: 'changed my mind' },
      undone: ['first'],
    });
    expect(log).toEqual(['run first', 'undo first']);
    expect(await typesOf(sagaId)).toContain('cancelled');
  });

  test('an abortable action is aborted', async () => {
    const sagaId = await started(one(abortable, 'abortable'));
    await until(() => log.includes('run only'));
    await engine.cancel(sagaId, 'enough');
    expect(await rest(sagaId)).toMatchObject({
      kind: 'unwound',
      errors: [{ code: 'cancelled', node: 'only' }],
    });
  });

  test('a running saga that is abandoned begins nothing more', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const sagaId = await started(line);
    await until(() => log.includes('run first'));
    expect(await engine.abandon(sagaId, 'leave it')).toEqual({ ok: true });
    // It may have done something already.
    expect(await rest(sagaId)).toMatchObject({ kind: 'abandoned', left: ['first'], error: null });
    release();
    await until(() => warnings.some((one) => one.code === 'fenced' && one.sagaId === sagaId));
    expect(log).toEqual(['run first']);
  });

  test.each([
    [{ constructor: 1, prototype: 2, __dbos_serializer: 'superjson', json: {}, 'a.b': [null] }],
    [[-0, '\u{1F980}', { '': '' }]],
    ['x'.repeat(900_000)],
    [null],
  ])('a result comes back as it was given: %.60j', async (value) => {
    const sagaId = await startedWith(one(given, 'given'), { value });
    expect(await rest(sagaId)).toEqual({ kind: 'done', output: JSON.parse(JSON.stringify(value)) });
  });

  test('an action may start a saga: it is no part of its own', async () => {
    const sagaId = await started(one(parent, 'parent'));
    expect(await rest(sagaId)).toEqual({ kind: 'done', output: 'done' });
    expect(await typesOf(sagaId)).toEqual(['started only', 'succeeded only']);
  });

  test('what was purged has no workflow any more', async () => {
    const sagaId = await started(one(enter, 'purged'));
    await rest(sagaId);
    await expect.poll(async () => statusOf(sagaId)).toBe('SUCCESS');
    expect(await engine.purge('2100-01-01T00:00:00.000000Z')).toBeGreaterThan(0);
    expect(await statusOf(sagaId)).toBeUndefined();
    expect(await engine.get(sagaId)).toMatchObject({ code: 'unknown_saga' });
  });

  test('after it was closed another one can be opened, and goes on with what is there', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const sagaId = await started(line);
    await until(() => log.includes('run first'));
    const closed = engine.close();
    release();
    await closed;
    expect(log).toEqual(['run first']);
    const steps = registry([enter, abortable, given, parent, later]);
    engine = await createDbos({ database, url, actions: steps, leaseMs: 2000, recoveryMs: 500 });
    expect((await engine.recover()).adopted).toEqual([sagaId]);
    expect(await rest(sagaId)).toEqual({ kind: 'done', output: 'last' });
    expect(inStages(log)).toEqual(['run first', 'run left', 'run right', 'run last']);
    const saga = await engine.get(sagaId);
    expect(saga).toMatchObject({ state: 'done', ownerToken: 2 });
    const { rows } = await sql<{ name: string }>`SELECT name FROM dbos.queues`.execute(
      database.kysely,
    );
    expect(rows).toHaveLength(1);
  });

  test('closing does not wait for a database that is away', async () => {
    let release = (): void => {};
    hold = new Promise((resolve) => (release = resolve));
    const sagaId = await started(line);
    await until(() => log.includes('run first'));
    const [admin, name] = [new URL(url), new URL(url).pathname.slice(1)];
    admin.pathname = '/postgres';
    const outside = orThrow(await openDatabase<unknown>({ url: admin.href, connections: 1 }));
    const away = async (isAway: boolean): Promise<void> => {
      await sql
        .raw(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${String(!isAway)}`)
        .execute(outside.kysely);
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`.execute(
        outside.kysely,
      );
    };
    await away(true);
    release();
    const before = Date.now();
    await engine.close();
    expect(Date.now() - before).toBeLessThan(10_000);
    await away(false);
    await outside.close();
    engine = await createDbos({ database, url, actions: registry([enter]), leaseMs: 2000 });
    // It is the closed one's until its lease is over.
    await expect
      .poll(async () => (await engine.recover()).adopted, { timeout: 10_000 })
      .toContain(sagaId);
    expect(await rest(sagaId)).toEqual({ kind: 'done', output: 'last' });
  });
});
