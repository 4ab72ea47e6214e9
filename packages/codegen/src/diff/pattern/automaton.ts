import type { Expression } from './parse.ts';
import { type CodePoints, everything, lastCodePoint } from './ranges.ts';

/** A deterministic automaton over classes of code points; every state has a way for every class. */
export interface Automaton {
  /** First code points of the classes, ascending; a class ends where the next begins. */
  readonly classes: readonly number[];
  /** By state, then by class. State 0 is the first. */
  readonly next: readonly (readonly number[])[];
  readonly accepts: readonly boolean[];
}

/** Beyond this, nothing is proven: an automaton may be exponentially larger than its expression. */
const mostStates = 6_000;

const anything: Expression = {
  kind: 'repeat',
  of: { kind: 'set', set: everything },
  least: 0,
  most: Infinity,
};

/** All strings that an expression finds something in; undefined where that is too large, or unclear. */
export function automatonOf(expression: Expression): Automaton | undefined {
  const alternatives = expression.kind === 'either' ? expression.parts : [expression];
  const found: Automaton[] = [];
  for (const one of alternatives) {
    const automaton = alternative(one);
    if (automaton === undefined) return undefined;
    found.push(automaton);
  }
  return found.reduce<Automaton | undefined>(
    (all, one) => (all === undefined ? undefined : combine(all, one, (a, b) => a || b)),
    found[0] ?? nothing,
  );
}

const nothing: Automaton = { classes: [0], next: [[0]], accepts: [false] };

/** `^(?!…)…$`: anchors and looking ahead are understood at the ends only. */
function alternative(expression: Expression): Automaton | undefined {
  let parts = expression.kind === 'sequence' ? [...expression.parts] : [expression];
  const [only] = parts;
  // (^a$|^b$)
  if (parts.length === 1 && only?.kind === 'either') return automatonOf(only);
  const conditions: { readonly automaton: Automaton; readonly negative: boolean }[] = [];
  let [fromStart, toEnd] = [false, false];
  while (parts[0]?.kind === 'start' || (fromStart && parts[0]?.kind === 'ahead')) {
    const first = parts[0];
    parts = parts.slice(1);
    if (first.kind === 'start') {
      fromStart = true;
      continue;
    }
    const inner = automatonOf({ kind: 'sequence', parts: [{ kind: 'start' }, first.of] });
    if (inner === undefined) return undefined;
    conditions.push({ automaton: inner, negative: first.negative });
  }
  while (parts.at(-1)?.kind === 'end') {
    parts = parts.slice(0, -1);
    toEnd = true;
  }
  // ^(?:a$|b$) stands for its alternatives, each with what is around it.
  if (parts.length === 1 && parts[0]?.kind === 'sequence') {
    const around = [
      ...(fromStart ? [{ kind: 'start' } as const] : []),
      ...parts[0].parts,
      ...(toEnd ? [{ kind: 'end' } as const] : []),
    ];
    return limited(alternative({ kind: 'sequence', parts: around }), conditions);
  }
  const [inner] = parts;
  if (parts.length === 1 && inner?.kind === 'either' && inner.parts.some(isAnchored)) {
    const around = inner.parts.map((one): Expression => ({
      kind: 'sequence',
      parts: [
        ...(fromStart ? [{ kind: 'start' } as const] : []),
        ...(one.kind === 'sequence' ? one.parts : [one]),
        ...(toEnd ? [{ kind: 'end' } as const] : []),
      ],
    }));
    return limited(automatonOf({ kind: 'either', parts: around }), conditions);
  }
  const whole: Expression = {
    kind: 'sequence',
    parts: [...(fromStart ? [] : [anything]), ...parts, ...(toEnd ? [] : [anything])],
  };
  if (parts.some(isAnchored)) return undefined;
  return limited(determined(whole), conditions);
}

function limited(
  automaton: Automaton | undefined,
  conditions: readonly { readonly automaton: Automaton; readonly negative: boolean }[],
): Automaton | undefined {
  return conditions.reduce<Automaton | undefined>(
    (all, { automaton: other, negative }) =>
      all === undefined ? undefined : combine(all, other, (a, b) => a && b !== negative),
    automaton,
  );
}

function isAnchored(expression: Expression): boolean {
  switch (expression.kind) {
    case 'set':
      return false;
    case 'sequence':
    case 'either':
      return expression.parts.some(isAnchored);
    case 'repeat':
      return isAnchored(expression.of);
    default:
      return true;
  }
}

interface Builder {
  /** By state: where one gets without a letter. */
  readonly free: number[][];
  /** By state: where one gets with a letter of the set. */
  readonly ways: { readonly set: CodePoints; readonly to: number }[][];
}

/** Thompson's construction, then subsets. */
function determined(expression: Expression): Automaton | undefined {
  const builder: Builder = { free: [], ways: [] };
  const state = (): number => {
    builder.free.push([]);
    return builder.ways.push([]) - 1;
  };
  const first = state();
  const last = build(expression, first, builder, state);
  if (last === undefined) return undefined;
  const sets = builder.ways.flat().map(({ set }) => set);
  const classes = boundaries(sets);
  const closure = (states: Iterable<number>): number[] => {
    const all = new Set(states);
    for (const one of all) for (const to of builder.free[one] ?? []) all.add(to);
    return [...all].sort((a, b) => a - b);
  };
  const numbers = new Map<string, number>();
  const subsets: number[][] = [];
  const number = (subset: number[]): number => {
    const key = subset.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, subsets.length);
    return subsets.push(subset) - 1;
  };
  number(closure([first]));
  const next: number[][] = [];
  // Each subset may find further ones.
  for (let index = 0; index < subsets.length; index += 1) {
    if (subsets.length > mostStates) return undefined;
    const ways = (subsets[index] ?? []).flatMap((one) => builder.ways[one] ?? []);
    next.push(
      classes.map((point) => {
        const to = ways.filter(({ set }) => set.some(([a, b]) => a <= point && point <= b));
        return number(closure(to.map((one) => one.to)));
      }),
    );
  }
  return { classes, next, accepts: subsets.map((subset) => subset.includes(last)) };
}

/** The state behind the expression; undefined where there are too many. */
function build(
  expression: Expression,
  from: number,
  builder: Builder,
  state: () => number,
): number | undefined {
  if (builder.ways.length > 10 * mostStates) return undefined;
  switch (expression.kind) {
    case 'set': {
      const to = state();
      builder.ways[from]?.push({ set: expression.set, to });
      return to;
    }
    case 'sequence': {
      let at: number | undefined = from;
      for (const part of expression.parts) {
        if (at === undefined) return undefined;
        at = build(part, at, builder, state);
      }
      return at;
    }
    case 'either': {
      const end = state();
      for (const part of expression.parts) {
        const begin = state();
        builder.free[from]?.push(begin);
        const to = build(part, begin, builder, state);
        if (to === undefined) return undefined;
        builder.free[to]?.push(end);
      }
      return end;
    }
    case 'repeat': {
      const { of, least, most } = expression;
      let at: number | undefined = from;
      for (let count = 0; count < least && at !== undefined; count += 1) {
        at = build(of, at, builder, state);
      }
      if (at === undefined) return undefined;
      const end = state();
      if (most === Infinity) {
        const loop = state();
        builder.free[at]?.push(loop);
        const to = build(of, loop, builder, state);
        if (to === undefined) return undefined;
        builder.free[to]?.push(loop);
        builder.free[loop]?.push(end);
        return end;
      }
      builder.free[at]?.push(end);
      for (let count = least; count < most; count += 1) {
        const to = build(of, at, builder, state);
        if (to === undefined) return undefined;
        at = to;
        builder.free[at]?.push(end);
      }
      return end;
    }
    default:
      return undefined;
  }
}

function boundaries(sets: readonly CodePoints[]): readonly number[] {
  const points = new Set<number>([0]);
  for (const [first, last] of [...sets.flat(), ...everything]) points.add(first).add(last + 1);
  points.delete(lastCodePoint + 1);
  return [...points].sort((a, b) => a - b);
}

/** Both at once: a string is accepted as `verdict` says of the two. */
export function combine(
  one: Automaton,
  other: Automaton,
  verdict: (one: boolean, other: boolean) => boolean,
): Automaton | undefined {
  const classes = [...new Set([...one.classes, ...other.classes])].sort((a, b) => a - b);
  const positions = (automaton: Automaton): number[] =>
    classes.map((point) => automaton.classes.findLastIndex((first) => first <= point));
  const [mine, theirs] = [positions(one), positions(other)];
  const numbers = new Map<number, number>();
  const pairs: (readonly [number, number])[] = [];
  const number = (a: number, b: number): number => {
    const key = a * other.next.length + b;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, pairs.length);
    return pairs.push([a, b]) - 1;
  };
  number(0, 0);
  const next: number[][] = [];
  const accepts: boolean[] = [];
  for (let index = 0; index < pairs.length; index += 1) {
    if (pairs.length > mostStates) return undefined;
    const [a = 0, b = 0] = pairs[index] ?? [];
    accepts.push(verdict(one.accepts[a] ?? false, other.accepts[b] ?? false));
    next.push(
      classes.map((_, position) =>
        number(
          one.next[a]?.[mine[position] ?? 0] ?? 0,
          other.next[b]?.[theirs[position] ?? 0] ?? 0,
        ),
      ),
    );
  }
  return { classes, next, accepts };
}

/** Automata that accept strings of these lengths, in code points. */
export function lengthAutomaton(least: number, most: number): Automaton | undefined {
  if (least > mostStates || (most !== Infinity && most > mostStates)) return undefined;
  const last = most === Infinity ? least : most + 1;
  const next = Array.from({ length: last + 1 }, (_, state) => [Math.min(state + 1, last)]);
  const accepts = next.map((_, state) => state >= least && state <= most);
  return { classes: [0], next, accepts };
}
