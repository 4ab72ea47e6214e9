import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  action,
  apply,
  constant,
  type Dag,
  dagBuilder,
  initialState,
  readDag,
  recover,
  registry,
} from '@skewline/saga';
import { eventsWithoutDag, historyOf, type ListedStep } from '../../src/dbos/history.ts';
import { readOperatorResult, readStepResult, storedText } from '../../src/dbos/step-result.ts';
import { runStages } from './stages.ts';

const begun = '2026-11-20T00:00:00.000000Z';

const enter = action<{ output: string }>({
  name: 'enter',
  version: 1,
  run: ({ node }) => node,
  undo: () => {},
});
const noUndo = action<{ output: string }>({ name: 'look', version: 1, run: ({ node }) => node });

/** Random DAGs of actions with undo, actions without, and constants. */
const plans = fc
  .array(fc.record({ after: fc.array(fc.nat(100), { maxLength: 3 }), kind: fc.nat(2) }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((picks) =>
    fc.record({
      picks: fc.constant(picks),
      failing: fc.array(fc.nat(picks.length), { maxLength: 2 }),
      undoFailing: fc.array(fc.nat(picks.length), { maxLength: 1 }),
      cancelAt: fc.oneof(fc.constant(1000), fc.nat(12)),
      cut: fc.nat(30),
    }),
  );

type Plan = typeof plans extends fc.Arbitrary<infer Value> ? Value : never;

function dagOf({ picks }: Plan): Dag {
  const after = picks.map((pick, index) => [
    ...new Set(index === 0 ? [] : pick.after.map((at) => `n${at % index}`)),
  ]);
  const inner = new Set(after.flat());
  const sinks = picks.map((_, index) => `n${index}`).filter((name) => !inner.has(name));
  const nodes = [...after, sinks].map((names, index) => {
    const kind = picks[index]?.kind ?? 0;
    const base = { name: `n${index}`, after: names };
    if (kind === 2) return { ...base, kind: 'constant', value: index };
    const name = kind === 1 ? 'look' : 'enter';
    return { ...base, kind: 'action', action: { name, version: 1 }, from: {}, label: null };
  });
  const read = readDag({ format: 1, name: 'random', nodes }, registry([enter, noUndo]));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.dag;
}

test('what was decided when it ran is decided again from what is stored, however much of it there is', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const dag = dagOf(plan);
      const inject = {
        errors: plan.failing.map((index) => `n${index}`),
        undoErrors: plan.undoFailing.map((index) => `n${index}`),
      };
      const run = await runStages(dag, {}, { inject, cancelAt: plan.cancelAt });
      seen.add(run.outcome.kind);

      const history = historyOf(dag, run.steps, begun);
      expect(history.problem).toBeNull();
      expect(history.state).toEqual(run.state);
      const events = history.events.map(({ event }) => event);
      // They are the events of a saga like any other, in an order in which they can happen.
      expect(recover(dag, events)).toMatchObject({ ok: true, state: run.state });
      const folded = events.reduce((sum, event) => {
        const applied = apply(sum, event);
        if (!applied.ok) throw new Error(applied.message);
        return applied.state;
      }, initialState(dag));
      expect(folded).toEqual(run.state);
      const times = history.events.map(({ time }) => time);
      expect(times).toEqual(times.toSorted());

      // Of a saga under way there is less, and what there is has happened.
      const part = historyOf(dag, run.steps.slice(0, plan.cut % (run.steps.length + 1)), begun);
      expect(part.problem).toBeNull();
      for (const { event } of part.events) expect(events).toContainEqual(event);
    }),
    { numRuns: 300, seed: 7 },
  );
  expect([...seen].toSorted()).toEqual(['done', 'stuck', 'unwound']);
});

describe('decisions of operators', () => {
  const dag = (() => {
    const built = dagBuilder<object>('stuck')
      .append('first', enter)
      .append('middle', constant(1))
      .append('last', enter)
      .build();
    if (!built.ok) throw new Error('the DAG is wrong');
    return built.dag;
  })();
  const time = '2026-11-22T00:00:00.000000Z';
  const stuckSteps = async (): Promise<readonly ListedStep[]> => {
    const inject = { errors: ['last'], undoErrors: ['first'] };
    return (await runStages(dag, {}, { inject })).steps;
  };
  const operatorStep = (decisions: readonly object[]): ListedStep => ({
    name: ':operator:1',
    output: JSON.stringify({ token: 4, decisions }),
  });

  test('a skip ends it', async () => {
    const event = { type: 'undo_skipped', node: 'first', reason: 'by hand' } as const;
    const history = historyOf(
      dag,
      [...(await stuckSteps()), operatorStep([{ event, time }])],
      begun,
    );
    expect(history).toMatchObject({ problem: null, operatorSteps: 1 });
    expect(history.events.at(-1)).toEqual({ event, time, ownerToken: 4 });
    expect(history.state.nodes.map(({ phase }) => phase)).toEqual([
      'undo_skipped',
      'undone',
      'failed',
    ]);
  });

  test('after a retry its second attempt is known by its number', async () => {
    const event = { type: 'undo_retried', node: 'first', attempt: 2, reason: 'again' } as const;
    const second: ListedStep = {
      name: 'first:undo:2',
      output: storedText({ token: 5, performed: { ok: true, output: null }, cancelled: null }),
    };
    const steps = [...(await stuckSteps()), operatorStep([{ event, time }]), second];
    const { state, events, problem } = historyOf(dag, steps, begun);
    expect(problem).toBeNull();
    expect(state.nodes[0]).toMatchObject({ phase: 'undone', attempt: 2 });
    expect(events.at(-1)?.event).toEqual({ type: 'undo_finished', node: 'first', attempt: 2 });
  });

  test('one that cannot be is a problem, not a crash', async () => {
    const event = { type: 'undo_skipped', node: 'last', reason: 'it failed' };
    const history = historyOf(
      dag,
      [...(await stuckSteps()), operatorStep([{ event, time }])],
      begun,
    );
    expect(history.problem).toContain('undo_skipped of last');
  });

  test('without the code the events of the steps are told, and no others', async () => {
    const steps = [...(await stuckSteps()), operatorStep([])];
    const events = eventsWithoutDag(steps, begun).map(({ event }) => event);
    expect(events.map((event) => `${event.type} ${'node' in event ? event.node : ''}`)).toEqual([
      'started first',
      'succeeded first',
      'started last',
      'failed last',
      'undo_started first',
      'undo_failed first',
    ]);
  });
});

describe('a stored result is believed only in its own form', () => {
  const good = { token: 1, performed: { ok: true, output: { constructor: 1 } }, cancelled: null };
  test('as it was written', () => {
    expect(readStepResult(JSON.stringify(good))).toEqual(good);
    expect(readOperatorResult(JSON.stringify({ token: 1, decisions: [] }))).toEqual({
      token: 1,
      decisions: [],
    });
  });

  test.each([
    null,
    undefined,
    good,
    '{',
    '[]',
    '{}',
    JSON.stringify({ ...good, token: '1' }),
    JSON.stringify({ ...good, cancelled: 7 }),
    JSON.stringify({ ...good, performed: {} }),
    JSON.stringify({ ...good, performed: { ok: false, error: 'no' } }),
    JSON.stringify({ token: 1, performed: { ok: true, output: 1 } }),
  ])('not %j', (stored) => {
    expect(readStepResult(stored)).toBeUndefined();
  });

  test('a decision that is no event', () => {
    const decisions = [{ event: { type: 'undo_skipped' }, time: begun }];
    expect(readOperatorResult(JSON.stringify({ token: 1, decisions }))).toBeUndefined();
  });

  test('an unreadable step is a problem of its saga', () => {
    const built = dagBuilder<object>('one').append('only', enter).build();
    if (!built.ok) throw new Error('the DAG is wrong');
    const history = historyOf(built.dag, [{ name: 'only', output: 'nonsense' }], begun);
    expect(history.problem).toBe('the step only is unreadable');
  });
});
