import type { Expression } from './parse.ts';
import type { CodePoints } from './ranges.ts';

/** A finite repetition of this many is as bad as one without end, where each can take more or less. */
const many = 10;
/** Beyond this many places in a pattern nothing is said about it. */
const mostPositions = 1_000;

/**
 * Whether a text that does not match can be divided in exponentially many ways among the repetitions of
 * an expression, as in `^(a+)+$`. JavaScript tries all of them: some dozen letters take years.
 *
 * Each place of a set of letters is a state. The expression is as bad as that where a state is left and
 * reached again, with one text, in two ways.
 */
export function isExponential(expression: Expression): boolean {
  const reader = new Positions();
  try {
    reader.read(expression);
  } catch (error) {
    if (error instanceof TooLarge) return false;
    throw error;
  }
  return reader.hasManyNullableTurns || reader.components().some((one) => reader.isAmbiguous(one));
}

class TooLarge extends Error {}

/** By position, in how many ways: 2 is two or more. */
type Ways = ReadonlyMap<number, number>;

/** How an expression begins and ends, and in how many ways it is empty. */
interface Ends {
  readonly first: Ways;
  readonly last: Ways;
  readonly empty: number;
}

const nothing: Ends = { first: new Map(), last: new Map(), empty: 1 };

class Positions {
  hasManyNullableTurns = false;
  readonly #sets: CodePoints[] = [];
  /** From each position, which others follow it, and in how many ways. */
  readonly #follow: Map<number, number>[] = [];

  read(expression: Expression): Ends {
    switch (expression.kind) {
      case 'set': {
        const position = this.#sets.length;
        if (position >= mostPositions) throw new TooLarge();
        this.#sets.push(expression.set);
        this.#follow.push(new Map());
        const here = new Map([[position, 1]]);
        return { first: here, last: here, empty: 0 };
      }
      case 'sequence':
        return expression.parts.reduce<Ends>(
          (before, part) => this.#sequence(before, this.read(part)),
          nothing,
        );
      case 'either':
        return expression.parts
          .map((part) => this.read(part))
          .reduce((one, other) => ({
            first: sum(one.first, other.first),
            last: sum(one.last, other.last),
            empty: capped(one.empty + other.empty),
          }));
      case 'repeat':
        return this.#repeat(expression);
      case 'ahead':
        // It is tried by itself, and takes nothing.
        this.read(expression.of);
        return nothing;
      case 'start':
      case 'end':
        return nothing;
    }
  }

  #sequence(before: Ends, after: Ends): Ends {
    this.#join(before.last, after.first);
    return {
      first: sum(before.first, times(after.first, before.empty)),
      last: sum(after.last, times(before.last, after.empty)),
      empty: capped(before.empty * after.empty),
    };
  }

  #repeat({ of, least, most }: Expression & { readonly kind: 'repeat' }): Ends {
    if (most < many) {
      let all = nothing;
      for (let count = 0; count < most; count += 1) {
        const turn = this.read(of);
        all = this.#sequence(all, count < least ? turn : { ...turn, empty: 1 });
      }
      return all;
    }
    const turn = this.read(of);
    // JavaScript takes no turn for nothing, except where it has to take it.
    if (turn.empty > 0 && least >= many) this.hasManyNullableTurns = true;
    this.#join(turn.last, turn.first);
    return { ...turn, empty: least === 0 ? 1 : turn.empty };
  }

  #join(from: Ways, to: Ways): void {
    for (const [one, ways] of from) {
      const follow = this.#follow[one];
      for (const [other, more] of to) {
        follow?.set(other, capped((follow.get(other) ?? 0) + ways * more));
      }
    }
  }

  /** Positions that lead to each other. */
  components(): readonly (readonly number[])[] {
    const reach = this.#follow.map((_, position) => this.#reachedFrom(position));
    const done = new Set<number>();
    const found: number[][] = [];
    for (const [position, reached] of reach.entries()) {
      if (done.has(position) || !reached.has(position)) continue;
      const together = [...reached].filter((other) => reach[other]?.has(position) === true);
      for (const one of together) done.add(one);
      found.push(together);
    }
    return found;
  }

  #reachedFrom(position: number): ReadonlySet<number> {
    const reached = new Set<number>();
    const open = [position];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of this.#follow[at]?.keys() ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    return reached;
  }

  /** Whether one text leads from a position back to it in two ways. */
  isAmbiguous(component: readonly number[]): boolean {
    const inside = new Set(component);
    const next = (position: number): readonly (readonly [number, number])[] =>
      [...(this.#follow[position] ?? [])].filter(([other]) => inside.has(other));
    if (component.some((position) => next(position).some(([, ways]) => ways > 1))) return true;
    // Two that walk through the same text: do they part, and meet again?
    const key = (one: number, other: number): number => one * mostPositions + other;
    const reached = new Set(component.map((position) => key(position, position)));
    const before = new Map<number, number[]>();
    const open = [...reached];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [one, other] = [Math.floor(at / mostPositions), at % mostPositions];
      for (const [a] of next(one)) {
        for (const [b] of next(other)) {
          if (!overlap(this.#sets[a] ?? [], this.#sets[b] ?? [])) continue;
          const into = key(a, b);
          before.set(into, [...(before.get(into) ?? []), at]);
          if (reached.has(into)) continue;
          reached.add(into);
          open.push(into);
        }
      }
    }
    const back = component.map((position) => key(position, position));
    const leads = new Set(back);
    for (let at = back.pop(); at !== undefined; at = back.pop()) {
      for (const from of before.get(at) ?? []) {
        if (leads.has(from)) continue;
        leads.add(from);
        back.push(from);
      }
    }
    return [...leads].some((at) => Math.floor(at / mostPositions) !== at % mostPositions);
  }
}

function overlap(one: CodePoints, other: CodePoints): boolean {
  return one.some(([a, b]) => other.some(([c, d]) => a <= d && c <= b));
}

function sum(one: Ways, other: Ways): Ways {
  const all = new Map(one);
  for (const [position, ways] of other) all.set(position, capped((all.get(position) ?? 0) + ways));
  return all;
}

function times(ways: Ways, factor: number): Ways {
  if (factor === 0) return new Map();
  return new Map([...ways].map(([position, count]) => [position, capped(count * factor)]));
}

function capped(ways: number): number {
  return Math.min(ways, 2);
}
