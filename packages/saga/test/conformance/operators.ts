import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectKind, type Stage } from './stage.ts';

export function operatorCases(at: () => Stage): void {
  const stuck = async (): Promise<string> => {
    const { run, state } = at();
    const { sagaId, rest } = await run('wide', { z: { fail: 'error' }, left: { undo: 'fails' } });
    // Drained: what could be undone is undone, and what comes before the failed undo is not.
    const { undoError, left, failures, error } = expectKind(rest, 'stuck');
    expect(undoError).toMatchObject({ node: 'left', during: 'undo', code: 'action_failed' });
    expect(failures.map(({ node }) => node)).toEqual(['left']);
    expect(left).toEqual(['a', 'left']);
    expect(error).toMatchObject({ node: 'z', source: { code: 'no_room' } });
    expect(await state(sagaId)).toBe('stuck');
    expect(await at().world.notes(sagaId)).toContain('undo right right done because action_failed');
    return sagaId;
  };

  describe('a stuck saga', () => {
    test('goes on when an operator retries, and is stuck again if it fails again', async () => {
      const { engine, rest, world, openGate } = at();
      const sagaId = await stuck();
      expect(await engine.retry(sagaId, 'left', 'try')).toEqual({ ok: true });
      expect(expectKind(await rest(sagaId), 'stuck').left).toEqual(['a', 'left']);
      await openGate(sagaId, 'left:undo');
      expect(await engine.retry(sagaId, 'left', 'now')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'unwound',
        error: { node: 'z' },
        undone: ['a', 'left', 'right'],
        skipped: [],
      });
      // `right` is undone beside it.
      const notes = (await world.notes(sagaId)).filter((note) => !note.includes('right'));
      expect(notes.slice(-4)).toEqual([
        'undo failed left',
        'undo failed left',
        'undo left left done because action_failed',
        'undo a a done because action_failed',
      ]);
      const events = await engine.events(sagaId);
      if (!Array.isArray(events)) throw new Error('no events');
      expect(events.filter(({ event }) => event.type === 'undo_retried')).toMatchObject([
        { event: { node: 'left', attempt: 2, reason: 'try' } },
        { event: { node: 'left', attempt: 3, reason: 'now' } },
      ]);
    });

    test('takes an undo as done when an operator skips it', async () => {
      const { engine, rest } = at();
      const sagaId = await stuck();
      expect(await engine.skip(sagaId, 'left', 'by hand')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'unwound',
        undone: ['a', 'right'],
        skipped: ['left'],
      });
    });

    test('is left where it is when an operator abandons it', async () => {
      const { engine, rest, state } = at();
      const sagaId = await stuck();
      expect(await engine.abandon(sagaId, 'lost')).toEqual({ ok: true });
      expect(await rest(sagaId)).toMatchObject({
        kind: 'abandoned',
        reason: 'lost',
        left: ['a', 'left'],
      });
      expect(await state(sagaId)).toBe('abandoned');
      for (const verb of ['retry', 'skip'] as const) {
        const refused = await engine[verb](sagaId, 'left', 'late');
        expect(refused).toMatchObject({ ok: false, code: 'over', status: 409 });
      }
      expect(await engine.abandon(sagaId, 'twice')).toMatchObject({ code: 'over' });
    });

    test('can be retried, skipped and abandoned from another engine', async () => {
      const { rest, other, openGate } = at();
      const [first, second, third] = [await stuck(), await stuck(), await stuck()];
      const another = await other();
      await openGate(first, 'left:undo');
      expect(await another.retry(first, 'left', 'r')).toEqual({ ok: true });
      expect(await another.skip(second, 'left', 's')).toEqual({ ok: true });
      expect(await another.abandon(third, 'a')).toEqual({ ok: true });
      expect(await rest(first)).toMatchObject({ kind: 'unwound', undone: ['a', 'left', 'right'] });
      expect(await rest(second)).toMatchObject({ kind: 'unwound', skipped: ['left'] });
      expect(await rest(third)).toMatchObject({ kind: 'abandoned' });
      await another.close();
    });

    test('what makes no sense is refused', async () => {
      const { engine, start, noted, openGate, rest } = at();
      const sagaId = await stuck();
      for (const verb of ['retry', 'skip'] as const) {
        expect(await engine[verb](sagaId, 'a', 'r')).toMatchObject({ code: 'node_not_stuck' });
        expect(await engine[verb](sagaId, 'nobody', 'r')).toMatchObject({ code: 'node_not_stuck' });
        expect(await engine[verb](randomUUID(), 'a', 'r')).toMatchObject({ code: 'unknown_saga' });
      }
      expect(await engine.abandon(sagaId, 'r')).toEqual({ ok: true });
      const running = await start('line', { b: { gate: true } });
      await noted(running, 'run b');
      expect(await engine.retry(running, 'a', 'r')).toMatchObject({
        code: 'not_stuck',
        status: 409,
      });
      expect(await engine.skip(running, 'a', 'r')).toMatchObject({
        code: 'not_stuck',
        status: 409,
      });
      await openGate(running, 'b');
      await rest(running);
    });
  });

  test('a running saga that is abandoned does nothing more, and what runs is told to end', async () => {
    const { engine, start, noted, rest, world } = at();
    const sagaId = await start('line', { b: { gate: true } });
    await noted(sagaId, 'run b');
    expect(await engine.abandon(sagaId, 'stop')).toEqual({ ok: true });
    expect(await rest(sagaId)).toMatchObject({
      kind: 'abandoned',
      reason: 'stop',
      left: ['a', 'b'],
    });
    await noted(sagaId, 'aborted b');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await world.notes(sagaId)).toEqual(['run a', 'run b', 'aborted b']);
    expect(await rest(sagaId)).toMatchObject({ kind: 'abandoned' });
  });
}
