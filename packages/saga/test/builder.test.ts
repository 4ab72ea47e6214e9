import { describe, expect, test } from 'vitest';
import {
  action,
  constant,
  type Dag,
  dagBuilder,
  type DagProblemCode,
  dagProblemCodes,
  readDag,
  registry,
  subsaga,
  toDot,
  toMermaid,
  wired,
} from '@skewline/saga';

const make = action<{ output: string }>({ name: 'make', version: 1, run: () => 'made' });
const take = action<{ needs: { thing: string }; output: number }>({
  name: 'take',
  version: 2,
  needs: { thing: true },
  run: ({ inputs }) => inputs.thing.length,
});
const known = registry([make, take]);

const node = (name: string, after: readonly string[] = []): object => ({
  kind: 'action',
  name,
  after,
  action: { name: 'make', version: 1 },
  from: {},
  label: null,
});
const taking = (name: string, after: readonly string[], version = 2): object => ({
  ...node(name, after),
  action: { name: 'take', version },
});
const dagOf = (...nodes: readonly unknown[]): object => ({ format: 1, name: 'd', nodes });
const constantNode = (name: string): object => ({ kind: 'constant', name, after: [], value: {} });
const sub = (name: string, after: readonly string[], params: string, dag: unknown): object => ({
  kind: 'subsaga',
  name,
  after,
  params,
  dag,
});
const nested = (depth: number): object =>
  depth === 0
    ? dagOf(node('a'))
    : dagOf(constantNode('p'), sub('s', ['p'], 'p', nested(depth - 1)));

/** What is refused, and its twin that is not. */
const stored: readonly (readonly [DagProblemCode, string, unknown, unknown])[] = [
  ['not_a_dag', 'a list', [], dagOf(node('a'))],
  ['not_a_dag', 'a kind of node', dagOf({ ...node('a'), kind: 'loop' }), dagOf(node('a'))],
  ['unknown_format', 'a later one', { format: 2, name: 'd', nodes: [] }, dagOf(node('a'))],
  ['bad_name', 'a slash', dagOf(node('a/b')), dagOf(node('a-b'))],
  [
    'duplicate_name',
    'twice',
    dagOf(node('a'), node('a', ['a'])),
    dagOf(node('a'), node('b', ['a'])),
  ],
  ['not_one_last_node', 'two', dagOf(node('a'), node('b')), dagOf(node('a'), node('b', ['a']))],
  ['not_one_last_node', 'none', dagOf(), dagOf(node('a'))],
  ['unknown_dependency', 'a stranger', dagOf(node('a', ['x'])), dagOf(node('a'))],
  [
    'cycle',
    'of two',
    dagOf(node('a', ['b']), node('b', ['a'])),
    dagOf(node('a', ['b']), node('b')),
  ],
  ['cycle', 'of itself', dagOf(node('a', ['a'])), dagOf(node('a'))],
  [
    'need_not_ancestor',
    'nobody',
    dagOf(taking('t', [])),
    dagOf(node('thing'), taking('t', ['thing'])),
  ],
  [
    'need_not_ancestor',
    'a sibling',
    dagOf(node('thing'), taking('t', []), node('z', ['thing', 't'])),
    dagOf(node('thing'), taking('t', ['thing']), node('z', ['t'])),
  ],
  [
    'params_node_missing',
    'nobody',
    dagOf(constantNode('p'), sub('s', ['p'], 'q', dagOf(node('a')))),
    dagOf(constantNode('p'), sub('s', ['p'], 'p', dagOf(node('a')))),
  ],
  [
    'params_node_not_ancestor',
    'a sibling',
    dagOf(constantNode('p'), sub('s', [], 'p', dagOf(node('a'))), node('z', ['p', 's'])),
    dagOf(constantNode('p'), sub('s', ['p'], 'p', dagOf(node('a'))), node('z', ['s'])),
  ],
  [
    'need_not_ancestor',
    'a node around the subsaga',
    dagOf(node('thing'), sub('s', ['thing'], 'thing', dagOf(taking('t', [])))),
    dagOf(node('x'), sub('s', ['x'], 'x', dagOf(node('thing'), taking('t', ['thing'])))),
  ],
  [
    'unknown_action',
    'another version',
    dagOf(node('thing'), taking('t', ['thing'], 3)),
    dagOf(node('thing'), taking('t', ['thing'])),
  ],
  ['too_large', 'deep', nested(17), nested(16)],
];

describe('a stored DAG', () => {
  test.each(stored)('%s: %s', (code, _what, wrong, right) => {
    const refused = readDag(wrong, known);
    expect(refused.ok ? [] : refused.problems.map((problem) => problem.code)).toEqual([code]);
    expect(readDag(right, known)).toMatchObject({ ok: true });
    expect(!refused.ok && refused.park).toBe(
      code === 'unknown_action' || code === 'unknown_format',
    );
  });

  test('comes back as it was built', () => {
    const dag = sample();
    const read = readDag(JSON.parse(JSON.stringify(dag.stored)), known);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(read.dag.nodes).toEqual(dag.nodes);
    expect(read.dag.last).toBe(dag.last);
  });
});

function sample(): Dag<{ id: string }, number> {
  const inner = dagBuilder<{ size: number }>('inner')
    .append('thing', make)
    .append('count', take)
    .build();
  if (!inner.ok) throw new Error('inner');
  const built = dagBuilder<{ id: string }>('sample')
    .append('settings', constant({ size: 3 }))
    .appendParallel({ left: make, right: make })
    .append('disks', subsaga(inner.dag, 'settings'))
    .append('end', wired(take, { from: { thing: 'right' }, label: 'count "right"' }))
    .build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.dag;
}

test('a need may be called like a method of objects', () => {
  const odd = action<{ needs: { constructor: string }; output: string }>({
    name: 'odd',
    version: 1,
    needs: { constructor: true },
    run: ({ inputs }) => inputs.constructor,
  });
  const built = dagBuilder<object>('d').append('constructor', make).append('odd', odd).build();
  expect(built).toMatchObject({ ok: true });
});

describe('the builder', () => {
  const start = dagBuilder<{ id: string }>('d');
  const other = action<{ output: string }>({ name: 'make', version: 1, run: () => 'other' });
  const cases: readonly (readonly [
    DagProblemCode,
    { build(): { ok: boolean; problems?: unknown } },
    { build(): unknown },
  ])[] = [
    ['not_one_last_node', start, start.append('a', make)],
    [
      'not_one_last_node',
      start.appendParallel({ a: make, b: make }),
      start.appendParallel({ a: make }),
    ],
    ['empty_stage', start.append('a', make).appendParallel({}), start.append('a', make)],
    [
      'action_conflict',
      start.append('a', make).append('b', other),
      start.append('a', make).append('b', make),
    ],
    [
      'constant_not_json',
      start.append('a', constant(new Date(0))),
      start.append('a', constant('1970')),
    ],
  ];
  test.each(cases)('%s', (code, wrong, right) => {
    expect(wrong.build()).toMatchObject({ ok: false, problems: [{ code }] });
    expect(right.build()).toMatchObject({ ok: true });
  });

  test('every code of the catalogue is provoked', () => {
    const provoked = new Set([...stored.map(([code]) => code), ...cases.map(([code]) => code)]);
    expect(dagProblemCodes.filter((code) => !provoked.has(code))).toEqual([]);
  });

  test('the same DAG always has the same order', () => {
    expect(sample().nodes.map(({ id, parents }) => [id, parents])).toEqual([
      ['settings', []],
      ['left', [0]],
      ['right', [0]],
      ['disks/thing', [1, 2]],
      ['disks/count', [3]],
      ['end', [4]],
    ]);
  });
});

test('DOT', async () => {
  await expect(toDot(sample())).toMatchFileSnapshot('golden/sample.dot');
});

test('Mermaid', async () => {
  await expect(toMermaid(sample())).toMatchFileSnapshot('golden/sample.mmd');
});
