import type { Operation } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { exchangePairs } from '../diff/exchange.ts';
import type { Pairing } from '../diff/pairing.ts';
import { resolve } from '../diff/side.ts';

/** By which operations, and in which of their parts, a type is reached in both versions. */
export interface Reach {
  /** Operation id → parts. */
  readonly operations: ReadonlyMap<string, ReadonlySet<'request' | 'response'>>;
  readonly stored: boolean;
}

const unreached: Reach = { operations: new Map(), stored: false };

/**
 * Types that are met when two versions are read side by side, from what an operation exchanges or
 * what is stored: a type that the newer version has put another in place of is not met in it.
 */
export function reachOf(
  step: Pairing,
  operations: readonly (readonly [Operation, Operation])[],
  stored: ReadonlySet<string>,
): (older: string) => Reach {
  const met = new Meetings(step);
  const found = new Map<
    string,
    { operations: Map<string, Set<'request' | 'response'>>; stored: boolean }
  >();
  const entry = (
    name: string,
  ): { operations: Map<string, Set<'request' | 'response'>>; stored: boolean } => {
    const known = found.get(name) ?? { operations: new Map(), stored: false };
    found.set(name, known);
    return known;
  };
  for (const [before, after] of operations) {
    for (const { part, older, newer } of exchangePairs(before, after)) {
      for (const name of met.closure(met.within(older, newer))) {
        const { operations: reached } = entry(name);
        reached.set(after.id, (reached.get(after.id) ?? new Set()).add(part));
      }
    }
  }
  const roots = [...stored].filter((name) => step.successors.has(name));
  for (const name of met.closure(new Set(roots))) entry(name).stored = true;
  return (older) => found.get(older) ?? unreached;
}

/** Which types are met from which, by their names in the older version. */
class Meetings {
  readonly #step: Pairing;
  readonly #direct = new Map<string, ReadonlySet<string>>();

  constructor(step: Pairing) {
    this.#step = step;
  }

  /** Everything that is met from these, themselves included. */
  closure(names: ReadonlySet<string>): ReadonlySet<string> {
    const all = new Set(names);
    for (const name of all) for (const next of this.#from(name)) all.add(next);
    return all;
  }

  #from(name: string): ReadonlySet<string> {
    const known = this.#direct.get(name);
    if (known !== undefined) return known;
    const { older, newer, successors } = this.#step;
    const before = older.schemas.get(name)?.schema;
    const after = newer.schemas.get(successors.get(name) ?? '')?.schema;
    const met =
      before === undefined || after === undefined ? new Set<string>() : this.within(before, after);
    this.#direct.set(name, met);
    return met;
  }

  /** Types of both that stand at the same place, without what is in them. */
  within(older: Schema, newer: Schema): ReadonlySet<string> {
    const found = new Set<string>();
    this.#walk(older, newer, found, new Set());
    return found;
  }

  #walk(before: Schema, after: Schema, found: Set<string>, open: Set<string>): void {
    const { olderSide, newerSide, successors } = this.#step;
    // Nothing in it differs, so that nothing is asked of it.
    if (olderSide.shape(before) === newerSide.shape(after)) return;
    if (before.kind === 'reference' && after.kind === 'reference') {
      if (successors.get(before.name) === after.name) {
        found.add(before.name);
        return;
      }
      const pair = JSON.stringify([before.name, after.name]);
      if (open.has(pair)) return;
      open.add(pair);
    }
    const [one, other] = [resolve(before, olderSide), resolve(after, newerSide)];
    const from = one.kind === 'nullable' ? resolve(one.of, olderSide) : one;
    const into = other.kind === 'nullable' ? resolve(other.of, newerSide) : other;
    if (one.kind === 'nullable' || other.kind === 'nullable') {
      const [inner, outer] = [
        one.kind === 'nullable' ? one.of : before,
        other.kind === 'nullable' ? other.of : after,
      ];
      this.#walk(inner, outer, found, open);
    } else if (from.kind === 'array' && into.kind === 'array') {
      this.#walk(from.items, into.items, found, open);
    } else if (from.kind === 'map' && into.kind === 'map') {
      this.#walk(from.values, into.values, found, open);
    } else if (from.kind === 'tuple' && into.kind === 'tuple') {
      from.items.forEach((item, index) => {
        const twin = into.items[index];
        if (twin !== undefined) this.#walk(item, twin, found, open);
      });
    } else if (from.kind === 'object' && into.kind === 'object') {
      const properties = new Map(into.properties.map(({ name, schema }) => [name, schema]));
      for (const { name, schema } of from.properties) {
        const twin = properties.get(name);
        if (twin !== undefined) this.#walk(schema, twin, found, open);
      }
      if (typeof from.additional === 'object' && typeof into.additional === 'object') {
        this.#walk(from.additional, into.additional, found, open);
      }
    } else if (from.kind === 'union' && into.kind === 'union') {
      const variants = new Map(into.variants.map(({ name, schema }) => [name, schema]));
      for (const { name, schema } of from.variants) {
        const twin = variants.get(name);
        if (twin !== undefined) this.#walk(schema, twin, found, open);
      }
    }
  }
}
