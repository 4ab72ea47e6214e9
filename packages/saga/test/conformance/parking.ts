import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { listed } from '../support/listed.ts';

/** The engine of the stage has no `later@2`; others have. */
export function parkingCases(at: () => Stage): void {
  describe('a saga that cannot go on here', () => {
    test('is parked for want of an action, and goes on where that is', async () => {
      const { other, noted, openGate, engine, rest, state, world } = at();
      const newer = await other({ actions: 'all' });
      const sagaId = randomUUID();
      const started = await newer.start('later', { plan: { a: { gate: true } } }, { id: sagaId });
      expect(started).toMatchObject({ ok: true });
      await noted(sagaId, 'run a');
      const closed = newer.close();
      await sleep(200);
      await openGate(sagaId, 'a');
      await closed;
      const parked = await rest(sagaId);
      expect(parked).toMatchObject({ kind: 'parked', code: 'unknown_action' });
      expect(parked.kind === 'parked' && parked.reason).toContain('conformance.later@2');
      expect(await state(sagaId)).toBe('parked');
      expect(await engine.get(sagaId)).toMatchObject({ owner: null, rest: parked });
      expect((await listed(engine, { states: ['parked'] })).sagas.map(({ id }) => id)).toContain(
        sagaId,
      );

      const again = await other({ actions: 'all' });
      await again.recover();
      const waited = await again.wait(sagaId, { timeoutMs: 20_000 });
      // It may have been asked before it was unparked.
      if (waited.ok && waited.rest.kind === 'parked') {
        await noted(sagaId, 'run b');
        await sleep(300);
      }
      expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'b done' });
      expect((await world.notes(sagaId)).filter((note) => note.startsWith('run'))).toEqual([
        'run a',
        'run b',
      ]);
      await again.close();
    });

    test('and is not started either', async () => {
      const { engine, suite } = at();
      const refused = await engine.start(suite.dags.later, { plan: {} });
      expect(refused).toMatchObject({ ok: false, code: 'unknown_action' });
    });

    test('never stops the others', async () => {
      const { database, engine, other, noted, openGate, rest } = at();
      const bad = await Promise.all(
        ['{"format": 9}', '[]', '"text"', '{"format": 1, "name": "d", "nodes": [{}]}'].map(
          async (dag) => {
            const id = randomUUID();
            await sql`INSERT INTO saga (id, engine, name, dag, params, state, time_created, time_updated)
              VALUES (${id}, ${engine.name}, 'bad', ${dag}::jsonb, '{}', 'running', now(), now())`.execute(
              database.kysely,
            );
            return id;
          },
        ),
      );
      const second = await other();
      const good = randomUUID();
      await second.start('line', { plan: { b: { gate: true } } }, { id: good });
      await noted(good, 'run b');
      const closed = second.close();
      await sleep(200);
      await openGate(good, 'b');
      await closed;
      await engine.recover();
      expect(await rest(good)).toMatchObject({ kind: 'done' });
      for (const id of bad) {
        const rested = await rest(id);
        expect(rested).toMatchObject({ kind: 'parked', code: 'unreadable' });
        expect(rested.kind === 'parked' && rested.reason).not.toBe('');
        // An operator can be rid of it.
        expect(await engine.abandon(id, 'unreadable')).toEqual({ ok: true });
        expect(await rest(id)).toMatchObject({ kind: 'abandoned' });
      }
    });
  });
}
