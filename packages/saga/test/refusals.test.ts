import { describe, expect, test } from 'vitest';
import {
  action,
  apply,
  constant,
  dagBuilder,
  initialState,
  recover,
  type RefusalCode,
  type SagaError,
  type SagaEvent,
  type SagaState,
} from '@skewline/saga';

const step = action<{ output: string }>({
  name: 'step',
  version: 1,
  run: ({ node }) => node,
  undo: () => {},
});
const built = dagBuilder<object>('d')
  .append('a', step)
  .appendParallel({ left: step, right: step })
  .append('z', constant(1))
  .build();
if (!built.ok) throw new Error('d');
const { dag } = built;

const error: SagaError = {
  code: 'action_failed',
  message: 'no',
  node: 'left',
  action: 'step@1',
  during: 'action',
  attempts: 1,
  source: null,
};
const started = (node: string): SagaEvent => ({ type: 'started', node });
const succeeded = (node: string): SagaEvent => ({ type: 'succeeded', node, output: node });
const failed = (node: string): SagaEvent => ({ type: 'failed', node, error });
const undoStarted = (node: string, attempt = 1): SagaEvent => ({
  type: 'undo_started',
  node,
  attempt,
});
const undoFinished = (node: string): SagaEvent => ({ type: 'undo_finished', node, attempt: 1 });
const undoFailed = (node: string): SagaEvent => ({ type: 'undo_failed', node, attempt: 1, error });
const cancelled: SagaEvent = { type: 'cancelled', reason: 'r' };
const abandoned: SagaEvent = { type: 'abandoned', reason: 'r' };

const done = (node: string): readonly SagaEvent[] => [started(node), succeeded(node)];
const undone = (node: string): readonly SagaEvent[] => [undoStarted(node), undoFinished(node)];

function after(events: readonly SagaEvent[]): SagaState {
  let state = initialState(dag);
  for (const event of events) {
    const applied = apply(state, event);
    if (!applied.ok) throw new Error(applied.message);
    ({ state } = applied);
  }
  return state;
}

const bothStarted = [...done('a'), started('left'), started('right')];
const leftFailed = [...bothStarted, failed('left'), succeeded('right')];
const stuck = [...leftFailed, undoStarted('right'), undoFailed('right')];
const unwound = [...leftFailed, ...undone('right'), ...undone('a')];
const all = [...bothStarted, succeeded('left'), succeeded('right'), ...done('z')];

/** The event that is refused after these, and its twin that is not. */
const cases: readonly (readonly [
  RefusalCode,
  string,
  readonly [readonly SagaEvent[], SagaEvent],
  readonly [readonly SagaEvent[], SagaEvent],
])[] = [
  ['unknown_node', 'of another DAG', [[], started('x')], [[], started('a')]],
  ['illegal', 'it has not begun', [[], succeeded('a')], [[started('a')], succeeded('a')]],
  [
    'illegal',
    'an attempt of an undo that nobody asked for',
    [stuck, undoStarted('right', 2)],
    [
      [...stuck, { type: 'undo_retried', node: 'right', attempt: 2, reason: 'r' }],
      undoStarted('right', 2),
    ],
  ],
  [
    'conflict',
    'another output',
    [done('a'), { type: 'succeeded', node: 'a', output: 'other' }],
    [done('a'), succeeded('a')],
  ],
  ['conflict', 'it has succeeded', [done('a'), failed('a')], [[started('a')], failed('a')]],
  [
    'conflict',
    'its undo has failed',
    [stuck, undoFinished('right')],
    [[...leftFailed, undoStarted('right')], undoFinished('right')],
  ],
  [
    'parents_unfinished',
    'the parent runs',
    [[started('a')], started('left')],
    [done('a'), started('left')],
  ],
  [
    'unwinding',
    'another has failed',
    [[...done('a'), started('left'), failed('left')], started('right')],
    [[...done('a'), started('left'), succeeded('left')], started('right')],
  ],
  [
    'unwinding',
    'it is cancelled',
    [[...done('a'), cancelled], started('left')],
    [done('a'), started('left')],
  ],
  ['over', 'cancelled before anything has begun', [[cancelled], started('a')], [[], started('a')]],
  [
    'not_unwinding',
    'all is well',
    [done('a'), undoStarted('a')],
    [[...done('a'), cancelled], undoStarted('a')],
  ],
  [
    'still_running',
    'a node that has begun',
    [[...bothStarted, failed('left')], undoStarted('a')],
    [[...bothStarted, failed('left'), failed('right')], undoStarted('a')],
  ],
  [
    'children_not_undone',
    'a child that has succeeded',
    [leftFailed, undoStarted('a')],
    [[...leftFailed, ...undone('right')], undoStarted('a')],
  ],
  [
    'children_not_undone',
    'a child whose undo is under way',
    [[...leftFailed, undoStarted('right')], undoStarted('a')],
    [[...stuck, { type: 'undo_skipped', node: 'right', reason: 'r' }], undoStarted('a')],
  ],
  ['stuck', 'an undo has failed', [stuck, undoStarted('a')], [leftFailed, undoStarted('right')]],
  ['over', 'cancelled when it is done', [all, cancelled], [bothStarted, cancelled]],
  ['over', 'abandoned when it is done', [all, abandoned], [stuck, abandoned]],
  ['over', 'cancelled when it is unwound', [unwound, cancelled], [leftFailed, cancelled]],
  ['over', 'abandoned when it is unwound', [unwound, abandoned], [leftFailed, abandoned]],
  ['over', 'begun when it is abandoned', [[abandoned], started('a')], [[], started('a')]],
  [
    'over',
    'undone when it is abandoned',
    [[...leftFailed, abandoned], undoStarted('right')],
    [leftFailed, undoStarted('right')],
  ],
];

describe('an event that cannot happen now', () => {
  test.each(cases)('%s: %s', (code, _what, [before, event], [twinBefore, twin]) => {
    const refused = apply(after(before), event);
    expect(refused).toMatchObject({ ok: false, code, event });
    expect(refused.ok ? '' : refused.message).toMatch(/^\w+ of \w+( saga)?: \S/);
    expect(apply(after(twinBefore), twin)).toMatchObject({ ok: true });
  });

  test('every code is provoked', () => {
    const codes: { readonly [Code in RefusalCode]: true } = {
      unknown_node: true,
      illegal: true,
      conflict: true,
      parents_unfinished: true,
      unwinding: true,
      not_unwinding: true,
      still_running: true,
      children_not_undone: true,
      stuck: true,
      over: true,
    };
    expect(new Set(cases.map(([code]) => code))).toEqual(new Set(Object.keys(codes)));
  });

  test('what was begun may end when it is abandoned, and what is known may come again', () => {
    const state = after([...bothStarted, abandoned]);
    expect(apply(state, succeeded('left'))).toMatchObject({ ok: true, changed: true });
    expect(apply(state, started('left'))).toMatchObject({ ok: true, changed: false });
    for (const event of all) expect(apply(after(all), event)).toMatchObject({ changed: false });
  });
});

describe('stored events that contradict each other', () => {
  const contradictions: readonly (readonly [RefusalCode, readonly SagaEvent[]])[] = [
    ['parents_unfinished', [started('left')]],
    ['not_unwinding', [...done('a'), undoStarted('a')]],
    ['still_running', [...bothStarted, failed('left'), undoStarted('a')]],
    ['children_not_undone', [...leftFailed, undoStarted('a')]],
    ['conflict', [...done('a'), failed('a')]],
    ['unknown_node', [started('x')]],
    ['illegal', [undoStarted('a')]],
  ];
  test.each(contradictions)('%s', (code, events) => {
    expect(recover(dag, events)).toMatchObject({ ok: false, code });
    expect(recover(dag, events.toReversed())).toMatchObject({ ok: false, code });
  });
});
