import type { LossReport } from '../decision.ts';
import { isObject, ownMember } from '../objects.ts';

type Path = readonly (string | number)[];

/**
 * Where what was said and what came back begin to differ; undefined where all that was said is there.
 * Members that only the way back has are fine. Null is not absent.
 */
export function firstDifference(
  said: unknown,
  back: unknown,
  excuses: Excuses,
  path: Path = [],
): Path | undefined {
  if (said === back || said === undefined) return undefined;
  let found: Path | undefined = path;
  if (Array.isArray(said) && Array.isArray(back) && said.length === back.length) {
    found = firstOf(said.entries(), (index) => (back as readonly unknown[])[index]); // a list of anything
  } else if (isObject(said) && isObject(back)) {
    found = firstOf(Object.entries(said), (name) => ownMember<object, string>(back, name));
  }
  return found === undefined || excuses.cover(said, back) ? undefined : found;

  function firstOf<Key extends string | number>(
    members: Iterable<readonly [Key, unknown]>,
    other: (key: Key) => unknown,
  ): Path | undefined {
    for (const [key, member] of members) {
      const inner = firstDifference(member, other(key), excuses, [...path, key]);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
}

/**
 * The declared losses of one step and of its way back. They cover what differs inside a value that a
 * lossy decision took on the way, or gave on the way back. A text or a number has no identity, so a
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
