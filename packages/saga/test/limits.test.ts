import { describe, expect, test } from 'vitest';
import { action, readDag, registry, runInMemory, type StoredDag } from '@skewline/saga';

const step = action<{ output: null }>({ name: 'step', version: 1, run: () => null });
const known = registry([step]);

function line(count: number, prefix = 'n'): StoredDag {
  const nodes = Array.from({ length: count }, (_, index) => ({
    kind: 'action' as const,
    name: `${prefix}${index}`,
    after: index === 0 ? [] : [`${prefix}${index - 1}`],
    action: { name: 'step', version: 1 },
    from: {},
    label: null,
  }));
  return { format: 1, name: 'line', nodes };
}

/** `depth` subsagas in each other around one node. */
function nested(depth: number): StoredDag {
  if (depth === 0) return line(1);
  return {
    format: 1,
    name: 'nested',
    nodes: [
      { kind: 'constant', name: 'p', after: [], value: {} },
      { kind: 'subsaga', name: 's', after: ['p'], params: 'p', dag: nested(depth - 1) },
    ],
  };
}

function codesOf(dag: StoredDag): readonly string[] {
  const read = readDag(dag, known);
  return read.ok ? [] : read.problems.map(({ code }) => code);
}

describe('the limits of a DAG', () => {
  test('10,000 nodes, and one more', () => {
    expect(codesOf(line(10_000))).toEqual([]);
    expect(codesOf(line(10_001))).toEqual(['too_large']);
  });

  test('nodes of subsagas count', () => {
    const around = (inner: number): StoredDag => ({
      format: 1,
      name: 'around',
      nodes: [
        { kind: 'constant', name: 'p', after: [], value: {} },
        { kind: 'subsaga', name: 's', after: ['p'], params: 'p', dag: line(inner) },
        { ...line(1, 'z').nodes[0], name: 'z', after: ['s'] } as StoredDag['nodes'][number], // there is one
      ],
    });
    expect(codesOf(around(9998))).toEqual([]);
    expect(codesOf(around(9999))).toEqual(['too_large']);
  });

  test('16 subsagas in each other, and one more', () => {
    expect(codesOf(nested(16))).toEqual([]);
    expect(codesOf(nested(17))).toEqual(['too_large']);
  });

  test('subsagas far deeper than that do not end the process', () => {
    expect(codesOf(nested(40))).toEqual(['too_large']);
    // JSON that deep is refused before it is looked at.
    expect(codesOf(nested(500))).toEqual(['not_a_dag']);
  });

  test('a thousand nodes run', async () => {
    const read = readDag(line(1000), known);
    if (!read.ok) throw new Error('line');
    const result = await runInMemory(read.dag, {} as never); // its action looks at no parameters
    expect(result).toMatchObject({ ok: true, outcome: { kind: 'done' } });
    expect(result.ok && result.events.length).toBe(2000);
  });
});
