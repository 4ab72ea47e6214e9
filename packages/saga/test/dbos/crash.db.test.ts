import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Tables } from '@skewline/db-model';
import { migrate, openDatabase } from '../../../db-model/src/index.ts';
import { onPostgres, orThrow } from '../../../db-model/test/support/databases.ts';
import { createDbos } from '../../src/dbos/index.ts';
import type { SagaEngine } from '../../src/engine/port.ts';
import { type Crashing, crashing, makeNotes } from './crashing.ts';

onPostgres((server) => {
  let database: Database<Tables>;
  let url: string;
  let engine: SagaEngine;
  let world: Crashing;

  beforeAll(async () => {
    const location = await server.location();
    if (!('url' in location)) throw new Error('this is no server');
    url = location.url;
    database = orThrow(await openDatabase<Tables>({ url }));
    orThrow(await migrate(database));
    await makeNotes(database);
    world = crashing(database);
    const { actions } = world;
    engine = await createDbos({ database, url, actions, leaseMs: 1000, recoveryMs: 200 });
  });
  afterAll(async () => {
    await engine.close();
    await database.close();
  });
  beforeEach(async () => {
    await sql`TRUNCATE notes`.execute(database.kysely);
  });

  /** Gives the saga; and what the process printed, which is nothing. */
  const crashed = async (failing: string, when: string, event: string): Promise<string> => {
    const sagaId = randomUUID();
    const file = join(import.meta.dirname, 'children/crash.ts');
    const child = spawn(
      process.execPath,
      ['--conditions=skewline-source', file, url, sagaId, failing, when, event],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(printed).toBe('');
    return sagaId;
  };

  test('a result that was committed with its rows counts, though DBOS has not heard of it', async () => {
    const sagaId = await crashed('', 'before', 'succeeded first');
    const events = await engine.events(sagaId);
    expect(events).toMatchObject([
      { event: { type: 'started', node: 'first' } },
      { event: { type: 'succeeded', node: 'first', output: 'first' }, ownerToken: 1 },
    ]);
    expect(await engine.wait(sagaId)).toMatchObject({ rest: { kind: 'done', output: 'last' } });
    expect(await world.notes()).toEqual([
      'run first',
      'row of first',
      'run second',
      'row of second',
      'run last',
    ]);
  });

  test('a process that was paused past its lease writes and begins nothing when it wakes up', async () => {
    const sagaId = randomUUID();
    const file = join(import.meta.dirname, 'children/slow.ts');
    const child = spawn(process.execPath, ['--conditions=skewline-source', file, url, sagaId], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, 'exit');
    await expect.poll(async () => world.notes(), { timeout: 20_000 }).toContain('run second');
    child.kill('SIGSTOP');
    expect(await engine.wait(sagaId)).toMatchObject({ rest: { kind: 'done' } });
    const notes = await world.notes();
    expect(notes).toEqual([
      'run first',
      'row of first',
      'run second',
      'run second',
      'row of second',
      'run last',
    ]);
    child.kill('SIGCONT');
    await expect.poll(() => said, { timeout: 20_000 }).toContain('fenced');
    // Longer than the node takes in which it was paused.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGKILL');
    await ended;
    expect(await world.notes()).toEqual(notes);
    expect(await engine.get(sagaId)).toMatchObject({ state: 'done', ownerToken: 2 });
  });

  test('what DBOS has stored is not done again', async () => {
    const sagaId = await crashed('', 'after', 'succeeded second');
    expect(await engine.wait(sagaId)).toMatchObject({ rest: { kind: 'done', output: 'last' } });
    expect((await world.notes()).filter((note) => note.startsWith('run'))).toEqual([
      'run first',
      'run second',
      'run last',
    ]);
  });

  test('what is to be undone is known from the record', async () => {
    const sagaId = await crashed('last', 'after', 'undo_finished second');
    expect(await engine.wait(sagaId)).toMatchObject({
      rest: { kind: 'unwound', undone: ['first', 'second'] },
    });
    expect((await world.notes()).slice(-2)).toEqual(['undo second', 'undo first']);
  });

  test('a saga that was stuck in a process that died goes on here', async () => {
    const sagaId = await crashed('last,undo second', 'never', '');
    expect(await engine.get(sagaId)).toMatchObject({ state: 'stuck' });
    expect(await engine.retry(sagaId, 'second', 'again')).toEqual({ ok: true });
    expect(await engine.wait(sagaId)).toMatchObject({
      rest: { kind: 'unwound', undone: ['first', 'second'] },
    });
    expect((await world.notes()).slice(-3)).toEqual(['undo second', 'undo second', 'undo first']);
  });

  test('a saga without a workflow gets one', async () => {
    const sagaId = await crashed('', 'before', 'succeeded first');
    await sql`DELETE FROM dbos.workflow_status WHERE workflow_uuid = ${sagaId}`.execute(
      database.kysely,
    );
    expect(await engine.wait(sagaId)).toMatchObject({ rest: { kind: 'done' } });
  });

  test('a saga whose steps make no sense is parked, and can be abandoned', async () => {
    const sagaId = await crashed('', 'after', 'succeeded first');
    await sql`UPDATE dbos.operation_outputs SET function_name = 'other' WHERE workflow_uuid = ${sagaId}`.execute(
      database.kysely,
    );
    expect(await engine.wait(sagaId)).toMatchObject({
      rest: { kind: 'parked', code: 'bad_events' },
    });
    expect(await engine.abandon(sagaId, 'nonsense')).toEqual({ ok: true });
    expect(await engine.get(sagaId)).toMatchObject({ state: 'abandoned' });
  });

  test('a saga whose workflow has ended before it is parked', async () => {
    const sagaId = await crashed('', 'after', 'succeeded first');
    await sql`UPDATE dbos.workflow_status SET status = 'ERROR' WHERE workflow_uuid = ${sagaId}`.execute(
      database.kysely,
    );
    expect(await engine.wait(sagaId)).toMatchObject({
      rest: { kind: 'parked', reason: 'its workflow has ended, and it has not' },
    });
  });
});
