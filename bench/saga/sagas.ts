import { action, type Dag, readDag, type Registry, registry } from '@skewline/saga';

/** Does nothing: what is measured is what is around it. */
const step = action<{ output: { at: number } }>({
  name: 'bench.step',
  version: 1,
  run: () => ({ at: 1 }),
  undo: () => {},
});

export const actions: Registry = registry([step]);

/** In a process that is to be killed: the third node of a chain never ends. */
export const hangingActions: Registry = registry([
  action<{ output: { at: number } }>({
    name: 'bench.step',
    version: 1,
    policy: { timeoutMs: null },
    run: async ({ node }) => {
      if (node === 'n2') await new Promise(() => {});
      return { at: 1 };
    },
    undo: () => {},
  }),
]);

export type BenchDag = Dag<object>;

/** One node after the other. */
export function chain(length: number, known: Registry = actions): BenchDag {
  return dagOf(
    Array.from({ length }, (_, index) => (index === 0 ? [] : [`n${String(index - 1)}`])),
    known,
  );
}

/** One node, many side by side after it, and one at the end: `width` nodes in all. */
export function fan(width: number): BenchDag {
  const middle = Array.from({ length: width - 2 }, (_, index) => `n${String(index + 1)}`);
  return dagOf([[], ...middle.map(() => ['n0']), middle], actions);
}

function dagOf(after: readonly (readonly string[])[], known: Registry): BenchDag {
  const nodes = after.map((names, index) => ({
    kind: 'action',
    name: `n${String(index)}`,
    after: names,
    action: { name: 'bench.step', version: 1 },
    from: {},
    label: null,
  }));
  const read = readDag({ format: 1, name: 'bench', nodes }, known);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  // Its actions need no parameters.
  return read.dag as BenchDag;
}
