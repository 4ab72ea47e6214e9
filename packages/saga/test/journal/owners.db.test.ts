import { randomUUID } from 'node:crypto';
import type { Tables } from '@skewline/db-model';
import { action, type ActionStep, type Dag, dagBuilder } from '@skewline/saga';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { askingOf } from '../../src/engine/ask.ts';
import { insertSaga } from '../../src/engine/saga-store.ts';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import {
  built,
  closeAll,
  declareDead,
  flaky,
  gate,
  ok,
  openJournal,
  outcomeOf,
  step,
  told,
  until,
} from './support.ts';

forEachDatabaseBeneath((kind) => {
  const database = useMigrated<Tables>(kind);
  afterEach(async () => {
    await closeAll();
    // What a test has left to nobody is not for the next one.
    await sql`DELETE FROM saga`.execute(database().kysely);
    await sql`DELETE FROM saga_event`.execute(database().kysely);
    await sql`DELETE FROM saga_executor`.execute(database().kysely);
  });

  /** A saga whose second node waits; the first time it runs, at least. */
  function waiting(): {
    readonly dag: Dag<object>;
    readonly steps: readonly ActionStep<unknown, unknown, unknown>[];
    readonly runs: string[];
    readonly open: () => void;
  } {
    const held = gate();
    const runs: string[] = [];
    const notes = step('notes', ({ node }) => {
      runs.push(node);
      return node;
    });
    const waits = step('waits', async ({ node }) => {
      runs.push(node);
      if (runs.filter((run) => run === node).length === 1) await held.opened;
      return `${node} ${runs.length}`;
    });
    const dag = built(
      dagBuilder('waiting')
        .append('a', notes)
        .append('b', waits)
        .append('c', notes)
        .append('d', waits)
        .build(),
    );
    return { dag, steps: [notes, waits], runs, open: held.open };
  }

  it('an owner that has forgotten a saga lets it go, and it is taken up again', async () => {
    const saga = waiting();
    saga.open();
    const { engine } = await openJournal(database(), saga.steps, { leaseMs: 300, recoveryMs: 50 });
    const id = randomUUID();
    const ask = askingOf(database(), { signal: new AbortController().signal, onWait: () => {} });
    await insertSaga(ask, {
      id,
      engine: 'journal',
      name: saga.dag.name,
      subject: null,
      dag: saga.dag.stored,
      params: {},
      owner: engine.executorId,
      events: [],
    });
    expect(await outcomeOf(engine, id)).toEqual({ kind: 'done', output: 'd 4' });
    expect(saga.runs).toEqual(['a', 'b', 'c', 'd']);
  });

  it('an engine that is closed waits for what runs, but not for ever', async () => {
    const aborted: unknown[] = [];
    const endless = step('endless', async ({ signal }) => {
      // Only its signal ends it: as an undo does that waits for a sled.
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(signal.reason);
          reject(new Error('told to stop'));
        });
      });
    });
    const dag = built(dagBuilder('endless').append('e', endless).build());
    const first = await openJournal(database(), [endless], { graceMs: 200 });
    const { sagaId } = ok(await first.engine.start(dag, {}));
    await until(async () => (await told(first.engine, sagaId)).length === 1);
    const begun = performance.now();
    await first.engine.close();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(190);
    expect(aborted).toHaveLength(1);
    expect(first.codes()).toEqual(['fenced']);

    // Nothing of it was stored; whoever comes next has it at once, and does it again.
    const ends = step('endless', () => 'at last');
    const second = await openJournal(database(), [ends]);
    expect((await second.engine.recover()).adopted).toEqual([sagaId]);
    expect(await outcomeOf(second.engine, sagaId)).toEqual({ kind: 'done', output: 'at last' });
  });

  describe('an owner that was taken for dead', () => {
    it('is fenced off: what it ends then is not stored, and it begins nothing more', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps);
      const second = await openJournal(database(), saga.steps);
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      expect((await second.engine.recover()).adopted).toEqual([]);

      await declareDead(database(), first.engine);
      expect((await second.engine.recover()).adopted).toEqual([sagaId]);
      expect(second.codes()).toEqual(['adopted']);
      await until(() => saga.runs.length === 5);
      const before = await told(second.engine, sagaId);
      saga.open();
      expect(await outcomeOf(second.engine, sagaId)).toEqual({ kind: 'done', output: 'd 5' });
      await until(() => first.codes().includes('fenced'));

      // b began again, and only what follows from the second time is there.
      expect(saga.runs).toEqual(['a', 'b', 'b', 'c', 'd']);
      expect(before.slice(0, 3)).toEqual(['started a', 'succeeded a', 'started b']);
      const events = await second.engine.events(sagaId);
      if ('ok' in events) throw new Error(events.message);
      expect(events.map(({ ownerToken }) => ownerToken)).toEqual([1, 1, 1, 2, 2, 2, 2, 2]);
      // Who waits at the first one learns of it all the same.
      expect(await outcomeOf(first.engine, sagaId)).toEqual({ kind: 'done', output: 'd 5' });
    });

    it('takes nothing over itself, until its heartbeat is heard again', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps);
      const second = await openJournal(database(), saga.steps);
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      // Both are late: neither may take what the other has, or they would take it to and fro.
      await declareDead(database(), first.engine);
      await declareDead(database(), second.engine);
      expect((await second.engine.recover()).adopted).toEqual([]);
      expect((await first.engine.recover()).adopted).toEqual([]);
      await sql`UPDATE saga_executor SET lease_until = now() + interval '1 hour'
        WHERE id = ${second.engine.executorId}`.execute(database().kysely);
      expect((await second.engine.recover()).adopted).toEqual([sagaId]);
      saga.open();
      expect(await outcomeOf(second.engine, sagaId)).toMatchObject({ kind: 'done' });
    });

    it('cannot write rows either', async () => {
      const held = gate();
      const errors: unknown[] = [];
      let runs = 0;
      await sql`CREATE TABLE IF NOT EXISTS lines (line text)`.execute(database().kysely);
      const writes = action<{ output: number }>({
        name: 'writes',
        version: 1,
        run: async ({ fence }) => {
          runs += 1;
          const run = runs;
          if (run === 1) await held.opened;
          try {
            await database().transaction(async (transaction) => {
              await sql`INSERT INTO lines VALUES (${`run ${run}`})`.execute(transaction);
              await fence(transaction);
            });
          } catch (error) {
            errors.push(error);
            throw error;
          }
          return run;
        },
      });
      const dag = built(dagBuilder('writes').append('a', writes).build());
      const first = await openJournal(database(), [writes]);
      const second = await openJournal(database(), [writes]);
      const { sagaId } = ok(await first.engine.start(dag, {}));
      await declareDead(database(), first.engine);
      await second.engine.recover();
      expect(await outcomeOf(second.engine, sagaId)).toEqual({ kind: 'done', output: 2 });
      held.open();
      await until(() => first.codes().includes('fenced'));
      expect(errors).toMatchObject([{ name: 'Fenced' }]);
      const { rows } = await sql`SELECT line FROM lines`.execute(database().kysely);
      expect(rows).toEqual([{ line: 'run 2' }]);
    });

    it('notices it at its heartbeat, also while an action hangs', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps, { leaseMs: 60 });
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      await sql`UPDATE saga SET owner = 'another', owner_token = owner_token + 1
        WHERE id = ${sagaId}`.execute(database().kysely);
      await until(() => first.codes().includes('fenced'));
      // It does not wait for what hangs.
      await first.engine.close();
      expect(saga.runs).toEqual(['a', 'b']);
    });
  });

  describe('a lease', () => {
    it.each([
      { owner: 'lives', lease: 3600, adopted: false },
      { owner: 'is over', lease: -1, adopted: true },
      { owner: 'was never there', lease: null, adopted: true },
    ])('of an owner that $owner, by the clock of the database', async ({ lease, adopted }) => {
      const saga = waiting();
      saga.open();
      const journal = await openJournal(database(), saga.steps);
      if (lease !== null) {
        await sql`INSERT INTO saga_executor (id, engine, host, process_id, time_started, lease_until)
          VALUES ('other', 'journal', 'host', 1, now(), now() + ${lease}::float8 * interval '1 second')`.execute(
          database().kysely,
        );
      }
      const id = randomUUID();
      await sql`INSERT INTO saga (id, engine, name, dag, params, state, owner, owner_token, time_created, time_updated)
        VALUES (${id}, 'journal', 'waiting', ${JSON.stringify(saga.dag.stored)}::jsonb, '{}', 'running', 'other', 7,
          now(), now())`.execute(database().kysely);
      expect((await journal.engine.recover()).adopted).toEqual(adopted ? [id] : []);
      if (!adopted) return;
      expect(await outcomeOf(journal.engine, id)).toMatchObject({ kind: 'done' });
      expect(await journal.engine.get(id)).toMatchObject({ ownerToken: 8, owner: null });
    });

    it('is kept while the executor lives, until it is closed; then regular recovery goes on', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps, { leaseMs: 300 });
      const second = await openJournal(database(), saga.steps, { leaseMs: 300, recoveryMs: 50 });
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      const owned = { owner: first.engine.executorId };
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(await second.engine.get(sagaId)).toMatchObject(owned);
      const closing = first.engine.close();
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(await second.engine.get(sagaId)).toMatchObject(owned);
      saga.open();
      await closing;
      expect(await outcomeOf(second.engine, sagaId)).toMatchObject({ kind: 'done' });
      expect(saga.runs).toEqual(['a', 'b', 'c', 'd']);
    });

    it('that is over is noticed by regular recovery', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps);
      const second = await openJournal(database(), saga.steps, { recoveryMs: 20 });
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      await declareDead(database(), first.engine);
      await until(() => saga.runs.length === 5);
      saga.open();
      expect(await outcomeOf(second.engine, sagaId)).toMatchObject({ kind: 'done' });
    });
  });

  describe('close', () => {
    it('stores what has ended, begins nothing, and leaves the rest to others at once', async () => {
      const saga = waiting();
      const first = await openJournal(database(), saga.steps);
      const second = await openJournal(database(), saga.steps);
      const { sagaId } = ok(await first.engine.start(saga.dag, {}));
      await until(() => saga.runs.includes('b'));
      const closing = first.engine.close();
      saga.open();
      await closing;
      expect(await told(second.engine, sagaId)).toEqual([
        'started a',
        'succeeded a',
        'started b',
        'succeeded b',
      ]);
      expect((await second.engine.recover()).adopted).toEqual([sagaId]);
      expect(second.codes()).toEqual([]);
      expect(await outcomeOf(second.engine, sagaId)).toMatchObject({ kind: 'done' });
      expect(saga.runs).toEqual(['a', 'b', 'c', 'd']);
    });
  });

  describe('what cannot be loaded', () => {
    const one = step('one', () => 1);
    const two = step('one', () => 2, { version: 2 });
    const old = built(dagBuilder('versions').append('a', one).build());
    const young = built(dagBuilder('versions').append('a', two).build());

    async function leave(change: object): Promise<string> {
      const row = { dag: old.stored, params: {}, ...change };
      const id = randomUUID();
      await sql`INSERT INTO saga (id, engine, name, dag, params, state, time_created, time_updated)
        VALUES (${id}, 'journal', 'left', ${JSON.stringify(row.dag)}::jsonb, ${JSON.stringify(row.params)}::jsonb,
          'running', now(), now())`.execute(database().kysely);
      return id;
    }

    async function leaveEvent(id: string, slot: string, event: object): Promise<void> {
      await sql`INSERT INTO saga_event (saga_id, node, slot, event, owner_token, time)
        VALUES (${id}, 'a', ${slot}, ${JSON.stringify(event)}::jsonb, 0, now())`.execute(
        database().kysely,
      );
    }

    it('is parked with code and reason, and the others go on', async () => {
      const ids = {
        version: await leave({ dag: young.stored }),
        shape: await leave({ dag: { format: 1, name: 'x', nodes: 'none' } }),
        format: await leave({ dag: { format: 9 } }),
        cycle: await leave({
          dag: {
            ...old.stored,
            nodes: old.stored.nodes.map((node) => ({ ...node, after: ['a'] })),
          },
        }),
        params: await leave({ params: [1] }),
        early: await leave({}),
        strange: await leave({}),
        good: await leave({}),
      };
      await leaveEvent(ids.early, 'ended', { type: 'succeeded', node: 'a', output: 1 });
      await leaveEvent(ids.strange, 'started', { type: 'began', node: 'a' });
      const journal = await openJournal(database(), [one]);
      const report = await journal.engine.recover();
      expect(report.adopted).toEqual([ids.good]);
      const codes = new Map(report.parked.map(({ sagaId, rest }) => [sagaId, rest.code]));
      expect(Object.entries(ids).map(([name, id]) => [name, codes.get(id)])).toEqual([
        ['version', 'unknown_action'],
        ['shape', 'unreadable'],
        ['format', 'unreadable'],
        ['cycle', 'unreadable'],
        ['params', 'unreadable'],
        ['early', 'bad_events'],
        ['strange', 'bad_events'],
        ['good', undefined],
      ]);
      expect(await outcomeOf(journal.engine, ids.good)).toEqual({ kind: 'done', output: 1 });
      expect(await outcomeOf(journal.engine, ids.version)).toMatchObject({
        kind: 'parked',
        code: 'unknown_action',
        reason: expect.stringContaining('one@2') as unknown,
      });
      expect(journal.codes().filter((code) => code === 'parked')).toHaveLength(7);
      // It has looked at them: not again and again.
      expect(await journal.engine.recover()).toEqual({ adopted: [], parked: [] });
    });

    it('a process that has the action goes on with it', async () => {
      const id = await leave({ dag: young.stored });
      const without = await openJournal(database(), [one]);
      await without.engine.recover();
      expect(await without.engine.get(id)).toMatchObject({ state: 'parked', owner: null });
      const having = await openJournal(database(), [one, two]);
      expect((await having.engine.recover()).adopted).toEqual([id]);
      expect(await outcomeOf(having.engine, id)).toEqual({ kind: 'done', output: 2 });
    });

    it('an operator can abandon it', async () => {
      const id = await leave({ dag: 'no DAG' });
      const journal = await openJournal(database(), []);
      await journal.engine.recover();
      ok(await journal.engine.abandon(id, 'it is rubbish'));
      expect(await outcomeOf(journal.engine, id)).toEqual({
        kind: 'abandoned',
        reason: 'it is rubbish',
        error: null,
        left: [],
      });
    });
  });

  describe('more than may run at once', () => {
    it('waits, stored, and all come to rest', async () => {
      let running = 0;
      let most = 0;
      const counts = step('counts', async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return null;
      });
      const dag = built(dagBuilder('counts').append('a', counts).append('b', counts).build());
      const store = flaky(database());
      const { engine } = await openJournal(store.database, [counts], { maxRunning: 3 });
      const started = await Promise.all(
        Array.from({ length: 30 }, async () => ok(await engine.start(dag, {}))),
      );
      expect(new Set(started.map(({ created }) => created))).toEqual(new Set([true]));
      for (const { sagaId } of started) {
        expect(await outcomeOf(engine, sagaId)).toMatchObject({ kind: 'done' });
      }
      expect(most).toBe(3);
    });
  });

  describe('the same id', () => {
    it('asked for ten times at once is one saga', async () => {
      const saga = waiting();
      saga.open();
      const first = await openJournal(database(), saga.steps);
      const second = await openJournal(database(), saga.steps);
      const id = randomUUID();
      const started = await Promise.all(
        Array.from({ length: 10 }, async (_, index) =>
          ok(await (index % 2 === 0 ? first : second).engine.start(saga.dag, {}, { id })),
        ),
      );
      expect(started.filter(({ created }) => created)).toHaveLength(1);
      await outcomeOf(first.engine, id);
      await outcomeOf(second.engine, id);
      expect(saga.runs).toEqual(['a', 'b', 'c', 'd']);
    });
  });
});
