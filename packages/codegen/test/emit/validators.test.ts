import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { header } from '../../src/emit/header.ts';
import { emitTypes } from '../../src/emit/types.ts';
import { emitValidators } from '../../src/emit/validators.ts';
import { computeEpochs } from '../../src/plan/epochs.ts';
import { disagreement, importValidators, Reference, type ValidatorTable } from './agreement.ts';
import { compilerMessages } from './compile.ts';
import { sample } from './sample.ts';

const epochs = computeEpochs(sample);
const files = emitValidators(sample, epochs);
let table: ValidatorTable;
let remove: () => void;

beforeAll(async () => {
  ({ table, remove } = await importValidators(sample, epochs));
});

afterAll(() => {
  remove();
});

function errorOf(type: string, value: unknown, epoch = 0): string | undefined {
  const validate = table[type]?.[epoch]?.validate;
  if (validate === undefined) throw new Error(`no validator for ${type}`);
  if (validate(value) && (validate.errors ?? null) === null) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? ''}`;
}

describe('verdicts', () => {
  const cases: readonly (readonly [string, unknown, string | undefined])[] = [
    ['Side', 1, undefined],
    ['Side', 0, ' must be >= 1'],
    ['Side', 256, ' must be <= 255'],
    ['Side', 1.5, ' must be integer'],
    ['Side', '1', ' must be integer'],
    ['Shape', { type: 'circle', radius: 4_294_967_295, more: 1 }, undefined],
    ['Shape', { type: 'circle', radius: 4_294_967_296 }, '/radius must be <= 4294967295'],
    ['Shape', { type: 'circle' }, " must have required property 'radius'"],
    ['Shape', { type: 'square', side: 2, note: null }, undefined],
    ['Shape', { type: 'square', side: 2, note: 3 }, '/note must be string'],
    ['Shape', { type: 'square', side: 300 }, '/side must be <= 255'],
    ['Shape', { type: 'square', side: 2, more: 1 }, ' must NOT have additional properties'],
    ['Shape', { type: 'oval' }, ' must have a tag with a known value'],
    ['Shape', {}, ' must have a tag with a known value'],
    ['Shape', [], ' must be object'],
    ['Event', 'started', undefined],
    ['Event', 'stopped', ' must be a known variant'],
    ['Event', { constructor: 1 }, undefined],
    ['Event', { constructor: 'x' }, '/constructor must be integer'],
    ['Event', { moved: { to: 1 } }, undefined],
    ['Event', { moved: { to: 0 } }, '/moved/to must be >= 1'],
    ['Event', { moved: { to: 1 }, more: 1 }, ' must NOT have additional properties'],
    ['Event', {}, ' must be a known variant'],
    ['Event', null, ' must be a known variant'],
    ['Tree', { name: 'a', children: [{ name: 'b', children: [] }], parent: null }, undefined],
    [
      'Tree',
      { name: 'a', children: [{ name: 'b' }] },
      "/children/0 must have required property 'children'",
    ],
    ['Id', 'a3d5f4de-0000-4000-8000-0123456789aB', undefined],
    ['Id', 'a3d5f4de', ' must match format "uuid"'],
    ['Ids', ['a3d5f4de-0000-4000-8000-0123456789ab'], undefined],
    [
      'Ids',
      ['a3d5f4de-0000-4000-8000-0123456789ab', 'a3d5f4de-0000-4000-8000-0123456789ab'],
      ' must NOT have duplicate items',
    ],
    ['Address', '1.2.3.4', undefined],
    ['Address', '::1', undefined],
    ['Address', 'x', ' must match format "ipv4"'],
    ['Pair', ['a', null], undefined],
    ['Pair', ['a', 2 ** 53], '/1 must be <= 9007199254740991'],
    ['Pair', ['a'], ' must NOT have fewer than 2 items'],
    ['Pair', ['a', 1, 1], ' must NOT have more than 2 items'],
    ['Colour', 'red', undefined],
    ['Colour', 'blue', ' must be equal to one of the allowed values'],
    ['Code', 3, undefined],
    ['Code', 4, ' must be equal to one of the allowed values'],
    ['Many', 'value39', undefined],
    ['Many', 'value40', ' must be equal to one of the allowed values'],
    ['Nothing', null, undefined],
    ['Nothing', 0, ' must be null'],
    ['Result', { ok: null }, undefined],
    ['Result', { err: 'x' }, undefined],
    ['Anything', undefined, undefined],
    ['Empty', {}, undefined],
    ['Empty', 1, ' must be object'],
    ['Settings', { a: 'red', b: null }, undefined],
    ['Settings', { a: 'blue' }, '/a must be equal to one of the allowed values'],
    ['Error', { constructor: 'x', 0: 1 }, undefined],
    ['Error', { 0: 1 }, " must have required property 'constructor'"],
    ['Error', { constructor: 'x', 0: 1, 'content-type': 1 }, '/content-type must be string'],
    ['weird name!', { type: 'circle', radius: 1 }, undefined],
    ['constructor', { value: 'red' }, undefined],
    ['constructor', { other: 'red' }, ' must NOT have additional properties'],
    ['__proto__', 'text', undefined],
    ['__proto__', 1, ' must be string'],
    ['Wide', { a: 'x', l: 'y' }, undefined],
    ['Wide', { m: 'x' }, ' must NOT have additional properties'],
    ['Name', 'a-/x', undefined],
    ['Name', 'A-/x', ' must match pattern "^[a-z\\-]{1,4}\\/x$"'],
    ['Deep', { more: 'x' }, undefined],
    ['Deep', { more: 1 }, '/more must be string'],
    ['Deep', { page: { of: [{ type: 'oval' }] } }, '/page/of/0 must have a tag with a known value'],
  ];
  test.each(cases)('%s %j', (type, value, want) => {
    expect(errorOf(type, value)).toBe(want);
  });

  test('a type has one validator per epoch, and a name that it lacks has none', () => {
    expect(table['Side']?.map(({ from, to }) => [from, to])).toEqual([
      ['1', '1'],
      ['2', '4'],
    ]);
    expect(table['Extra']?.map(({ from, to }) => [from, to])).toEqual([['4', '4']]);
    expect(table['Id']?.map(({ from, to }) => [from, to])).toEqual([['1', '4']]);
    expect(errorOf('Side', 0xffff, 1)).toBeUndefined();
    expect(errorOf('Shape', { type: 'square', side: 256 }, 1)).toBeUndefined();
    expect(errorOf('Extra', { shape: { type: 'square', side: 256 } })).toBeUndefined();
    expect(table['toString']).toBeUndefined();
  });
});

test('the modules compile under TypeScript 5.9 and 7, and their functions have types', () => {
  const use = `
    import { validateExtra } from './generated/v4/validators.ts';
    import { validateShape as validateOlder } from './generated/v1/validators.ts';
    import type { Shape } from './generated/v1/types.ts';
    import type { Extra } from './generated/v4/types.ts';
    export function extra(value: unknown): Extra | undefined {
      return validateExtra(value) ? value : undefined;
    }
    export function shape(value: unknown): Shape | string {
      return validateOlder(value) ? value : (validateOlder.errors?.[0]?.instancePath ?? '');
    }
  `;
  const all = new Map([...emitTypes(sample, epochs), ...files, ['use.ts', use]]);
  expect(compilerMessages(all)).toEqual([]);
});

describe('agreement with ajv on the schemas that are emitted for people', () => {
  const reference = new Reference(sample, epochs);
  const all = sample.versions.flatMap((version, index) =>
    epochs.beginningAt(index).map(({ type }) => ({ type, version })),
  );
  test.each(all)('$type since version $version.id.text', ({ type, version }) => {
    expect(disagreement(type, version, table, reference, 60)).toBeUndefined();
  });
});

test('nothing of ajv is left to import, and the same input gives the same bytes', () => {
  expect(emitValidators(sample, epochs)).toEqual(files);
  for (const text of files.values()) {
    expect(text.split('\n')[0]).toBe(header);
    expect(text).not.toContain('require(');
  }
});

test('as text', () => {
  expect(files.get('generated/v2/validators.ts')).toMatchSnapshot('v2');
  expect(files.get('generated/validators.ts')).toMatchSnapshot('table');
});
