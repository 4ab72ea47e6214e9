import { expect, test } from 'vitest';
import { header } from '../../src/emit/header.ts';
import { emitTypes } from '../../src/emit/types.ts';
import { computeEpochs } from '../../src/plan/epochs.ts';
import { apiOf, object, operation, ref, text } from './build.ts';
import { compilerMessages } from './compile.ts';
import { sample } from './sample.ts';

const files = emitTypes(sample, computeEpochs(sample));

/** Every name that a module exports. */
function exportsOf(path: string): string[] {
  const module = files.get(path) ?? '';
  const lists = [...module.matchAll(/export type \{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  const declared = [...module.matchAll(/export (?:type|interface) (\w+) /g)].map(
    ([, name = '']) => name,
  );
  return [...lists, ...declared].filter((name) => name !== '').sort();
}

const use = `
import type * as V1 from './generated/v1/types.ts';
import type * as V3 from './generated/v3/types.ts';
import type * as V4 from './generated/v4/types.ts';
import type * as latest from './generated/latest.ts';

type Both<A> = <T>() => T extends A ? 1 : 2;
type Same<A, B> = Both<A> extends Both<B> ? true : false;
function is<T extends true>(): T | void {}

type Circle = { type: 'circle'; radius: number };
type Square = { type: 'square'; side: V1.Side; note?: string | null };
is<Same<V1.Shape, Circle | Square>>();
is<Same<V1.Colour, 'red' | 'green'>>();
is<Same<V1.Code, 1 | 2 | 3>>();
is<Same<V1.Nothing, null>>();
is<Same<V1.Anything, unknown>>();
is<Same<V1.Empty, Record<string, unknown>>>();
is<Same<V1.Pair, [string, number | null]>>();
is<Same<V1.Settings, { [key: string]: V1.Colour | null }>>();
is<Same<V1.constructor_2, { value?: V1.Colour | null }>>();
is<Same<V1.weird_name_, V1.Shape>>();
is<Same<V4.weird_name__2, string>>();
is<Same<V1.__proto___2, string>>();
is<Same<V1.Error['content-type'], string | undefined>>();
is<Same<V1.Error[0], number>>();
is<Same<V4.Extra['shape'], V3.Shape>>();
is<Same<latest.Extra, V4.Extra>>();

type Get = V4.Operations['shape_get'];
is<Same<Get['path'], { id: V1.Id }>>();
is<Same<NonNullable<Get['query']>, { deep?: boolean }>>();
is<Same<Get['responses'][200], V3.Shape>>();
is<Same<Get['responses']['4XX'], V1.Error>>();
is<Same<V1.Operations['side_put']['body'], V1.Side>>();
is<Same<V1.Operations['side_put']['responses'][204], undefined>>();
is<Same<keyof V1.Operations, 'shape_get' | 'side_put' | 'ids_list'>>();
is<Same<keyof V4.Operations, 'shape_get' | 'side_put'>>();

// @ts-expect-error A type that only a later version has.
export type Missing = V3.Extra;
`;

test('the modules compile under TypeScript 5.9 and 7, and say what the documents say', () => {
  expect(compilerMessages(new Map([...files, ['use.ts', use]]))).toEqual([]);
});

test('a version exports exactly its types, and declares only what is new', () => {
  const all = (index: number): string[] => [...(sample.versions[index]?.schemas.keys() ?? [])];
  expect(exportsOf('generated/v1/types.ts')).toHaveLength(all(0).length + 1);
  expect(exportsOf('generated/v3/types.ts')).toHaveLength(all(2).length + 1);
  expect(exportsOf('generated/v4/types.ts')).toHaveLength(all(3).length + 1);
  expect(exportsOf('generated/latest.ts')).toEqual(exportsOf('generated/v4/types.ts'));
  expect(files.get('generated/v3/types.ts')).not.toContain('=');
});

test('operations of a version say only what changed, by type or by themselves', () => {
  expect(files.get('generated/v2/types.ts')).not.toContain('ids_list:');
  expect(files.get('generated/v2/types.ts')).toContain(
    'Omit<PreviousOperations, "shape_get" | "side_put">',
  );
  expect(files.get('generated/v3/types.ts')).toContain('Operations');
  expect(files.get('generated/v4/types.ts')).toContain(
    'extends Omit<PreviousOperations, "ids_list"> {\n}',
  );
});

test('documentation is that of the newest version of an epoch', () => {
  const api = apiOf([
    { schemas: { A: { ...text, description: 'old' }, B: object({ a: ref('A') }) } },
    { schemas: { A: { ...text, description: 'new' }, B: object({ a: ref('A') }) } },
  ]);
  const module = emitTypes(api, computeEpochs(api)).get('generated/v1/types.ts');
  expect(module).toContain('/** @description new */\nexport type A = string;');
});

test('the same input gives the same bytes, each under the header', () => {
  expect(emitTypes(sample, computeEpochs(sample))).toEqual(files);
  for (const text of files.values()) expect(text.split('\n')[0]).toBe(header);
});

test('an API without types or operations', () => {
  const api = apiOf([{ schemas: {} }, { schemas: {}, operations: [operation('ping')] }]);
  const emitted = emitTypes(api, computeEpochs(api));
  expect(compilerMessages(emitted)).toEqual([]);
});

test('as text', () => {
  expect(files.get('generated/v1/types.ts')).toMatchSnapshot('v1');
  expect(files.get('generated/v2/types.ts')).toMatchSnapshot('v2');
  expect(files.get('generated/v4/types.ts')).toMatchSnapshot('v4');
  expect(files.get('generated/latest.ts')).toMatchSnapshot('latest');
});

test('limits are in the comments, where an editor shows them, and cannot end a comment', () => {
  const limited = apiOf([
    {
      schemas: {
        Limited: object({
          port: { kind: 'number', integer: true, format: 'uint16', minimum: 0, maximum: 4000 },
          name: {
            kind: 'string',
            pattern: '^a*/b$',
            maxLength: 5,
            description: 'What it is called.',
          },
          list: { kind: 'array', items: text, uniqueItems: true, minItems: 2 },
        }),
      },
    },
  ]);
  const module = emitTypes(limited, computeEpochs(limited)).get('generated/v1/types.ts') ?? '';
  expect(module).toContain('@maximum 4000');
  expect(module).not.toContain('@minimum 0');
  expect(module).toMatch(/@maxLength 5\n[^;]*@pattern \^a[^;]*@description What it is called\./);
  expect(module).toMatch(/@minItems 2\n\s+\*\s+@uniqueItems true/);
  expect(compilerMessages(new Map([['generated/v1/types.ts', module]]))).toEqual([]);
});
