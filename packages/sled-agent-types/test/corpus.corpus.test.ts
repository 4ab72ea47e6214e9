import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Operation, Version } from '../../codegen/src/model/api.ts';
import { readOpenApiFolder } from '../../codegen/src/read/index.ts';
import { operationShape, shapesOf } from './support/shape.ts';
import { readApi } from './support/wire.ts';

/** What we say in TypeScript is what omicron's documents say, version by version. */

const shared = process.env['SKEWLINE_SHARED'];
if (shared === undefined)
  throw new Error('SKEWLINE_SHARED is not set: see vitest.corpus.config.ts');
const ours = await readApi();
const { value: theirs } = await readOpenApiFolder(join(shared, 'corpus/sled-agent'), {
  name: 'sled-agent',
});
if (theirs === undefined) throw new Error('the corpus cannot be read');

/** The instance side: everything about a VMM. */
function ofVmms(version: Version): readonly Operation[] {
  return [...version.operations.values()].filter(({ path }) => path.startsWith('/vmms'));
}

function shapesOfOperations(version: Version, operations: readonly Operation[]): object {
  return Object.fromEntries(operations.map((one) => [one.id, operationShape(one, version)]));
}

const versions = theirs.versions.map((version) => {
  const number = Number(version.id.text);
  // A number between two listed ones is the lower one.
  const mine = ours.versions.findLast(({ id }) => Number(id.text) <= number);
  if (mine === undefined) throw new Error(`no version ${version.id.text}`);
  return { number, version, mine };
});

test('omicron has the versions 1 to 48, and we have those in which something about VMMs changed', () => {
  expect(versions.map(({ number }) => number)).toEqual(
    Array.from({ length: 48 }, (_, at) => at + 1),
  );
  const texts = versions.map(({ version }) => {
    const operations = ofVmms(version);
    return JSON.stringify([shapesOf(version, operations), shapesOfOperations(version, operations)]);
  });
  const changed = versions.filter((_, at) => texts[at] !== texts[at - 1]);
  expect(changed.map(({ number }) => number)).toEqual(
    ours.versions.map(({ id }) => Number(id.text)).filter((number) => number !== 49),
  );
});

describe.each(versions)('version $number', ({ number, version, mine }) => {
  test('has the same operations', () => {
    const operations = shapesOfOperations(mine, [...mine.operations.values()]);
    expect(operations).toEqual(shapesOfOperations(version, ofVmms(version)));
    expect(Object.keys(operations)).toHaveLength(number < 7 ? 7 : number < 18 ? 9 : 13);
  });

  test('has the same types', () => {
    const types = shapesOf(mine, [...mine.operations.values()]);
    expect(types).toEqual(shapesOf(version, ofVmms(version)));
    expect(Object.keys(types).length).toBeGreaterThan(50);
  });
});
