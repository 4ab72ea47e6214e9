import { describe, expect, test } from 'vitest';
import { action, constant, dagBuilder } from '@skewline/saga';
import {
  assertNoFaults,
  type CheckReport,
  checkSaga,
  everyActionTwice,
  everyNodeFails,
  everyNodeFailsRepeatingUndo,
  everyUndoFails,
  type FaultCode,
  freshSaga,
  SagaCheckFailed,
  type SagaSubject,
} from '@skewline/saga/testing';
import { type Mistakes, shelfSubject } from './shelf.ts';

type Check = (subject: SagaSubject) => Promise<CheckReport>;

const checks: readonly (readonly [string, Check, number])[] = [
  ['everyNodeFails', everyNodeFails, 4],
  // The first node has nothing before it.
  ['everyNodeFailsRepeatingUndo', everyNodeFailsRepeatingUndo, 3],
  ['everyActionTwice', everyActionTwice, 2],
  ['everyUndoFails', everyUndoFails, 3],
];

describe('a right saga', () => {
  test.each(checks)('%s finds nothing', async (_name, check, iterations) => {
    expect(await check(shelfSubject())).toMatchObject({ iterations, faults: [] });
  });

  test('all checks together find nothing', async () => {
    const reports = await checkSaga(shelfSubject());
    expect(reports).toHaveLength(4);
    assertNoFaults(...reports);
  });
});

let again = 0;
let takenBack = new Set<string>();
const sameParams = { parcel: 'always the same' };

/** Each mistake, the check that finds it, where, and checks that cannot see it. */
const mistakes: readonly (readonly [
  string,
  Mistakes,
  Check,
  FaultCode,
  string | null,
  readonly Check[],
])[] = [
  [
    'an undo that throws',
    { undoPlace: () => Promise.reject(new Error('no')) },
    everyNodeFails,
    'undo_failed',
    'label',
    [everyActionTwice],
  ],
  [
    'an undo that throws when it is repeated',
    {
      undoPlace: ({ params: { parcel } }) => {
        if (takenBack.has(parcel)) throw new Error('it is not there any more');
        takenBack.add(parcel);
      },
    },
    everyNodeFailsRepeatingUndo,
    'undo_failed',
    'tell',
    [everyActionTwice],
  ],
  ['a leak', { undoPlace: () => {} }, everyNodeFails, 'leftovers', 'tell', [everyActionTwice]],
  [
    'an action that does more when it is repeated',
    { labelsAgain: true },
    everyActionTwice,
    'state_differs',
    null,
    [everyNodeFails, everyNodeFailsRepeatingUndo, everyUndoFails],
  ],
  [
    'an output that depends on how often the action ran',
    { countsRuns: true },
    everyActionTwice,
    'output_differs',
    null,
    [everyNodeFails, everyUndoFails],
  ],
  [
    'parameters that are the same object',
    { params: () => sameParams },
    everyNodeFails,
    'params_reused',
    null,
    [],
  ],
  [
    'parameters that are the same again',
    { params: () => ({ parcel: 'p' }) },
    everyActionTwice,
    'params_reused',
    null,
    [],
  ],
  [
    'a DAG that grows',
    {
      extraNodes: () => {
        again += 1;
        return again > 2 ? 1 : 0;
      },
    },
    everyNodeFails,
    'nodes_changed',
    null,
    [],
  ],
  ['an action that always fails', { bookThrows: true }, everyNodeFails, 'wrong_error', 'tell', []],
  ['an action that always fails', { bookThrows: true }, everyActionTwice, 'wrong_end', null, []],
  [
    'an undo that fails again after the retry',
    { undoPlace: () => Promise.reject(new Error('no')) },
    everyUndoFails,
    'undo_failed',
    'place',
    [],
  ],
  [
    'parameters that are not JSON',
    { params: () => ({ parcel: new Date(again++) }) },
    everyNodeFails,
    'not_run',
    'book',
    [],
  ],
];

describe('a mistake', () => {
  test.each(mistakes)('%s', async (_what, mistake, check, code, node, blind) => {
    again = 0;
    takenBack = new Set();
    const report = await check(shelfSubject(mistake));
    expect(report.faults.map((fault) => [fault.code, fault.node])).toContainEqual([code, node]);
    for (const other of blind) expect((await other(shelfSubject(mistake))).faults).toEqual([]);
  });

  test('no node with an undo that could fail', async () => {
    const built = dagBuilder<object>('d').append('only', constant(1)).build();
    if (!built.ok) throw new Error('d');
    const subject: SagaSubject = {
      name: 'one',
      fresh: async () => freshSaga(built.dag, {}),
      leftovers: async () => [],
    };
    expect(await everyUndoFails(subject)).toMatchObject({
      iterations: 0,
      faults: [{ code: 'no_iterations' }],
    });
    // Parameters without a member may be the same each time.
    assertNoFaults(...(await checkSaga(subject)));
  });

  test('what a subject declares is no fault', async () => {
    again = 0;
    const growing = shelfSubject({ extraNodes: () => (again += 1) % 2 });
    const report = await everyNodeFails({ ...growing, nodesMayChange: true });
    expect(report.faults).toEqual([]);
    const same = shelfSubject({ params: () => sameParams });
    expect((await everyNodeFails({ ...same, paramsMayRepeat: true })).faults).toEqual([]);
    const counting = { ...shelfSubject({ countsRuns: true }), comparableOutput: () => 'any' };
    expect((await everyActionTwice(counting)).faults).toEqual([]);
  });
});

test('a DAG that shrinks is tried to the end that it has then', async () => {
  const nodes: number[] = [];
  const built = (count: number): ReturnType<typeof freshSaga> => {
    const one = action<{ output: null }>({ name: 'one', version: 1, run: () => null });
    let builder = dagBuilder<{ count: number }>('d').append('n0', one);
    for (let index = 1; index < count; index += 1) {
      // The names are not known here.
      builder = builder.append(`n${index}` as string, one) as unknown as typeof builder;
    }
    const result = builder.build();
    if (!result.ok) throw new Error('d');
    return freshSaga(result.dag, { count: nodes.push(count) });
  };
  const report = await everyNodeFails({
    name: 'shrinks',
    nodesMayChange: true,
    fresh: async () => built(Math.max(2, 5 - nodes.length)),
    leftovers: async () => [],
  });
  expect(report).toMatchObject({ iterations: 3, faults: [] });
});

test('the text says all', async () => {
  const leaking = shelfSubject({ undoPlace: () => {} });
  const report = await everyNodeFails(leaking);
  const check = (): void => assertNoFaults(report);
  expect(check).toThrow(SagaCheckFailed);
  expect(check).toThrow(
    /^every node fails, in memory of shelf: 4 sagas, 2 faults\n {2}leftovers at label: [-0-9a-f]+: place\n {2}leftovers at tell: /,
  );
});
