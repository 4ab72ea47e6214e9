import { describe, expectTypeOf, test } from 'vitest';
import {
  type Built,
  constant,
  type Decision,
  drop,
  type Entry,
  type Item,
  type Keyed,
  lossy,
  type Member,
  move,
  type Refusal,
  refuse,
  rename,
  type Tagged,
  take,
  type Writable,
} from '../src/index.ts';

interface Old {
  a: string;
  b?: number | null;
  list?: { inner: boolean }[] | null;
  map: { [key: string]: number };
}

type Peer = { type: 'numbered'; ip: string } | { type: 'unnumbered'; lifetime: number };
type Result = 'none' | { ok: string } | { err: number };

describe('types of places inside types', () => {
  test('a member, without undefined but with null', () => {
    expectTypeOf<Member<Old, 'a'>>().toEqualTypeOf<string>();
    expectTypeOf<Member<Old, 'b'>>().toEqualTypeOf<number | null>();
    expectTypeOf<Member<Old | null | undefined, 'a'>>().toEqualTypeOf<string>();
    // Statuses of responses are numbers.
    expectTypeOf<Member<{ 200: string; '4XX': number }, 200>>().toEqualTypeOf<string>();
  });

  test('what is in a list or a map', () => {
    expectTypeOf<Member<Item<Member<Old, 'list'>>, 'inner'>>().toEqualTypeOf<boolean>();
    expectTypeOf<Entry<Old['map']>>().toEqualTypeOf<number>();
  });

  test('a variant', () => {
    expectTypeOf<Tagged<Peer, 'type', 'numbered'>>().toEqualTypeOf<{
      type: 'numbered';
      ip: string;
    }>();
    expectTypeOf<Keyed<Result, 'ok'>>().toEqualTypeOf<{ ok: string }>();
  });
});

describe('hand-written types that are read-only', () => {
  interface Frozen {
    readonly list: readonly { readonly a: readonly string[] }[];
    readonly state: { readonly kind: 'on' } | { readonly kind: 'off'; readonly since: Branded } | null;
    readonly pair?: readonly [string, readonly number[]];
    readonly map: Readonly<Record<string, readonly string[]>>;
  }
  type Branded = string & { readonly brand: 'Time' };

  test('can be set while they are built', () => {
    expectTypeOf<Built<Frozen>['list']>().toEqualTypeOf<Frozen['list']>();
    const built: Built<Frozen> = { list: [], state: null, map: {} };
    built.pair = ['x', [1]];
    expectTypeOf(built).toExtend<Frozen>();
  });

  test('are shared with those that are not', () => {
    expectTypeOf<Writable<Frozen>>().toEqualTypeOf<{
      list: { a: string[] }[];
      state: { kind: 'on' } | { kind: 'off'; since: Branded } | null;
      pair?: [string, number[]];
      map: Record<string, string[]>;
    }>();
    expectTypeOf<Writable<Frozen>>().toExtend<Frozen>();
  });
});

describe('words fit the decisions they are for', () => {
  test('each is a decision of the right type', () => {
    // As in a module of decisions, where the expected type is known from the left.
    const answers: {
      constant: Decision<Old, string[]>;
      literal: Decision<Old, 'x' | 'y'>;
      rename: Decision<Old, string>;
      move: Decision<{ outer: { inner: number } }, number>;
      take: Decision<Old, { a: string }>;
      refuse: Decision<Old, number>;
      drop: Decision<Old, { kind: 'a' } | null>;
      lossy: Decision<Old, string>;
    } = {
      constant: constant([]),
      literal: constant('x'),
      rename: rename('a'),
      move: move('outer', 'inner'),
      take: take('a'),
      refuse: refuse(400, 'no'),
      drop: drop('the kind', { kind: 'a' }),
      lossy: lossy('b', (old, context) => (context.operation === undefined ? old.a : 'x')),
    };
    expectTypeOf(answers.lossy).returns.toEqualTypeOf<string | Refusal>();
  });

  test('and not of a wrong one', () => {
    expectTypeOf(constant(1)).not.toExtend<Decision<Old, string>>();
    expectTypeOf(rename('a')).not.toExtend<Decision<{ b: string }, string>>();
  });
});
