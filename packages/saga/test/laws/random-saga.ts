import fc from 'fast-check';
import {
  action,
  type Dag,
  readDag,
  registry,
  type StoredDag,
  type StoredNode,
} from '@skewline/saga';

/** A node of a random DAG: what it is, and after which of those before it. */
interface RandomNode {
  readonly picks: readonly number[];
  readonly kind: 'action' | 'constant' | readonly RandomNode[];
}

export interface RandomSaga {
  readonly nodes: readonly RandomNode[];
  /** Each number picks a node; what it does there is always the same. */
  readonly failing: readonly number[];
  readonly undoFailing: readonly number[];
  /** Fail at the first attempt, and succeed at the second. */
  readonly flaky: readonly number[];
  readonly undoFlaky: readonly number[];
  /** After so many events somebody cancels it. */
  readonly cancelAfter: number | null;
  readonly delays: readonly number[];
}

function nodesOf(depth: number): fc.Arbitrary<readonly RandomNode[]> {
  const kind: fc.Arbitrary<RandomNode['kind']> = fc.oneof(
    { weight: 6, arbitrary: fc.constant('action' as const) },
    { weight: 1, arbitrary: fc.constant('constant' as const) },
    ...(depth > 0 ? [{ weight: 1, arbitrary: nodesOf(depth - 1) }] : []),
  );
  const node = fc.record({ picks: fc.array(fc.nat(100), { maxLength: 3 }), kind });
  return fc.array(node, { minLength: 1, maxLength: depth === 2 ? 8 : 3 });
}

const picked = (maxLength: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat(1000), { maxLength });

export const randomSagas: fc.Arbitrary<RandomSaga> = fc.record({
  nodes: nodesOf(2),
  failing: fc.oneof(fc.constant([]), picked(2)),
  undoFailing: picked(2),
  flaky: picked(3),
  undoFlaky: picked(2),
  cancelAfter: fc.option(fc.nat(30), { nil: null }),
  delays: fc.array(fc.nat(4), { minLength: 7, maxLength: 7 }),
});

/** A DAG to run, and what its actions have done. */
export interface RandomWorld {
  readonly dag: Dag<object>;
  /** Nodes that are done and not undone. */
  readonly done: Set<string>;
  /** Nodes that do something. */
  readonly actions: readonly string[];
  readonly fails: ReadonlySet<string>;
  readonly undoFails: Set<string>;
  readonly flaky: ReadonlySet<string>;
}

export function worldOf(saga: RandomSaga): RandomWorld {
  const done = new Set<string>();
  const undoFails = new Set<string>();
  const fails = new Set<string>();
  const flaky = new Set<string>();
  const undoFlaky = new Set<string>();
  const quick = { attempts: 2, firstDelayMs: 0 };
  let calls = 0;
  const wait = async (): Promise<void> => {
    calls += 1;
    const ticks = saga.delays[calls % saga.delays.length] ?? 0;
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  };
  const enter = action<{ output: string }>({
    name: 'enter',
    version: 1,
    policy: quick,
    undoPolicy: quick,
    run: async ({ node, attempt }) => {
      await wait();
      if (fails.has(node)) throw new Error('never');
      if (flaky.has(node) && attempt === 1) throw new Error('not yet');
      done.add(node);
      return node;
    },
    undo: async ({ node, attempt, output }) => {
      await wait();
      if (output !== node) throw new Error(`the output of ${node} is ${output}`);
      if (undoFails.has(node)) throw new Error('never undone');
      if (undoFlaky.has(node) && attempt === 1) throw new Error('not yet undone');
      done.delete(node);
    },
  });
  const read = readDag(storedOf(saga.nodes), registry([enter]));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { dag } = read;
  const actions = dag.nodes.flatMap(({ id, work }) => (work.kind === 'action' ? [id] : []));
  const pick = (into: Set<string>, numbers: readonly number[]): void => {
    for (const number of numbers) into.add(actions[number % actions.length] ?? '');
  };
  pick(fails, saga.failing);
  pick(undoFails, saga.undoFailing);
  pick(flaky, saga.flaky);
  pick(undoFlaky, saga.undoFlaky);
  return { dag: dag as Dag<object>, done, actions, fails, undoFails, flaky }; // its actions look at no parameters
}

function storedOf(nodes: readonly RandomNode[]): StoredDag {
  // The first gives parameters to subsagas, the last comes after all that nothing comes after.
  const first: StoredNode = { kind: 'constant', name: 'p', after: [], value: {} };
  const middle = nodes.map(({ picks, kind }, index): StoredNode => {
    const name = `n${index}`;
    const after = ['p', ...new Set(index === 0 ? [] : picks.map((at) => `n${at % index}`))];
    if (kind === 'constant') return { kind, name, after, value: index };
    if (kind === 'action') return actionNode(name, after);
    return { kind: 'subsaga', name, after, params: 'p', dag: storedOf(kind) };
  });
  const inner = new Set(middle.flatMap(({ after }) => after));
  const sinks = middle.map(({ name }) => name).filter((name) => !inner.has(name));
  return { format: 1, name: 'random', nodes: [first, ...middle, actionNode('end', sinks)] };
}

function actionNode(name: string, after: readonly string[]): StoredNode {
  return {
    kind: 'action',
    name,
    after,
    action: { name: 'enter', version: 1 },
    from: {},
    label: null,
  };
}
