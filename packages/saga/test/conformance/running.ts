import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { isSagaEvent } from '@skewline/saga';
import type { Stage } from './stage.ts';
import type { DagName, Plan } from './actions.ts';
import { until } from './world.ts';

export function runningCases(at: () => Stage): void {
  describe('runs', () => {
    test('to its end, with the output of the last node', async () => {
      const { run, world, engine, rested } = at();
      const { sagaId, rest } = await run('line');
      expect(rest).toEqual({ kind: 'done', output: 'c done' });
      expect(await world.notes(sagaId)).toEqual(['run a', 'run b', 'run c']);
      const found = await engine.get(sagaId);
      expect(found).toMatchObject({
        ok: true,
        engine: engine.name,
        name: 'conformance_line',
        subject: null,
        state: 'done',
        owner: null,
        params: { plan: {} },
        dag: { format: 1 },
        rest,
      });
      await until('onRest', async () => rested.some(({ id }) => id === sagaId));
      const events = await engine.events(sagaId);
      if (!Array.isArray(events)) throw new Error('no events');
      expect(events.every(({ event }) => isSagaEvent(event))).toBe(true);
      expect(events.map(({ event: { type, node } }) => `${type} ${node}`)).toEqual(
        ['a', 'b', 'c'].flatMap((node) => [`started ${node}`, `succeeded ${node}`]),
      );
    });

    test('a parallel stage at once', async () => {
      const { start, noted, openGate, rest, world } = at();
      const sagaId = await start('wide', { left: { gate: true }, right: { gate: true } });
      // Both are there before any of them may end.
      await noted(sagaId, 'run left');
      await noted(sagaId, 'run right');
      await openGate(sagaId, 'right');
      await noted(sagaId, 'end right');
      await sleep(100);
      expect(await world.notes(sagaId)).not.toContain('run z');
      await openGate(sagaId, 'left');
      expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'z done' });
    });

    test('a node when its own parents are done, or only level by level where that is declared', async () => {
      const { start, noted, openGate, rest, world, exceptions } = at();
      const sagaId = await start('branches', { slow: { gate: true } });
      await noted(sagaId, 'run slow');
      await noted(sagaId, 'run branch/one');
      const second = async (): Promise<boolean> =>
        (await world.notes(sagaId)).includes('run branch/two');
      const byLevel = exceptions.includes('level_by_level');
      if (byLevel) await sleep(500);
      else await until('the second of the branch', second);
      expect(await second()).toBe(!byLevel);
      await openGate(sagaId, 'slow');
      expect(await rest(sagaId)).toMatchObject({ kind: 'done' });
      expect(await world.notes(sagaId)).toContain('run branch/two');
    });

    test('attempts until one succeeds', async () => {
      const { run, world } = at();
      const { sagaId, rest } = await run('retried', { b: { fail: 'until_third' } });
      expect(rest).toMatchObject({ kind: 'done', output: 'b done' });
      expect(await world.notes(sagaId)).toEqual(['run a', 'run b', 'run b', 'run b']);
    });

    test('and stores a result with the rows of the action', async () => {
      const { start, noted, openGate, rest, world, engine } = at();
      const sagaId = await start('recorded', { a: { gate: true } });
      await noted(sagaId, 'run a');
      await until('the row', async () => (await world.rows(sagaId)).length > 0);
      const events = await engine.events(sagaId);
      if (!Array.isArray(events)) throw new Error('no events');
      // That it has begun is stored before it does anything, or with its end where levels are.
      const begun = events.some(({ event }) => event.type === 'started' && event.node === 'a');
      expect(begun).toBe(true);
      const stored = events.some(({ event }) => event.type === 'succeeded' && event.node === 'a');
      expect(stored).toBe(true);
      await openGate(sagaId, 'a');
      expect(await rest(sagaId)).toMatchObject({ kind: 'done' });
      expect(await world.rows(sagaId)).toEqual(['a']);
    });
  });

  describe('a node that fails', () => {
    const failures: readonly (readonly [string, DagName, Plan, object])[] = [
      [
        'with a code and details',
        'line',
        { b: { fail: 'error' } },
        { code: 'action_failed', source: { code: 'no_room', details: { node: 'b' } } },
      ],
      [
        'by throwing a text',
        'line',
        { b: { fail: 'text' } },
        { code: 'action_failed', source: { name: 'thrown', message: 'only a text' } },
      ],
      ['with undefined', 'line', { b: { result: 'undefined' } }, { code: 'serialize_failed' }],
      ['with a circle', 'line', { b: { result: 'circle' } }, { code: 'serialize_failed' }],
      ['with 10 MB', 'line', { b: { result: '10 MB' } }, { code: 'serialize_failed' }],
      ['by never returning', 'short', { b: { hangs: true } }, { code: 'timeout' }],
      ['after all attempts', 'retried', { b: { fail: 'error' } }, { attempts: 3 }],
    ];
    test.each(failures)('%s: what came before is undone', async (_how, dag, plan, error) => {
      const { run, world } = at();
      const { sagaId, rest } = await run(dag, plan);
      expect(rest).toMatchObject({
        kind: 'unwound',
        error: { node: 'b', during: 'action', ...error },
        undone: ['a'],
        skipped: [],
      });
      const notes = await world.notes(sagaId);
      expect(notes.at(-1)).toMatch(/^undo a a done because /);
      expect(notes.filter((note) => note.startsWith('undo'))).toHaveLength(1);
    });

    test('is not undone itself; the others are, children before parents', async () => {
      const { run, world } = at();
      const { sagaId, rest } = await run('wide', { z: { fail: 'error' } });
      expect(rest).toMatchObject({ kind: 'unwound', undone: ['a', 'left', 'right'] });
      const undos = (await world.notes(sagaId)).filter((note) => note.startsWith('undo'));
      expect(undos.map((note) => note.split(' ')[1] ?? '').toSorted()).toEqual([
        'a',
        'left',
        'right',
      ]);
      expect(undos.at(-1)).toBe('undo a a done because action_failed');
    });

    test('lets those that run finish before the first undo', async () => {
      const { start, noted, openGate, rest, world } = at();
      const sagaId = await start('wide', { left: { fail: 'error' }, right: { gate: true } });
      await noted(sagaId, 'run left');
      await noted(sagaId, 'run right');
      await sleep(200);
      expect((await world.notes(sagaId)).filter((note) => note.startsWith('undo'))).toEqual([]);
      await openGate(sagaId, 'right');
      expect(await rest(sagaId)).toMatchObject({ kind: 'unwound', undone: ['a', 'right'] });
      const notes = await world.notes(sagaId);
      expect(notes.slice(-3).map((note) => note.split(' ').slice(0, 2).join(' '))).toEqual([
        'end right',
        'undo right',
        'undo a',
      ]);
    });
  });

  describe('a saga that is cancelled', () => {
    test('lets the running node finish, and undoes it', async () => {
      const { start, noted, openGate, rest, engine, world } = at();
      const sagaId = await start('line', { b: { gate: true } });
      await noted(sagaId, 'run b');
      expect(await engine.cancel(sagaId, 'enough')).toEqual({ ok: true });
      await sleep(100);
      await openGate(sagaId, 'b');
      expect(await rest(sagaId)).toMatchObject({
        kind: 'unwound',
        error: { code: 'cancelled', message: 'enough', node: null },
        undone: ['a', 'b'],
      });
      expect(await engine.get(sagaId)).toMatchObject({ cancelReason: 'enough', state: 'unwound' });
      expect(await world.notes(sagaId)).not.toContain('run c');
      expect(await engine.cancel(sagaId, 'again')).toMatchObject({ ok: false, code: 'over' });
    });

    test('aborts a node that allows it', async () => {
      const { start, noted, rest, engine } = at();
      const sagaId = await start('abortable', { b: { gate: true } });
      await noted(sagaId, 'run b');
      expect(await engine.cancel(sagaId, 'enough')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'unwound',
        error: { code: 'cancelled', node: 'b' },
        undone: ['a'],
      });
      await noted(sagaId, 'aborted b');
    });

    test('is done all the same when its last node was under way', async () => {
      const { start, noted, openGate, rest, engine } = at();
      const sagaId = await start('line', { c: { gate: true } });
      await noted(sagaId, 'run c');
      expect(await engine.cancel(sagaId, 'late')).toEqual({ ok: true });
      await openGate(sagaId, 'c');
      expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'c done' });
      expect(await engine.cancel(sagaId, 'later')).toMatchObject({ ok: false, code: 'over' });
    });

    test('by another engine', async () => {
      const { start, noted, openGate, rest, other } = at();
      const sagaId = await start('line', { b: { gate: true } });
      await noted(sagaId, 'run b');
      const second = await other();
      expect(await second.cancel(sagaId, 'from afar')).toEqual({ ok: true });
      // Noticed by the owner's heartbeat, which comes every second here.
      await sleep(1500);
      await openGate(sagaId, 'b');
      expect(await rest(sagaId)).toMatchObject({
        error: { code: 'cancelled', message: 'from afar' },
      });
      await second.close();
    });
  });
}
