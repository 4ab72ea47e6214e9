import { describe, expect, test } from 'vitest';
import {
  action,
  ActionFailure,
  type ActionStep,
  apply,
  constant,
  type Dag,
  initialState,
  next,
  type Policy,
  recover,
  runInMemory,
  type SagaEvent,
  subsaga,
  dagBuilder,
} from '@skewline/saga';

function one(step: ActionStep<unknown, unknown, unknown>): Dag<object> {
  const built = dagBuilder<object>('one').append('first', constant(1)).append('only', step).build();
  if (!built.ok) throw new Error('one');
  return built.dag;
}

const quick: Partial<Policy> = { firstDelayMs: 1, timeoutMs: 20 };

describe('errors', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  test.each<[string, string, () => unknown, Partial<Policy>, object]>([
    [
      'action_failed',
      'a string',
      () => Promise.reject('no room'),
      {},
      { source: { name: 'thrown', message: 'no room' } },
    ],
    [
      'action_failed',
      'with a code',
      () => Promise.reject(new ActionFailure('full', 'no', { details: { at: 1 } })),
      {},
      { source: { code: 'full', details: { at: 1 } } },
    ],
    [
      'action_failed',
      'three attempts',
      () => Promise.reject(new Error('no')),
      { attempts: 3 },
      { attempts: 3 },
    ],
    [
      'action_failed',
      'not to be retried',
      () => Promise.reject(new ActionFailure('x', 'no', { retry: false })),
      { attempts: 3 },
      { attempts: 1 },
    ],
    ['serialize_failed', 'undefined', () => undefined, {}, {}],
    ['serialize_failed', 'a circle', () => circle, {}, {}],
    ['serialize_failed', '10 MB', () => 'x'.repeat(10_000_000), {}, {}],
    ['timeout', 'never returns', () => new Promise(() => {}), {}, {}],
  ])('%s: %s', async (code, _what, run, policy, more) => {
    const dag = one(
      action<{ output: unknown }>({ name: 'a', version: 1, run, policy: { ...quick, ...policy } }),
    );
    const result = await runInMemory(dag, {});
    expect(result).toMatchObject({
      outcome: {
        kind: 'unwound',
        error: { code, node: 'only', action: 'a@1', ...more },
        undone: ['first'],
      },
    });
    const twin = one(
      action<{ output: unknown }>({ name: 'a', version: 1, run: () => ({ fine: true }) }),
    );
    expect(await runInMemory(twin, {})).toMatchObject({
      outcome: { kind: 'done', output: { fine: true } },
    });
  });

  test('deserialize_failed and subsaga_create_failed', async () => {
    const reading = action<{ needs: { first: number } }>({
      name: 'r',
      version: 1,
      run: () => null,
      needs: {
        first: (stored) => {
          if (stored !== 2) throw new Error('not 2');
          return stored;
        },
      },
    });
    const inner = dagBuilder<{ size: number }>('inner')
      .append('x', constant(1))
      .append('y', action({ name: 'y', version: 1, run: () => null }))
      .build();
    if (!inner.ok) throw new Error('inner');
    const given = (value: number): ReturnType<typeof runInMemory> => {
      const built = dagBuilder<object>('d')
        .append('first', constant(value))
        .append('r', reading)
        .build();
      if (!built.ok) throw new Error('d');
      return runInMemory(built.dag, {});
    };
    expect(await given(1)).toMatchObject({
      outcome: { error: { code: 'deserialize_failed', source: { message: 'not 2' } } },
    });
    expect(await given(2)).toMatchObject({ outcome: { kind: 'done' } });
    // The types refuse a list; a stored result of older code may still be one.
    const withParams = (value: unknown): ReturnType<typeof runInMemory> => {
      const settings = constant(value as { size: number });
      const outer = dagBuilder<object>('d')
        .append('p', settings)
        .append('s', subsaga(inner.dag, 'p'))
        .build();
      if (!outer.ok) throw new Error('d');
      return runInMemory(outer.dag, {});
    };
    const error = { code: 'subsaga_create_failed', node: 's/y' };
    expect(await withParams([1])).toMatchObject({ outcome: { kind: 'unwound', error } });
    expect(await withParams({ size: 1 })).toMatchObject({ outcome: { kind: 'done' } });
  });
});

test('a cancelled saga lets the running node finish, then undoes it', async () => {
  const undone: string[] = [];
  const controller = new AbortController();
  const step = action<{ output: string }>({
    name: 'a',
    version: 1,
    run: async ({ node }) => {
      if (node === 'a') controller.abort('enough');
      await Promise.resolve();
      return node;
    },
    undo: ({ node }) => undone.push(node),
  });
  const built = dagBuilder<object>('d').append('a', step).append('b', step).build();
  if (!built.ok) throw new Error('d');
  const result = await runInMemory(built.dag, {}, { signal: controller.signal });
  expect(result).toMatchObject({
    outcome: { kind: 'unwound', error: { code: 'cancelled', message: 'enough' }, undone: ['a'] },
  });
  expect(undone).toEqual(['a']);
});

test('a cancelled saga aborts an action that allows it', async () => {
  const controller = new AbortController();
  let aborted = false;
  const step = action<{ output: null }>({
    name: 'a',
    version: 1,
    onCancel: 'abort',
    run: ({ signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        controller.abort('enough');
      }),
  });
  const result = await runInMemory(one(step), {}, { signal: controller.signal });
  const error = { code: 'cancelled', node: 'only' };
  expect(result).toMatchObject({ outcome: { kind: 'unwound', error, undone: ['first'] } });
  expect(aborted).toBe(true);
});

test('an action and its undo are repeated where a test asks for it', async () => {
  const calls: string[] = [];
  const step = action<{ output: number }>({
    name: 'a',
    version: 1,
    run: () => calls.push('run'),
    undo: ({ output }) => calls.push(`undo ${output}`),
  });
  const built = dagBuilder<object>('d').append('a', step).append('b', constant(1)).build();
  if (!built.ok) throw new Error('d');
  const inject = { errors: ['b'], repeat: { a: { action: 3, undo: 2 } } };
  await runInMemory(built.dag, {}, { inject });
  expect(calls).toEqual(['run', 'run', 'run', 'undo 3', 'undo 3']);
});

describe('a stuck saga', () => {
  const step = action<{ output: string }>({
    name: 'a',
    version: 1,
    run: ({ node }) => node,
    undo: () => {},
  });
  const built = dagBuilder<object>('d')
    .append('a', step)
    .append('b', step)
    .append('c', step)
    .build();
  if (!built.ok) throw new Error('d');
  const { dag } = built;
  test.each<[string, SagaEvent, object]>([
    [
      'retry',
      { type: 'undo_retried', node: 'b', attempt: 2, reason: 'r' },
      { kind: 'unwound', undone: ['a', 'b'], skipped: [] },
    ],
    [
      'skip',
      { type: 'undo_skipped', node: 'b', reason: 'r' },
      { kind: 'unwound', undone: ['a'], skipped: ['b'] },
    ],
    [
      'abandon',
      { type: 'abandoned', reason: 'r' },
      { kind: 'abandoned', reason: 'r', left: ['a', 'b'] },
    ],
  ])('%s', async (_verb, event, outcome) => {
    const stuck = await runInMemory(dag, {}, { inject: { errors: ['c'], undoErrors: ['b'] } });
    if (!stuck.ok) throw new Error(stuck.message);
    expect(stuck.outcome).toMatchObject({
      kind: 'stuck',
      node: 'b',
      left: ['a', 'b'],
      undoError: { code: 'injected', during: 'undo' },
    });
    expect(apply(stuck.state, { type: 'undo_started', node: 'a', attempt: 1 })).toMatchObject({
      code: 'stuck',
    });
    expect(await runInMemory(dag, {}, { events: [event, ...stuck.events] })).toMatchObject({
      outcome,
    });
  });

  test('illegal transitions are refused', () => {
    const start = initialState(dag);
    expect(next(start)).toEqual({ kind: 'start', nodes: ['a'] });
    expect(apply(start, { type: 'started', node: 'x' })).toMatchObject({ code: 'unknown_node' });
    expect(apply(start, { type: 'started', node: 'b' })).toMatchObject({
      code: 'parents_unfinished',
    });
    expect(apply(start, { type: 'succeeded', node: 'a', output: 1 })).toMatchObject({
      code: 'illegal',
    });
    const a: SagaEvent[] = [
      { type: 'started', node: 'a' },
      { type: 'succeeded', node: 'a', output: 1 },
    ];
    expect(recover(dag, [...a, { type: 'succeeded', node: 'a', output: 2 }])).toMatchObject({
      code: 'conflict',
    });
    expect(recover(dag, [...a, { type: 'undo_started', node: 'a', attempt: 1 }])).toMatchObject({
      code: 'not_unwinding',
    });
    expect(recover(dag, a)).toMatchObject({ ok: true });
  });
});
