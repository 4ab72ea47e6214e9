import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { arbitraryOf } from '../../../packages/codegen/test/support/arbitrary.ts';
import { climb, epochs, versions } from '../src/generated/conversions.ts';
import { epochOf, outcomeOf, readHistory, say, typeIn, verdictOn, versionAt } from './support/history.ts';
import { recordDecisions } from './support/recorder.ts';
import { checkTrip, type Pair } from './support/trip.ts';

/**
 * For random values of every changed type: (a) a value that is valid in one version becomes one that is
 * valid in the other, or a refusal with a message that a decision gave; (b) there and back is the
 * identity. Where a plan or a decision that was asked declares a loss, the places that it names are
 * left out of the comparison, and so are fields that another decision of the way moves to or from
 * them, see `support/losses.ts`; everything else has to be equal, with absent for its default and for
 * null; (c) one version at a time gives what all at once gives; (d) frozen input stays as it was.
 */
const seed = Number(process.env['SKEWLINE_SEED'] ?? 20_261_121);
/** How many times the usual number of values: to hunt for what a short run does not see. */
const effort = Number(process.env['SKEWLINE_EFFORT'] ?? 1);
const history = await readHistory();
recordDecisions();
say(`properties: seed ${String(seed)}`);

const counts = new Map<string, number>();
const converted = new Set<string>();

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function nameOf({ type, from, to }: Pair): string {
  return `${type} ${String(versions[from])} to ${String(versions[to])}`;
}

/** What goes wrong with the smallest value that was found; undefined where nothing does. */
function failureOf(pair: Pair, numRuns: number): string | undefined {
  const { type, from } = pair;
  const version = versionAt(history, from);
  const values = arbitraryOf({ kind: 'reference', name: type }, version);
  const property = fc.property(values, (value) => {
    const verdict = verdictOn(type, from, value);
    if (verdict === 'refined') return count('skipped: a refinement refuses the value');
    if (verdict !== 'valid') {
      const errors = JSON.stringify(verdict.errors);
      throw new Error(`the validator refuses ${JSON.stringify(value)}: ${errors}`);
    }
    const found = checkTrip(history, pair, value);
    if (found instanceof Error) {
      throw new Error(`${found.message}; from ${JSON.stringify(value)}`);
    }
    count(found);
    if (found !== 'refused there') converted.add(nameOf(pair));
  });
  const { failed, errorInstance, counterexamplePath } = fc.check(property, { seed, numRuns });
  if (!failed) return undefined;
  const why = errorInstance instanceof Error ? errorInstance.message : 'no value could be made';
  return `${nameOf(pair)}: ${why} (seed ${String(seed)}, path ${String(counterexamplePath)})`;
}

/** The epochs that a conversion leads out of, each with the nearest version of its neighbour. */
const neighbours: readonly Pair[] = epochs.flatMap(({ type, first, last, up, down }) => [
  ...(up?.shim === undefined ? [] : [{ type, from: last, to: last + 1 }]),
  ...(down?.shim === undefined ? [] : [{ type, from: first, to: first - 1 }]),
]);

describe('one epoch away', () => {
  test('there are as many ways as the history has', () => {
    const shims = epochs.flatMap(({ up, down }) => [up?.shim, down?.shim]);
    expect(neighbours.length).toBe(shims.filter((shim) => shim !== undefined).length);
    expect(neighbours.length).toBeGreaterThan(150);
  });

  test.each(neighbours.map((pair) => [nameOf(pair), pair] as const))('%s', (_, pair) => {
    expect(failureOf(pair, 300 * effort)).toBeUndefined();
  });

  test('all versions of two neighbouring epochs give the same', () => {
    let pairs = 0;
    for (const { type, from, to } of neighbours) {
      const start = epochOf(type, from);
      const target = typeIn(start, to);
      const [here, there] = [epochs[start], epochs[epochOf(target ?? '', to)]];
      if (here === undefined || there === undefined) throw new Error(`no epoch of ${type}`);
      for (let older = here.first; older <= here.last; older += 1) {
        const values = arbitraryOf({ kind: 'reference', name: type }, versionAt(history, older));
        const [value] = fc.sample(values, { seed, numRuns: 1 });
        const expected = JSON.stringify(outcomeOf(climb(epochs, start, to, value, {})));
        for (let newer = there.first; newer <= there.last; newer += 1) {
          const given = outcomeOf(climb(epochs, epochOf(type, older), newer, value, {}));
          const name = nameOf({ type, from: older, to: newer });
          expect({ name, given: JSON.stringify(given) }).toEqual({ name, given: expected });
          pairs += 1;
        }
      }
    }
    say(`properties: ${String(pairs)} version pairs of one epoch distance`);
  });
});

/** Pairs more than one epoch apart, where the type is there all the way. */
function longPairs(wanted: number): readonly Pair[] {
  const all: Pair[] = epochs.flatMap(({ type, first, last }, start) =>
    [first, last].flatMap((from) =>
      versions.flatMap((_, to) => {
        const target = typeIn(start, to);
        if (target === undefined || (first <= to && to <= last)) return [];
        const near = [first - 1, last + 1].some((at) => {
          const beside = typeIn(start, at);
          return beside !== undefined && epochOf(beside, at) === epochOf(target, to);
        });
        return near ? [] : [{ type, from, to }];
      }),
    ),
  );
  const [chosen] = fc.sample(
    fc.uniqueArray(fc.constantFrom(...all), { minLength: wanted, maxLength: wanted, selector: nameOf }),
    { seed, numRuns: 1 },
  );
  return chosen ?? [];
}

describe('further away', () => {
  const pairs = longPairs(200);
  test('there are 200', () => {
    expect(pairs.length).toBe(200);
  });
  test.each(pairs.map((pair) => [nameOf(pair), pair] as const))('%s', (_, pair) => {
    expect(failureOf(pair, 100 * effort)).toBeUndefined();
  });
});

afterAll(() => {
  for (const [what, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) say(`properties: ${what}: ${String(times)}`);
  const never = neighbours.map(nameOf).filter((name) => !converted.has(name));
  say(`properties: always refused: ${never.length === 0 ? 'none' : never.join(', ')}`);
});
