import type { LossReport } from './decision.ts';
import { isObject, ownMember } from './objects.ts';

type Path = readonly (string | number)[];

/**
 * Where what came back from a conversion and its way back does not say what was said. Members that
 * only the way back has are fine; null is not absent. What a declared loss covers is no difference.
 */
export function differences(said: unknown, back: unknown, excuses: Excuses): readonly Path[] {
  if (said === back || said === undefined) return [];
  let found: readonly Path[] = [[]];
  if (Array.isArray(said) && Array.isArray(back) && said.length === back.length) {
    found = inMembers(said.entries(), (index) => (back as readonly unknown[])[index]); // a list of anything
  } else if (isObject(said) && isObject(back)) {
    found = inMembers(Object.entries(said), (name) => ownMember<object, string>(back, name));
  }
  return found.length === 0 || excuses.cover(said, back) ? [] : found;

  function inMembers<Key extends string | number>(
    members: Iterable<readonly [Key, unknown]>,
    other: (key: Key) => unknown,
  ): readonly Path[] {
    const all: Path[] = [];
    for (const [key, member] of members) {
      for (const path of differences(member, other(key), excuses)) all.push([key, ...path]);
    }
    return all;
  }
}

/**
 * The declared losses of a conversion and of its way back. They cover what differs inside a value that
 * a lossy decision took on the way, or gave on the way back. A text or a number has no identity, so a
 * report covers one of them once.
 */
export class Excuses {
  readonly #taken = new Map<unknown, LossReport[]>();
  readonly #given = new Map<unknown, LossReport[]>();
  /** Those that something was covered by: the others lost nothing this time. */
  readonly used: Set<LossReport> = new Set();

  constructor(way: readonly LossReport[], wayBack: readonly LossReport[]) {
    for (const report of way) add(this.#taken, report.from, report);
    for (const report of wayBack) {
      add(this.#given, report.to, report);
      // What a decision gives for several members is an object that is taken apart.
      if (isObject(report.to)) {
        for (const member of Object.values<unknown>(report.to)) add(this.#given, member, report);
      }
    }
  }

  cover(said: unknown, back: unknown): boolean {
    const report = take(this.#taken, said) ?? take(this.#given, back);
    if (report !== undefined) this.used.add(report);
    return report !== undefined;
  }
}

function add(map: Map<unknown, LossReport[]>, key: unknown, report: LossReport): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [report]);
  else list.push(report);
}

function take(map: Map<unknown, LossReport[]>, key: unknown): LossReport | undefined {
  const list = map.get(key);
  return typeof key === 'object' && key !== null ? list?.[0] : list?.pop();
}
