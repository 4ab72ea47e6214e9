import fc from 'fast-check';
import type { CallKind, Edge, Graph, Policy } from '../../src/graph/graph.ts';

interface Given {
  /** By default `unit` is the component's own name. */
  readonly unit?: string;
  readonly serves?: readonly string[];
  /** `api`, or `api kind`. */
  readonly calls?: readonly string[];
}

/** A graph said shortly: policies of APIs, and components by name. */
export function graphOf(
  policies: Readonly<Record<string, Policy>>,
  components: Readonly<Record<string, Given>>,
): Graph {
  const all = Object.entries(components);
  return {
    units: [...new Set(all.map(([name, { unit = name }]) => unit))],
    apis: Object.entries(policies).map(([name, policy], index) => ({
      name,
      policy,
      pointer: `/apis/${String(index)}`,
    })),
    components: all.map(([name, { unit = name, serves = [], calls = [] }]) => ({
      name,
      unit,
      serves,
      pointer: `/${name}`,
      calls: calls.map((text, index) => {
        const [api = '', kind] = text.split(' ');
        const pointer = `/${name}/calls/${String(index)}`;
        // The cases write kinds of calls, and nothing else, after the name.
        return kind === undefined
          ? { api, pointer }
          : { api, kind: kind as CallKind, reason: 'because', pointer };
      }),
    })),
  };
}

/** `a>b:x c>a:y` */
export function edgesOf(text: string): readonly Edge[] {
  return text
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => {
      const [from = '', to = '', api = ''] = one.split(/[>:]/);
      return { from, to, api };
    });
}

const node = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const api = fc.constantFrom('p', 'q', 'r', 's', 't', 'u');

/** Small enough for brute force, dense enough for several cycles. */
export const someEdges: fc.Arbitrary<readonly Edge[]> = fc.array(
  fc.record({ from: node, to: node, api }),
  { maxLength: 14 },
);

export const someOperations: fc.Arbitrary<ReadonlyMap<string, number>> = fc
  .array(fc.tuple(api, fc.integer({ min: 0, max: 9 })))
  .map((pairs) => new Map(pairs));

const policy = fc.constantFrom<Policy>('server', 'server', 'client', 'undeclared', 'lockstep');
const call = fc.tuple(
  api,
  fc.constantFrom('', '', '', ' non-dag', ' bogus', ' not-deployed', ' same-unit'),
);

/** Components of a few units that serve and call at random. */
export const someGraph: fc.Arbitrary<Graph> = fc
  .record({
    policies: fc.dictionary(api, policy, { minKeys: 1 }),
    components: fc.dictionary(
      node,
      fc.record({
        unit: fc.constantFrom('u', 'v', 'w', 'x'),
        serves: fc.uniqueArray(api, { maxLength: 3 }),
        calls: fc.uniqueArray(call, { maxLength: 4, selector: ([name]) => name }),
      }),
      { minKeys: 1 },
    ),
  })
  .map(({ policies, components }) => {
    const known = (name: string): boolean => Object.hasOwn(policies, name);
    const given = Object.entries(components).map(([name, { unit, serves, calls }]) => [
      name,
      {
        unit,
        serves: serves.filter(known),
        calls: calls.filter(([one]) => known(one)).map(([one, kind]) => one + kind),
      },
    ]);
    return graphOf(policies, Object.fromEntries(given));
  });

/** Whether a node can be reached from itself: another way to say that there is a cycle. */
export function hasCycle(edges: readonly Edge[]): boolean {
  const reached = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  for (const middle of nodes) {
    for (const from of nodes) {
      for (const to of nodes) {
        if (reached.has(`${from} ${middle}`) && reached.has(`${middle} ${to}`)) {
          reached.add(`${from} ${to}`);
        }
      }
    }
  }
  return nodes.some((one) => reached.has(`${one} ${one}`));
}

export function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>(
    (all, item) => [...all, ...all.map((one) => [...one, item])],
    [[]],
  );
}
