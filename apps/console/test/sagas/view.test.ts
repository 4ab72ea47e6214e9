import type {
  SagaNode,
  SagaNodeState,
  SagaState,
  SagaSummary,
} from '@skewline/nexus-client/operator';
import { describe, expect, it } from 'vitest';
import { prettyJson } from '../../src/sagas/json-text.ts';
import { nodeSize, pathOf, placed } from '../../src/sagas/layout.ts';
import { ordered } from '../../src/sagas/order.ts';
import { afterText, mostUrgent, progressText } from '../../src/sagas/select.ts';
import { verbsOf, verbsOfNode, verbsOfSaga } from '../../src/sagas/verbs.ts';
import { eventText, isOver, nodeStates, sagaStates } from '../../src/sagas/words.ts';

const node = (
  name: string,
  after: readonly string[] = [],
  state: SagaNodeState = 'succeeded',
): SagaNode => ({
  name,
  kind: 'action',
  action: `${name}@1`,
  after: [...after],
  state,
  output: null,
  error: null,
});

const saga = (id: string, state: SagaState, minute: number, updated = minute): SagaSummary => ({
  id,
  name: 'instance_start',
  subject: null,
  state,
  engine: 'journal',
  owner: null,
  time_created: `2026-11-21T10:${String(minute)}:00Z`,
  time_updated: `2026-11-21T10:${String(updated)}:00Z`,
  time_rested: null,
  reason: null,
});

describe('the order of sagas', () => {
  it('has the stuck ones first, then what goes on, then the rest by time', () => {
    const list = [
      saga('done', 'done', 30),
      saga('running', 'running', 11),
      saga('unwinding', 'unwinding', 12),
      saga('parked', 'parked', 10),
      saga('unwound', 'unwound', 40),
      saga('stuck', 'stuck', 10),
      saga('stuck later', 'stuck', 20),
    ];
    expect(ordered([list]).map(({ id }) => id)).toEqual([
      'stuck later',
      'stuck',
      'parked',
      'unwinding',
      'running',
      'unwound',
      'done',
    ]);
  });

  it('has each once, as it was updated last', () => {
    const [old, now] = [saga('one', 'stuck', 10), saga('one', 'unwinding', 10, 20)];
    for (const lists of [
      [[old], [now]],
      [[now], [old]],
    ]) {
      expect(ordered(lists).map(({ state }) => state)).toEqual(['unwinding']);
    }
  });
});

describe('where nodes stand', () => {
  const nodes = [node('a'), node('b', ['a']), node('c', ['a']), node('d', ['b', 'c'])];

  it('is below what comes before, and nowhere twice', () => {
    const { places: at, lines, width, height } = placed(nodes);
    for (const { name, after } of nodes) {
      for (const before of after) {
        expect(at.get(before)?.y ?? 0).toBeLessThanOrEqual(
          (at.get(name)?.y ?? 0) - nodeSize.height,
        );
      }
    }
    expect(Math.abs((at.get('b')?.x ?? 0) - (at.get('c')?.x ?? 0))).toBeGreaterThanOrEqual(
      nodeSize.width,
    );
    expect(lines).toHaveLength(4);
    for (const { x, y } of at.values()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + nodeSize.width).toBeLessThanOrEqual(width);
      expect(y + nodeSize.height).toBeLessThanOrEqual(height);
    }
  });

  it('is in a block for many that are alike, each in a place of its own', () => {
    const many = Array.from({ length: 12 }, (_, index) => node(`disk_${String(index)}`, ['a']));
    const names = many.map(({ name }) => name);
    const { places, lines, width } = placed([node('a'), ...many, node('z', names)]);
    expect(lines).toHaveLength(2);
    expect(width).toBeLessThan(4 * nodeSize.width);
    expect(new Set([...places.values()].map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBe(
      14,
    );
    const lowest = Math.max(...names.map((name) => places.get(name)?.y ?? 0));
    expect(places.get('z')?.y).toBeGreaterThan(lowest + nodeSize.height);
  });

  it('does not change with their states', () => {
    const later = nodes.map((one) => ({ ...one, state: 'undone' as const }));
    const where = (all: readonly SagaNode[]) => [...placed(all).places];
    expect(where(later)).toEqual(where(nodes));
  });

  it('is nowhere without nodes, and a parent that is not there is left out', () => {
    expect(placed([])).toMatchObject({ lines: [], width: 0 });
    expect(placed([node('a', ['ghost'])]).lines).toEqual([]);
  });

  it('survives names that mean something to JavaScript', () => {
    expect(placed([node('__proto__'), node('constructor', ['__proto__'])]).lines).toHaveLength(1);
  });

  it('is drawn as a path', () => {
    expect(
      pathOf([
        { x: 1, y: 2 },
        { x: 3.25, y: 4 },
      ]),
    ).toBe('M1.0 2.0 L3.3 4.0');
    expect(pathOf([])).toBe('');
  });
});

describe('what is looked at first', () => {
  it.each<[string, readonly SagaNode[], string | null]>([
    ['nothing', [], null],
    ['the last', [node('a'), node('b')], 'b'],
    ['what runs', [node('a'), node('b', [], 'started'), node('c', [], 'waiting')], 'b'],
    ['what could not be undone', [node('a', [], 'undo_failed'), node('b', [], 'failed')], 'a'],
    [
      'what failed',
      [node('a', [], 'undone'), node('b', [], 'failed'), node('c', [], 'waiting')],
      'b',
    ],
  ])('%s', (_, nodes, wanted) => {
    expect(mostUrgent(nodes)).toBe(wanted);
  });

  it('is how many stand where', () => {
    const nodes = [node('a'), node('b', [], 'waiting'), node('c')];
    expect(progressText(nodes, (state) => nodeStates[state].word)).toBe('2 succeeded, 1 waiting');
    expect(progressText([], String)).toBe('');
  });
});

describe('what an operator can do', () => {
  it.each<[SagaState, SagaNodeState, readonly string[]]>([
    ['stuck', 'undo_failed', ['retry', 'skip']],
    ['stuck', 'undone', []],
    ['unwinding', 'undo_failed', []],
    ['abandoned', 'undo_failed', []],
  ])('with a node: saga %s, node %s', (state, nodeState, verbs) => {
    expect(verbsOfNode({ state }, node('a', [], nodeState)).map(({ kind }) => kind)).toEqual(verbs);
  });

  it.each<[SagaState, string | null, readonly string[]]>([
    ['running', null, ['cancel', 'abandon']],
    ['running', 'enough', ['abandon']],
    ['unwinding', null, ['abandon']],
    ['stuck', null, ['abandon']],
    ['parked', null, ['abandon']],
    ['done', null, []],
    ['unwound', null, []],
    ['abandoned', null, []],
  ])('with a saga that is %s, cancelled: %s', (state, reason, verbs) => {
    const found = verbsOfSaga({ state, nodes: [], cancel_reason: reason });
    expect(found.map(({ kind }) => kind)).toEqual(verbs);
  });

  it('is about what is stuck first, and says about which where there are several', () => {
    const words = (...states: readonly SagaNodeState[]) => {
      const nodes = states.map((state, index) => node(`n${String(index)}`, [], state));
      return verbsOf({ state: 'stuck', nodes, cancel_reason: null }).map((verb) => verb.words);
    };
    expect(words('undo_failed', 'undone')).toEqual([
      'Try the undo again',
      'Skip the undo',
      'Abandon the saga',
    ]);
    expect(words('undo_failed', 'undo_failed')).toEqual([
      'Try the undo again: n0',
      'Skip the undo: n0',
      'Try the undo again: n1',
      'Skip the undo: n1',
      'Abandon the saga',
    ]);
  });

  it('says how much stays where it is', () => {
    const nodes = [
      node('a'),
      node('b', [], 'undo_failed'),
      node('c', [], 'undone'),
      node('d', [], 'waiting'),
    ];
    const [abandon] = verbsOfSaga({ state: 'stuck', nodes, cancel_reason: null });
    expect(abandon?.consequences[0]).toContain('2 nodes have made something that stays');
  });

  it('is asked twice about what cannot be taken back', () => {
    const all = [
      ...verbsOfNode({ state: 'stuck' }, node('a', [], 'undo_failed')),
      ...verbsOfSaga({ state: 'running', nodes: [], cancel_reason: null }),
    ];
    for (const { isDangerous, consequences } of all) {
      expect(consequences.includes('This cannot be taken back.')).toBe(isDangerous);
    }
  });
});

describe('words', () => {
  it('are different for different states', () => {
    for (const words of [sagaStates, nodeStates]) {
      const all = Object.values(words).map(({ word }) => word);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('say of an event what a newer nexus calls it', () => {
    expect(eventText('undo_failed')).toBe('could not be undone');
    expect(eventText('taken_over')).toBe('taken over');
    expect(eventText('toString')).toBe('toString');
  });

  it('tell what is over', () => {
    const over = Object.keys(sagaStates).filter((state) => isOver(state as SagaState));
    expect(over).toEqual(['done', 'unwound', 'abandoned']);
  });
});

it.each([
  ['{"a":1}', '{\n  "a": 1\n}'],
  ['not JSON', 'not JSON'],
  // It would be another number.
  ['{"n":9007199254740993}', '{"n":9007199254740993}'],
])('%s is shown as %s', (text, shown) => {
  expect(prettyJson(text)).toBe(shown);
});

it.each<[readonly string[], string]>([
  [[], 'nothing: it is among the first'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd', 'e'], '5 nodes: a to e'],
])('after %o', (after, text) => {
  expect(afterText(after)).toBe(text);
});
