import type { Tables } from '@skewline/db-model';
import { action, dagBuilder, type SagaKey, type SagaQuery } from '@skewline/saga';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { built, closeAll, gate, ok, openJournal, outcomeOf, step, told, until } from './support.ts';
import { listed } from '../support/listed.ts';

const nothing = step('nothing', () => null);
const fails = step('fails', () => {
  throw new Error('no');
});

forEachDatabaseBeneath((kind) => {
  const database = useMigrated<Tables>(kind);
  beforeEach(async () => {
    await sql`DELETE FROM saga`.execute(database().kysely);
    await sql`DELETE FROM saga_event`.execute(database().kysely);
  });
  afterEach(closeAll);

  describe('an operator in a process that has none of the actions', () => {
    /** Both undos fail as often as `failures` says. */
    async function stuck(failures: number) {
      let left = failures;
      const sticks = action({
        name: 'sticks',
        version: 1,
        run: () => null,
        undo: () => {
          left -= 1;
          if (left >= 0) throw new Error('it sticks');
        },
        undoPolicy: { attempts: 1 },
      });
      const dag = built(
        dagBuilder('stuck').appendParallel({ a: sticks, b: sticks }).append('c', fails).build(),
      );
      const runner = await openJournal(database(), [sticks, fails], { recoveryMs: 20 });
      const operator = await openJournal(database(), []);
      const { sagaId } = ok(await runner.engine.start(dag, {}));
      expect(await outcomeOf(runner.engine, sagaId)).toMatchObject({
        kind: 'stuck',
        failures: [{ node: 'a' }, { node: 'b' }],
      });
      return { runner, operator: operator.engine, sagaId };
    }

    it('has undos tried again', async () => {
      const { operator, sagaId } = await stuck(2);
      ok(await operator.retry(sagaId, 'b', 'the sled is back'));
      // The other one still is stuck.
      expect(await outcomeOf(operator, sagaId)).toMatchObject({
        kind: 'stuck',
        failures: [{ node: 'a' }],
      });
      expect(await operator.retry(sagaId, 'b', 'again')).toMatchObject({ code: 'node_not_stuck' });
      ok(await operator.retry(sagaId, 'a', 'the sled is back'));
      await until(async () => {
        const saga = await operator.get(sagaId);
        return saga.ok && saga.state === 'unwound';
      });
      expect(await outcomeOf(operator, sagaId)).toMatchObject({
        kind: 'unwound',
        undone: ['a', 'b'],
      });
    });

    it('takes undos as done', async () => {
      const { operator, sagaId } = await stuck(2);
      ok(await operator.skip(sagaId, 'a', 'cleaned by hand'));
      ok(await operator.skip(sagaId, 'b', 'cleaned by hand'));
      expect(await outcomeOf(operator, sagaId)).toMatchObject({
        kind: 'unwound',
        skipped: ['a', 'b'],
      });
      expect(await operator.skip(sagaId, 'a', 'again')).toMatchObject({ code: 'over' });
    });

    it('gives up, also what runs: its owner begins nothing more', async () => {
      const held = gate();
      const waits = step('waits', async () => {
        await held.opened;
        return null;
      });
      const dag = built(dagBuilder('waits').append('a', waits).append('b', nothing).build());
      const runner = await openJournal(database(), [waits, nothing]);
      const operator = await openJournal(database(), []);
      const { sagaId } = ok(await runner.engine.start(dag, {}));
      ok(await operator.engine.abandon(sagaId, 'enough'));
      held.open();
      expect(await outcomeOf(runner.engine, sagaId)).toEqual({
        kind: 'abandoned',
        reason: 'enough',
        error: null,
        left: ['a'],
      });
      await until(() => runner.codes().includes('fenced'));
      expect(await told(operator.engine, sagaId)).toEqual(['started a', 'abandoned']);
    });

    it('cancels: the owner notices at its heartbeat', async () => {
      const held = gate();
      const waits = step('waits', async () => {
        await held.opened;
        return null;
      });
      const dag = built(dagBuilder('waits').append('a', waits).append('b', nothing).build());
      const runner = await openJournal(database(), [waits, nothing], { leaseMs: 60 });
      const operator = await openJournal(database(), []);
      const { sagaId } = ok(await runner.engine.start(dag, {}));
      ok(await operator.engine.cancel(sagaId, 'not wanted'));
      await until(async () => (await told(operator.engine, sagaId)).includes('cancelled'));
      expect(await operator.engine.get(sagaId)).toMatchObject({ state: 'unwinding' });
      held.open();
      expect(await outcomeOf(operator.engine, sagaId)).toMatchObject({
        kind: 'unwound',
        error: { code: 'cancelled', message: 'not wanted' },
        undone: ['a'],
      });
    });
  });

  describe('the list', () => {
    it('is paged by time, newest first, and searched', async () => {
      const { engine } = await openJournal(database(), [nothing, fails]);
      const good = built(dagBuilder('good').append('a', nothing).build());
      const bad = built(dagBuilder('bad').append('a', fails).build());
      const ids: string[] = [];
      for (let index = 0; index < 25; index += 1) {
        const subject = `subject ${index % 3}`;
        const { sagaId } = ok(await engine.start(index % 5 === 0 ? bad : good, {}, { subject }));
        ids.unshift(sagaId);
        await outcomeOf(engine, sagaId);
      }
      const all = async (query: SagaQuery): Promise<readonly string[]> => {
        const found: string[] = [];
        for (let after: SagaKey | null = null; ;) {
          const page = await listed(engine, { ...query, after });
          expect(page.sagas.length).toBeLessThanOrEqual(query.limit ?? 100);
          found.push(...page.sagas.map(({ id }) => id));
          if (page.next === null) return found;
          after = page.next;
        }
      };
      const oldest = (index: number): number => ids.length - 1 - index;
      expect(await all({ limit: 7 })).toEqual(ids);
      expect(await all({ limit: 25 })).toEqual(ids);
      expect(await all({})).toEqual(ids);
      expect(await all({ limit: 2, states: ['unwound'] })).toEqual(
        ids.filter((_, index) => oldest(index) % 5 === 0),
      );
      expect(await all({ limit: 3, states: ['done', 'stuck'] })).toHaveLength(20);
      expect(await all({ name: 'bad' })).toHaveLength(5);
      expect(await all({ subject: 'subject 1', limit: 4 })).toEqual(
        ids.filter((_, index) => oldest(index) % 3 === 1),
      );
      const middle = await engine.get(ids[10] ?? '');
      if (!middle.ok) throw new Error(middle.message);
      expect(await all({ createdAfter: middle.timeCreated })).toEqual(ids.slice(0, 10));
      expect(await all({ createdBefore: middle.timeCreated })).toEqual(ids.slice(11));
      expect(await all({ states: [] })).toEqual([]);
    });
  });

  it('purge removes what is over and was so before then, with its events', async () => {
    const held = gate();
    const waits = step('waits', async () => {
      await held.opened;
      return null;
    });
    const { engine } = await openJournal(database(), [nothing, fails, waits]);
    const run = async (stepOf: typeof nothing): Promise<string> => {
      const dag = built(dagBuilder('purged').append('a', stepOf).build());
      return ok(await engine.start(dag, {})).sagaId;
    };
    const [done, unwound, later, running] = [
      await run(nothing),
      await run(fails),
      await run(nothing),
      await run(waits),
    ];
    for (const id of [done, unwound, later]) await outcomeOf(engine, id);
    const rested = await engine.get(later);
    if (!rested.ok || rested.timeRested === null) throw new Error('it is not at rest');
    await sql`UPDATE saga SET time_rested = time_rested - interval '1 hour'
      WHERE id IN (${done}, ${unwound})`.execute(database().kysely);
    expect(await engine.purge(rested.timeRested)).toBe(2);
    expect(await engine.purge(rested.timeRested)).toBe(0);
    expect(await engine.get(done)).toMatchObject({ code: 'unknown_saga' });
    expect(await engine.wait(done)).toMatchObject({ code: 'unknown_saga' });
    const { rows } = await sql<{ readonly saga_id: string }>`
      SELECT DISTINCT saga_id FROM saga_event`.execute(database().kysely);
    expect(new Set(rows.map((row) => row.saga_id))).toEqual(new Set([later, running]));
    held.open();
    expect(await outcomeOf(engine, running)).toMatchObject({ kind: 'done' });
  });

  it('what cannot be recovered is not begun', async () => {
    const { engine } = await openJournal(database(), [nothing]);
    const dag = built(dagBuilder('unknown').append('a', fails).build());
    expect(await engine.start(dag, {})).toMatchObject({
      ok: false,
      code: 'unknown_action',
      message: expect.stringContaining('fails@1') as unknown,
    });
    expect((await listed(engine)).sagas).toEqual([]);
  });

  it.each(['no id', ''])('%j is nobody’s id', async (id) => {
    const { engine } = await openJournal(database(), [nothing]);
    const dag = built(dagBuilder('good').append('a', nothing).build());
    expect(await engine.start(dag, {}, { id })).toMatchObject({ code: 'bad_option' });
    const unknown = { ok: false, code: 'unknown_saga', status: 404 };
    expect(await engine.get(id)).toMatchObject(unknown);
    expect(await engine.events(id)).toMatchObject(unknown);
    expect(await engine.wait(id)).toMatchObject(unknown);
    expect(await engine.cancel(id, '')).toMatchObject(unknown);
    expect(await engine.abandon(id, '')).toMatchObject(unknown);
  });
});
