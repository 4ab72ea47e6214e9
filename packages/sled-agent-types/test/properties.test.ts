import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planApi } from '../../codegen/src/build.ts';
import { loadDecisions } from '../../codegen/src/cli/skew-decisions.ts';
import { summaryOf } from '../../codegen/src/cli/summary.ts';
import { readConfig } from '../../codegen/src/config.ts';
import type { Json } from '../../codegen/src/model/json.ts';
import { arbitraryOf } from '../../codegen/test/support/arbitrary.ts';
import { convert } from '../src/convert.ts';
import { epochs } from '../src/generated/conversions.ts';
import { afterTrip, losses } from './support/losses.ts';
import { sayable } from './support/sayable.ts';
import {
  convertStepwise,
  deepFreeze,
  listed,
  meaningOf,
  outcomeOf,
  packageFolder,
  readApi,
  typeIn,
  whyInvalid,
} from './support/wire.ts';

const api = await readApi();

const numbers: fc.Arbitrary<number> = fc.integer({ min: 1, max: 49 });

/** Two different versions, one of them often next to where something changes. */
const pairs: fc.Arbitrary<readonly [number, number]> = fc
  .tuple(
    fc.oneof(numbers, fc.constantFrom(...listed)),
    fc.oneof(numbers, fc.constantFrom(...listed)),
  )
  .filter(([from, to]) => from !== to);

function valueOf(type: string, from: number): fc.Arbitrary<Json> {
  const version = api.versions.findLast(({ id }) => Number(id.text) <= from);
  const named = version?.schemas.get(type);
  if (version === undefined || named === undefined)
    throw new Error(`no ${type} in ${String(from)}`);
  return arbitraryOf(named.schema, version);
}

/** Every type that a conversion does something to, somewhere. */
const changing = [
  ...new Set(
    epochs
      .filter(({ up, down }) => up?.shim !== undefined || down?.shim !== undefined)
      .map(({ type }) => type),
  ),
];

/** What came of a conversion; any other text says what is wrong with it. */
function verdictOn(result: unknown, type: string | undefined, version: number): string {
  if (!(result instanceof Refusal)) {
    return whyInvalid(type ?? 'nothing', version, result) ?? 'valid';
  }
  const { code, status, message } = result;
  if (code === 'type_absent' && type === undefined) return 'not there';
  // Nothing but a decision has these.
  const isDeclared = status === 400 && code === 'InvalidRequest' && message !== '';
  return isDeclared ? 'refused by a decision' : `${code}: ${message}`;
}

/** What is asked and answered: these have a counterpart in every version that has the operation. */
const bodies: readonly string[] = [
  'InstanceEnsureBody',
  'SledVmmState',
  'VmmPutStateBody',
  'VmmPutStateResponse',
  'VmmUnregisterResponse',
  'InstanceExternalIpBody',
  'InstanceMulticastBody',
  'AttachedSubnet',
  'AttachedSubnets',
  'VmmIssueDiskSnapshotRequestBody',
  'VmmIssueDiskSnapshotRequestResponse',
  'Error',
];

describe('any valid value, from any version to any other', () => {
  const trips = (type: string) =>
    pairs
      .filter(([from]) => typeIn(type, from, from) !== undefined)
      .chain(([from, to]) => fc.tuple(fc.constant(from), fc.constant(to), valueOf(type, from)));

  test.each(changing)('%s: valid there, or refused by a decision', (type) => {
    fc.assert(
      fc.property(trips(type), ([from, to, value]) => {
        const before = JSON.stringify(deepFreeze(value));
        const result = convert(type, { from, to }, value);
        expect(JSON.stringify(value)).toBe(before);
        expect(outcomeOf(convertStepwise(type, from, to, value))).toEqual(outcomeOf(result));
        expect(['valid', 'refused by a decision', 'not there']).toContain(
          verdictOn(result, typeIn(type, from, to), to),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('documents that every version can say', () => {
  const trips = (type: string) =>
    pairs
      .filter(([from, to]) => typeIn(type, from, to) !== undefined)
      .chain(([from, to]) =>
        fc.tuple(fc.constant(from), fc.constant(to), valueOf(type, from).map(sayable)),
      );

  test.each(bodies)('%s: there and back it says the same, but for declared losses', (type) => {
    fc.assert(
      fc.property(trips(type), ([from, to, value]) => {
        expect(whyInvalid(type, from, value)).toBeUndefined();
        const there = convert(type, { from, to }, deepFreeze(value));
        expect(there).not.toBeInstanceOf(Refusal);
        expect(whyInvalid(type, to, there)).toBeUndefined();
        const back = convert(type, { from: to, to: from }, there);
        expect(back).not.toBeInstanceOf(Refusal);
        expect(whyInvalid(type, from, back)).toBeUndefined();
        // A valid value is JSON.
        expect(meaningOf(back as Json)).toEqual(meaningOf(afterTrip(value, from, to)));
        // What was lost is lost: a second trip changes nothing more.
        const again = convert(type, { from: to, to: from }, convert(type, { from, to }, back));
        expect(meaningOf(again as Json)).toEqual(meaningOf(back as Json));
      }),
      { numRuns: 150 },
    );
  });
});

test('every loss that is declared has a row in the table of losses, and no other has', async () => {
  const { value: config } = readConfig(readFileSync(join(packageFolder, 'skewline.json'), 'utf8'));
  if (config === undefined) throw new Error('skewline.json cannot be read');
  const planned = planApi(api, config);
  const folder = { folder: packageFolder };
  const { value: decisions } = await loadDecisions(folder, config, planned.steps);
  if (decisions === undefined) throw new Error('the decisions cannot be loaded');
  const dropped = summaryOf(planned).losses.map(
    ({ step, direction, path }) => `${step} ${direction} ${path}`,
  );
  const decided = Object.entries(decisions).flatMap(([version, directions]) =>
    Object.entries(directions).flatMap(([direction, answers]) =>
      // Those that lose something say so.
      Object.entries(answers)
        .filter(([, { loss }]) => loss !== undefined)
        .map(([place]) => `${version.slice(1)} ${direction} ${place}`),
    ),
  );
  const rows = losses.flatMap(({ step, direction, places }) =>
    places.map((place) => `${String(step)} ${direction} ${place}`),
  );
  expect([...dropped, ...decided].sort()).toEqual(rows.sort());
});
