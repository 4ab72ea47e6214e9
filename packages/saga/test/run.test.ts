import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  action,
  ActionFailure,
  type ActionStep,
  apply,
  constant,
  type Dag,
  initialState,
  isSagaEvent,
  next,
  type Policy,
  readDag,
  recover,
  registry,
  runInMemory,
  type SagaEvent,
  subsaga,
  dagBuilder,
} from '@skewline/saga';

/** Random DAGs: each node comes after some of those before it; the last one after all that would else be last too. */
const plans = fc
  .array(fc.array(fc.nat(100), { maxLength: 3 }), { minLength: 1, maxLength: 9 })
  .chain((picks) =>
    fc.record({
      picks: fc.constant(picks),
      failing: fc.array(fc.nat(picks.length), { maxLength: 2 }),
      undoFailing: fc.array(fc.nat(picks.length), { maxLength: 1 }),
      delays: fc.array(fc.nat(4), { minLength: picks.length + 1, maxLength: picks.length + 1 }),
      shuffle: fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }),
      cut: fc.nat(60),
    }),
  );

type Plan = typeof plans extends fc.Arbitrary<infer Value> ? Value : never;

/** The DAG, with a ledger of what is done and not undone. An action that is repeated is entered once. */
function worldOf({ picks, delays }: Plan): { dag: Dag; ledger: Set<string> } {
  const ledger = new Set<string>();
  const step = action<{ output: string }>({
    name: 'enter',
    version: 1,
    run: async ({ node }) => {
      for (let tick = 0; tick < (delays[Number(node.slice(1))] ?? 0); tick += 1)
        await Promise.resolve();
      ledger.add(node);
      return node;
    },
    undo: ({ node, output }) => {
      expect(output).toBe(node);
      ledger.delete(node);
    },
  });
  const after = picks.map((pick, index) => [
    ...new Set(index === 0 ? [] : pick.map((at) => `n${at % index}`)),
  ]);
  const inner = new Set(after.flat());
  const sinks = picks.map((_, index) => `n${index}`).filter((name) => !inner.has(name));
  const nodes = [...after, sinks].map((names, index) => ({
    kind: 'action',
    name: `n${index}`,
    after: names,
    action: { name: 'enter', version: 1 },
    from: {},
    label: null,
  }));
  const read = readDag({ format: 1, name: 'random', nodes }, registry([step]));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return { dag: read.dag, ledger };
}

function shuffled<Item>(items: readonly Item[], keys: readonly number[]): readonly Item[] {
  return items
    .map((item, index) => ({ item, key: keys[index % keys.length] ?? 0 }))
    .toSorted((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

test('all or nothing, or stuck and exactly what is left is told; also after a crash; whatever the order of events', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { dag, ledger } = worldOf(plan);
      const inject = {
        errors: plan.failing.map((index) => `n${index}`),
        undoErrors: plan.undoFailing.map((index) => `n${index}`),
      };
      const run = await runInMemory(dag, {} as never, { inject });
      if (!run.ok) throw new Error(run.message);
      const { outcome, events, state } = run;
      seen.add(outcome.kind);
      const all = dag.nodes.map(({ id }) => id);
      const holds = (
        end: { kind: string; left?: readonly string[] },
        world: ReadonlySet<string>,
      ): void => {
        const there = all.filter((id) => world.has(id));
        expect(end.kind === 'done').toBe(inject.errors.length === 0);
        const wanted = new Map([
          ['done', all],
          ['unwound', []],
          ['stuck', end.left],
        ]).get(end.kind);
        expect(there).toEqual(wanted);
      };
      holds(outcome, ledger);

      // The same events in another order, some twice, are the same state.
      const mixed = shuffled([...events, ...events.slice(0, 5)], plan.shuffle);
      expect(recover(dag, mixed)).toEqual({ ok: true, state, changed: true });
      // One by one in the order in which they happened as well.
      const folded = events.reduce((sum, event) => {
        const applied = apply(sum, event);
        if (!applied.ok) throw new Error(applied.message);
        return applied.state;
      }, initialState(dag));
      expect(folded).toEqual(state);
      expect(events.every((event) => isSagaEvent(JSON.parse(JSON.stringify(event))))).toBe(true);

      // Cut anywhere, where what was begun has had its effect unseen: the laws hold after going on. How it ends may
      // differ: a branch that came far before the failure may now not have begun.
      const again = worldOf(plan);
      const kept = events.slice(0, plan.cut % (events.length + 1));
      for (const event of kept) {
        if (event.type === 'started' && !inject.errors.includes(event.node))
          again.ledger.add(event.node);
        if (event.type === 'undo_started' && !inject.undoErrors.includes(event.node)) {
          again.ledger.delete(event.node);
        }
      }
      const resumed = await runInMemory(again.dag, {} as never, { inject, events: kept });
      if (!resumed.ok) throw new Error(resumed.message);
      holds(resumed.outcome, again.ledger);
      // With all events there is nothing to do any more.
      const replayed = await runInMemory(dag, {} as never, { inject, events });
      expect(replayed).toEqual(run);
    }),
    { numRuns: 400, seed: 7 },
  );
  expect([...seen].toSorted()).toEqual(['done', 'stuck', 'unwound']);
});

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
