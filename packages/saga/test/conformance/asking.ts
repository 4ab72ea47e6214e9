import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SagaKey, SagaPage } from '../../src/engine/port.ts';
import type { Stage } from './stage.ts';
import { listed } from '../support/listed.ts';

export function askingCases(at: () => Stage): void {
  describe('start', () => {
    test('asked again it gives the same saga', async () => {
      const { engine, suite, world, rest } = at();
      const id = randomUUID();
      const start = (): ReturnType<typeof engine.start> =>
        engine.start(suite.dags.line, { plan: {} }, { id, subject: 's' });
      expect(await start()).toEqual({ ok: true, sagaId: id, created: true });
      expect(await start()).toEqual({ ok: true, sagaId: id, created: false });
      await rest(id);
      expect(await start()).toEqual({ ok: true, sagaId: id, created: false });
      expect(await world.notes(id)).toEqual(['run a', 'run b', 'run c']);
    });

    test('many at once with one id make one saga', async () => {
      const { engine, suite, world, rest } = at();
      const id = randomUUID();
      const all = await Promise.all(
        Array.from({ length: 8 }, () => engine.start(suite.dags.line, { plan: {} }, { id })),
      );
      expect(all.every(({ ok }) => ok)).toBe(true);
      expect(all.filter((one) => one.ok && one.created)).toHaveLength(1);
      await rest(id);
      expect(await world.notes(id)).toEqual(['run a', 'run b', 'run c']);
    });

    test('an id of another saga is refused', async () => {
      const { engine, suite, run } = at();
      const { sagaId: id } = await run('line');
      const taken = { ok: false, code: 'id_taken', status: 409 };
      const withParams = { plan: { a: { gate: true } } };
      expect(await engine.start(suite.dags.wide, { plan: {} }, { id })).toMatchObject(taken);
      expect(await engine.start(suite.dags.line, withParams, { id })).toMatchObject(taken);
    });

    test('parameters that are no object, and ids that are none, are refused', async () => {
      const { engine, suite } = at();
      // The types do not let them through; a caller in JavaScript may.
      for (const params of [null, [], 'text', 1, undefined, { plan: new Date(0) }]) {
        expect(await engine.start(suite.dags.line, params as never)).toMatchObject({
          ok: false,
          code: 'params_not_object',
          status: 400,
        });
      }
      const large = { plan: { x: { gate: true, more: 'x'.repeat(10_000_000) } } };
      expect(await engine.start(suite.dags.line, large)).toMatchObject({
        ok: false,
        code: 'params_not_object',
        status: 400,
      });
      const noText = await engine.start(suite.dags.line, { plan: {} }, { subject: 'a\0b' });
      expect(noText).toMatchObject({ ok: false, code: 'bad_option', status: 400 });
      const noId = await engine.start(suite.dags.line, { plan: {} }, { id: 'no id' });
      expect(noId).toMatchObject({ ok: false, code: 'bad_option', status: 400 });
    });
  });

  test('text that no database stores is made storable where it is only told', async () => {
    const { engine, start, noted, openGate, rest } = at();
    const sagaId = await start('line', { b: { gate: true } });
    await noted(sagaId, 'run b');
    expect(await engine.cancel(sagaId, 'a\0b\uD800')).toEqual({ ok: true });
    await openGate(sagaId, 'b');
    expect(await rest(sagaId)).toMatchObject({ error: { message: 'a\uFFFDb\uFFFD' } });
  });

  describe('wait', () => {
    test('from another engine', async () => {
      const { start, noted, openGate, other } = at();
      const sagaId = await start('line', { b: { gate: true } });
      await noted(sagaId, 'run b');
      const second = await other();
      const waiting = second.wait(sagaId, { timeoutMs: 20_000 });
      await openGate(sagaId, 'b');
      expect(await waiting).toEqual({
        ok: true,
        sagaId,
        rest: { kind: 'done', output: 'c done' },
      });
      await second.close();
    });

    test('whoever leaves changes nothing', async () => {
      const { engine, start, noted, openGate, rest } = at();
      const sagaId = await start('line', { b: { gate: true } });
      await noted(sagaId, 'run b');
      expect(await engine.wait(sagaId, { timeoutMs: 30 })).toMatchObject({
        ok: false,
        code: 'wait_timeout',
        status: 504,
      });
      const controller = new AbortController();
      const waiting = engine.wait(sagaId, { signal: controller.signal });
      controller.abort();
      expect(await waiting).toMatchObject({ ok: false, code: 'wait_aborted', status: 499 });
      expect(await engine.wait(sagaId, { signal: AbortSignal.abort() })).toMatchObject({
        code: 'wait_aborted',
      });
      await openGate(sagaId, 'b');
      expect(await rest(sagaId)).toMatchObject({ kind: 'done' });
    });

    test('what nobody knows is refused', async () => {
      const { engine } = at();
      for (const id of [randomUUID(), 'no id']) {
        const refused = { ok: false, code: 'unknown_saga', status: 404 };
        expect(await engine.wait(id, { timeoutMs: 100 })).toMatchObject(refused);
        expect(await engine.get(id)).toMatchObject(refused);
        expect(await engine.events(id)).toMatchObject(refused);
        expect(await engine.cancel(id, 'r')).toMatchObject(refused);
        expect(await engine.abandon(id, 'r')).toMatchObject(refused);
      }
    });
  });

  describe('list', () => {
    test('by subject, name, state and age, newest first, in pages', async () => {
      const { engine, start, rest, openGate, noted } = at();
      const subject = randomUUID();
      const ids: string[] = [];
      for (const dag of ['line', 'wide', 'line', 'line'] as const) {
        ids.push(await start(dag, dag === 'wide' ? { z: { fail: 'error' } } : {}, subject));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const running = await start('line', { b: { gate: true } }, subject);
      await noted(running, 'run b');
      for (const id of ids) await rest(id);
      const newestFirst = [...ids, running].toReversed();

      const page = await listed(engine, { subject });
      expect(page.next).toBeNull();
      expect(page.sagas.map(({ id }) => id)).toEqual(newestFirst);
      const [newest] = page.sagas;
      expect(newest).toMatchObject({ state: 'running', rest: null, timeRested: null, subject });

      const read: string[] = [];
      let after: SagaKey | null = null;
      let pages = 0;
      do {
        const one: SagaPage = await listed(engine, {
          subject,
          limit: 2,
          after,
        });
        read.push(...one.sagas.map(({ id }) => id));
        expect(one.sagas.length).toBeLessThanOrEqual(2);
        after = one.next;
        pages += 1;
      } while (after !== null);
      expect(read).toEqual(newestFirst);
      expect(pages).toBe(3);

      // As many as asked for, and no more: the end is known.
      const exact = await listed(engine, { subject, limit: 5 });
      expect([exact.sagas.length, exact.next]).toEqual([5, null]);
      const nonsense: readonly Parameters<typeof engine.list>[0][] = [
        ...[0, -1, 1.5, Number.NaN, 1001].map((limit) => ({ limit })),
        { name: 'a\0b' },
        { subject: '\uD800' },
        { createdBefore: 'yesterday' },
        { createdAfter: '2026-13-01T00:00:00Z' },
        { after: { timeCreated: third(page), id: 'x' } },
      ];
      for (const query of nonsense) {
        expect(await engine.list(query)).toMatchObject({ code: 'bad_option', status: 400 });
      }
      expect(await engine.purge('yesterday')).toMatchObject({ code: 'bad_option' });

      const idsOf = async (query: Parameters<typeof engine.list>[0]): Promise<readonly string[]> =>
        (await listed(engine, { subject, ...query })).sagas.map(({ id }) => id);
      expect(await idsOf({ states: ['unwound'] })).toEqual([ids[1]]);
      expect(await idsOf({ states: ['running', 'unwound'] })).toEqual([running, ids[1]]);
      expect(await idsOf({ name: 'conformance_wide' })).toEqual([ids[1]]);
      expect(await idsOf({ states: [] })).toEqual([]);

      expect(await idsOf({ createdBefore: third(page) })).toEqual(newestFirst.slice(3));
      expect(await idsOf({ createdAfter: third(page) })).toEqual(newestFirst.slice(0, 2));
      await openGate(running, 'b');
      await rest(running);
    });
  });

  test('purge removes what has been over since before then, and nothing else', async () => {
    const { engine, run, start, noted, openGate, rest } = at();
    const { sagaId: old } = await run('line');
    const { sagaId: stuck } = await run('line', { c: { fail: 'error' }, b: { undo: 'fails' } });
    const running = await start('line', { b: { gate: true } });
    await noted(running, 'run b');
    const found = await engine.get(old);
    if (!found.ok || found.timeRested === null) throw new Error('not at rest');
    // As it is written by the database, to the microsecond: not before itself.
    await engine.purge(found.timeRested);
    expect(await engine.get(old)).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const later = new Date(Date.now() + 1000).toISOString();
    expect(await engine.purge(later)).toBeGreaterThanOrEqual(1);
    expect(await engine.get(old)).toMatchObject({ code: 'unknown_saga' });
    expect(await engine.get(stuck)).toMatchObject({ ok: true, state: 'stuck' });
    expect(await engine.get(running)).toMatchObject({ ok: true, state: 'running' });
    await openGate(running, 'b');
    expect(await rest(running)).toMatchObject({ kind: 'done' });
    await engine.abandon(stuck, 'end of the test');
  });
}

function third({ sagas }: SagaPage): string {
  return sagas[2]?.timeCreated ?? '';
}
