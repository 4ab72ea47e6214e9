import type { Tables } from '@skewline/db-model';
import { action, constant, dagBuilder, type SagaEvent } from '@skewline/saga';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import {
  built,
  closeAll,
  flaky,
  gate,
  ok,
  openJournal,
  outcomeOf,
  step,
  told,
  until,
} from './support.ts';

const nothing = step('nothing', () => null);
const fails = step('fails', () => {
  throw new Error('no');
});
const noUndo = action({ name: 'no_undo', version: 1, run: () => null });

const five = built(
  dagBuilder('five')
    .append('a', nothing)
    .append('b', nothing)
    .append('c', nothing)
    .append('d', nothing)
    .append('e', nothing)
    .build(),
);

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);
  afterEach(closeAll);

  describe('what is written', () => {
    it.each([
      { name: '5 steps', dag: five, writes: 6 },
      {
        name: 'constants, which cost nothing',
        dag: built(
          dagBuilder('constants')
            .append('one', constant(1))
            .append('a', nothing)
            .append('two', constant(2))
            .append('b', nothing)
            .build(),
        ),
        writes: 3,
      },
      {
        name: 'constants alone: the saga, and that it is done',
        dag: built(dagBuilder('constants').append('one', constant(1)).build()),
        writes: 2,
      },
      {
        name: 'a failure: start, end and start, failure and undo, undone',
        dag: built(dagBuilder('fails').append('a', nothing).append('b', fails).build()),
        writes: 4,
      },
      {
        name: 'a failure after what has no undo',
        dag: built(
          dagBuilder('fails')
            .append('a', noUndo)
            .append('one', constant(1))
            .append('b', fails)
            .build(),
        ),
        writes: 3,
      },
    ])('$name: $writes statements', async ({ dag, writes }) => {
      const store = flaky(database());
      const { engine: journal } = await openJournal(store.database, [nothing, fails, noUndo]);
      const before = store.count();
      const { sagaId } = ok(await journal.start(dag, {}));
      await outcomeOf(journal, sagaId);
      expect(store.count() - before).toBe(writes);
    });

    it('1,000 nodes side by side end in few statements', async () => {
      const all = gate();
      const waits = step('waits', async ({ node }) => {
        await all.opened;
        return node;
      });
      const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
      const dag = built(
        dagBuilder('wide')
          .appendParallel(Object.fromEntries(names.map((name) => [name, waits])))
          .append('last' as never, nothing)
          .build(),
      );
      const store = flaky(database());
      const { engine: journal } = await openJournal(store.database, [waits, nothing]);
      const { sagaId } = ok(await journal.start(dag, {}));
      const before = store.count();
      all.open();
      expect(await outcomeOf(journal, sagaId)).toMatchObject({ kind: 'done' });
      expect(store.count() - before).toBeLessThan(20);
      expect(await told(journal, sagaId)).toHaveLength(2002);
    });

    it('is there before the action runs, in the order in which it happened', async () => {
      const seen: (readonly string[])[] = [];
      const looks = step('looks', async ({ sagaId }) => {
        seen.push(await told(journal, sagaId));
        return null;
      });
      const dag = built(dagBuilder('two').append('a', looks).append('b', looks).build());
      const { engine: journal } = await openJournal(database(), [looks]);
      const { sagaId } = ok(await journal.start(dag, {}));
      await outcomeOf(journal, sagaId);
      expect(seen).toEqual([['started a'], ['started a', 'succeeded a', 'started b']]);
    });

    it('a result of 1 MiB is stored and passed on as it was', async () => {
      // The quotes around it count.
      const text = 'é'.repeat((1024 * 1024 - 2) / 2);
      const large = step('large', () => text);
      const check = action<{ needs: { large: string }; output: boolean }>({
        name: 'check',
        version: 1,
        needs: { large: true },
        run: ({ inputs }) => inputs.large === text,
      });
      const dag = built(dagBuilder('large').append('large', large).append('b', check).build());
      const { engine: journal } = await openJournal(database(), [large, check]);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toEqual({ kind: 'done', output: true });
      const events = await journal.events(sagaId);
      if ('ok' in events) throw new Error(events.message);
      const wanted: SagaEvent = { type: 'succeeded', node: 'large', output: text };
      expect(events.map(({ event }) => event)).toContainEqual(wanted);
    });
  });

  describe('an answer that was lost', () => {
    it.each([1, 2, 3, 4, 5, 6])('to statement %i of a saga changes nothing', async (lost) => {
      const runs: string[] = [];
      const notes = step('notes', ({ node }) => {
        runs.push(node);
        return node;
      });
      const dag = built(
        dagBuilder('notes')
          .append('a', notes)
          .append('b', notes)
          .append('c', notes)
          .append('d', notes)
          .append('e', notes)
          .build(),
      );
      const store = flaky(database());
      const { engine: journal, codes } = await openJournal(store.database, [notes]);
      store.loseAnswer(lost);
      const started = ok(await journal.start(dag, {}));
      expect(started.created).toBe(true);
      expect(await outcomeOf(journal, started.sagaId)).toEqual({ kind: 'done', output: 'e' });
      const names = ['a', 'b', 'c', 'd', 'e'];
      expect(runs).toEqual(names);
      expect(await told(journal, started.sagaId)).toEqual(
        names.flatMap((name) => [`started ${name}`, `succeeded ${name}`]),
      );
      expect(codes()).toEqual(['database_away']);
    });

    it('the database being away is waited for', async () => {
      const store = flaky(database());
      const away = step('away', () => {
        store.goAway(3);
        return 'back';
      });
      const dag = built(dagBuilder('away').append('a', away).build());
      const { engine: journal, codes } = await openJournal(store.database, [away]);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toEqual({ kind: 'done', output: 'back' });
      expect(codes()).toEqual(['database_away']);
    });
  });

  describe('rows and result in one transaction', () => {
    /** Adds a line to a table of the test, and records the result. `outputs`: what each run gives. */
    async function ledgerStep(outputs: readonly string[], after: () => void = () => {}) {
      const store = flaky(database());
      await sql`CREATE TABLE IF NOT EXISTS ledger (saga_id uuid, line text)`.execute(
        database().kysely,
      );
      let runs = 0;
      const enters = action<{ output: string }>({
        name: 'enters',
        version: 1,
        policy: { attempts: 3, firstDelayMs: 1 },
        run: async ({ sagaId, record }) => {
          const output = outputs[Math.min(runs, outputs.length - 1)] ?? '';
          runs += 1;
          await store.database.transaction(async (transaction) => {
            await sql`INSERT INTO ledger VALUES (${sagaId}, ${output})`.execute(transaction);
            await record(transaction, output);
          });
          after();
          return output;
        },
        undo: async ({ sagaId }) => {
          await sql`DELETE FROM ledger WHERE saga_id = ${sagaId}`.execute(database().kysely);
        },
      });
      const lines = async (sagaId: string): Promise<readonly string[]> => {
        const { rows } = await sql<{ readonly line: string }>`
          SELECT line FROM ledger WHERE saga_id = ${sagaId}`.execute(database().kysely);
        return rows.map(({ line }) => line);
      };
      return { store, enters, lines, runs: () => runs };
    }

    it('both are there, and the loop costs no statement more', async () => {
      const { store, enters, lines } = await ledgerStep(['one']);
      const dag = built(dagBuilder('ledger').append('a', enters).append('b', nothing).build());
      const { engine: journal } = await openJournal(store.database, [enters, nothing]);
      const before = store.count();
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toMatchObject({ kind: 'done' });
      expect(store.count() - before).toBe(3);
      expect(await lines(sagaId)).toEqual(['one']);
      expect(await told(journal, sagaId)).toEqual([
        'started a',
        'succeeded a',
        'started b',
        'succeeded b',
      ]);
    });

    it('neither is there when the transaction fails', async () => {
      const { store, enters, lines } = await ledgerStep(['one']);
      const spoils = action<{ output: null }>({
        name: 'spoils',
        version: 1,
        run: async ({ sagaId, record }) => {
          await store.database.transaction(async (transaction) => {
            await sql`INSERT INTO ledger VALUES (${sagaId}, 'spoilt')`.execute(transaction);
            await record(transaction, null);
            throw new Error('after all not');
          });
          return null;
        },
      });
      const dag = built(dagBuilder('ledger').append('a', enters).append('b', spoils).build());
      const { engine: journal } = await openJournal(store.database, [enters, spoils]);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toMatchObject({
        kind: 'unwound',
        error: { node: 'b', message: 'after all not' },
        undone: ['a'],
      });
      expect(await lines(sagaId)).toEqual([]);
    });

    it('an action whose commit had no answer, and that fails, has succeeded', async () => {
      const { store, enters, lines, runs } = await ledgerStep(['one']);
      const dag = built(dagBuilder('ledger').append('a', enters).build());
      const { engine: journal } = await openJournal(store.database, [enters]);
      store.loseCommits(100);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toEqual({ kind: 'done', output: 'one' });
      // Whoever writes without looking writes again: that is why actions must be repeatable.
      expect(runs()).toBe(3);
      expect(await lines(sagaId)).toEqual(['one', 'one', 'one']);
    });

    it('what runs again with another result is rolled back, and the first counts', async () => {
      const { store, enters, lines, runs } = await ledgerStep(['one', 'two']);
      const dag = built(dagBuilder('ledger').append('a', enters).append('b', nothing).build());
      const { engine: journal } = await openJournal(store.database, [enters, nothing]);
      store.loseCommits(1);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toMatchObject({ kind: 'done' });
      expect(runs()).toBe(2);
      expect(await lines(sagaId)).toEqual(['one']);
      const events = await journal.events(sagaId);
      if ('ok' in events) throw new Error(events.message);
      expect(events[1]?.event).toEqual({ type: 'succeeded', node: 'a', output: 'one' });
    });

    it('an action that throws after its commit has succeeded, and is undone when the saga unwinds', async () => {
      const { store, enters, lines } = await ledgerStep(['one'], () => {
        throw new Error('too late');
      });
      const dag = built(dagBuilder('ledger').append('a', enters).append('b', fails).build());
      const { engine: journal } = await openJournal(store.database, [enters, fails]);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toMatchObject({
        kind: 'unwound',
        error: { node: 'b' },
        undone: ['a'],
      });
      expect(await lines(sagaId)).toEqual([]);
    });

    it('an attempt whose time is over records nothing', async () => {
      const over: unknown[] = [];
      const late = action<{ output: string }>({
        name: 'late',
        version: 1,
        policy: { timeoutMs: 30 },
        run: async ({ record, signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          await new Promise((resolve) => setTimeout(resolve, 100));
          await database()
            .transaction((transaction) => record(transaction, 'late'))
            .catch((error: unknown) => over.push(error));
          return 'late';
        },
      });
      const dag = built(dagBuilder('late').append('a', nothing).append('b', late).build());
      const { engine: journal } = await openJournal(database(), [nothing, late]);
      const { sagaId } = ok(await journal.start(dag, {}));
      expect(await outcomeOf(journal, sagaId)).toMatchObject({ error: { code: 'timeout' } });
      await until(() => over.length > 0);
      expect(over).toMatchObject([{ name: 'Fenced' }]);
      expect(await told(journal, sagaId)).toContain('failed b');
      expect(await told(journal, sagaId)).not.toContain('succeeded b');
    });
  });
});
