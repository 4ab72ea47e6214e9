import { describe, expect, test } from 'vitest';
import { readTypes, schemaOf } from './given.ts';

const text = { kind: 'string' };
const number = { kind: 'number', integer: false };
const uint8 = { kind: 'number', integer: true, format: 'uint8', minimum: 0 };
const uuid = { kind: 'string', format: 'uuid' };
const member = (name: string, schema: object, required = true): object => ({
  name,
  schema,
  required,
});
const object = (...properties: readonly object[]): object => ({
  kind: 'object',
  properties,
  additional: 'ignored',
});
const array = (items: object): object => ({ kind: 'array', items, uniqueItems: false });

// The cases of the table of schema generators, and what they are to be here.
describe('a type is the schema that it says', () => {
  test.each<[string, string, object]>([
    ['a text', 'string', text],
    ['a number', 'number', number],
    ['true or false', 'boolean', { kind: 'boolean' }],
    ['anything', '{ a: unknown }', object(member('a', { kind: 'any' }))],
    ['an integer by its alias', '{ a: Uint8 }', object(member('a', uint8))],
    ['a list of integers', '{ a: Uint8[] }', object(member('a', array(uint8)))],
    [
      'an integer or null',
      '{ a: Uint8 | null }',
      object(member('a', { kind: 'nullable', of: uint8 })),
    ],
    ['an optional one', '{ a?: Uint8 }', object(member('a', uint8, false))],
    ['a brand', 'string & { readonly brand: "x" }', text],
    ['a branded scalar', 'Uuid & { readonly brand: "x" }', text],
    [
      'literals in their order',
      '"z" | "a"',
      { kind: 'enum', values: [{ value: 'z' }, { value: 'a' }] },
    ],
    ['a record', 'Record<string, Uint8>', { kind: 'map', values: uint8 }],
    ['a record by scalar', 'Record<Uuid, string>', { kind: 'map', values: text }],
    [
      'a record of records',
      'Record<string, Record<string, Uint8>>',
      { kind: 'map', values: { kind: 'map', values: uint8 } },
    ],
    [
      'a record of literals',
      "Record<'a' | 'b', Uint8>",
      object(member('a', uint8), member('b', uint8)),
    ],
    ['an index signature', '{ [key: string]: Uint8 }', { kind: 'map', values: uint8 }],
    ['a tuple', '[string, Uint8]', { kind: 'tuple', items: [text, uint8] }],
    ['readonly', '{ readonly a: readonly string[] }', object(member('a', array(text)))],
    [
      'a closed object',
      'Closed<{ a: string }>',
      { ...object(member('a', text)), additional: 'refused' },
    ],
    ['Pick', "Pick<{ a: string; b: Uint8 }, 'b'>", object(member('b', uint8))],
    ['Partial', 'Partial<{ a: Uint8 }>', object(member('a', uint8, false))],
    // Where the other generator is wrong: it leaves these optional, and null in.
    ['Required', 'Required<{ a?: Uint8 }>', object(member('a', uint8))],
    ['NonNullable', "{ a: NonNullable<{ b: string | null }['b']> }", object(member('a', text))],
    ['a template', '`a${string}`', { kind: 'string', pattern: '^a.*$' }],
  ])('%s', async (_, given, wanted) => {
    expect(await schemaOf(given)).toEqual(wanted);
  });

  test('tags of a property are those of its value, null or not', async () => {
    const schema = await schemaOf(`export interface Given {
      /**
       * A port.
       * @asType integer
       * @minimum 1
       * @maximum 65535
       */
      port: number | null;
      /**
       * @pattern ^[a-z]+$
       * @minLength 1
       * @default "x"
       * @deprecated use port
       */
      name?: string;
      /**
       * @minItems 2
       * @uniqueItems true
       */
      list: string[] | null;
    }`);
    expect(schema).toEqual(
      object(
        {
          ...member('port', {
            kind: 'nullable',
            of: { kind: 'number', integer: true, minimum: 1, maximum: 65535 },
          }),
          description: 'A port.',
        },
        {
          ...member('name', { kind: 'string', pattern: '^[a-z]+$', minLength: 1 }, false),
          default: { value: 'x' },
          description: 'Deprecated: use port',
          deprecated: true,
        },
        member('list', {
          kind: 'nullable',
          of: { ...array(text), minItems: 2, uniqueItems: true },
        }),
      ),
    );
  });

  test('an alias of an alias has the tags of both', async () => {
    const version = await readTypes(`/**
     * @format hostname
     * @maxLength 63
     */
    export type Name = string;
    /** @maxLength 20 */
    export type ShortName = Name;
    export interface Given { name: ShortName }`);
    expect(version.schemas.get('ShortName')?.schema).toEqual({
      kind: 'string',
      format: 'hostname',
      maxLength: 20,
    });
    expect(version.schemas.get('Given')?.schema).toEqual(
      object(member('name', { kind: 'reference', name: 'ShortName' })),
    );
  });

  test('named types are references wherever they stand', async () => {
    const version = await readTypes(`export type State = 'on' | 'off';
    export interface Box { content: State | null; inner?: Box }
    interface Page<T> { items: T[] }
    export type Boxes = Page<Box>;
    export type Other = Box;
    export type Kind = { kind: 'a'; box: Box } | { kind: 'b' };
    export interface Given { all: Boxes; one: Page<State>; other: Other; states: Record<string, State>; kind: Kind }`);
    const reference = (name: string): object => ({ kind: 'reference', name });
    expect(version.schemas.get('Box')?.schema).toEqual(
      object(
        member('content', { kind: 'nullable', of: reference('State') }),
        member('inner', reference('Box'), false),
      ),
    );
    expect(version.schemas.get('Boxes')?.schema).toEqual(
      object(member('items', array(reference('Box')))),
    );
    expect(version.schemas.get('Other')?.schema).toEqual(reference('Box'));
    expect(version.schemas.get('Kind')?.schema).toMatchObject({
      kind: 'union',
      tagging: { style: 'adjacent', tag: 'kind', content: 'box' },
    });
    expect(version.schemas.get('Given')?.schema).toEqual(
      object(
        member('all', reference('Boxes')),
        member('one', object(member('items', array(reference('State'))))),
        member('other', reference('Other')),
        member('states', { kind: 'map', values: reference('State') }),
        member('kind', reference('Kind')),
      ),
    );
    expect([...version.schemas.keys()]).toEqual([
      'Box',
      'Boxes',
      'Given',
      'Kind',
      'Other',
      'State',
    ]);
  });

  test('values of a constant, and members of another type, can be a type', async () => {
    const schema = await schemaOf(`const reasons = ['x', 'y'] as const;
    interface Other { id: Uuid; count: Uint8 }
    export interface Given extends Omit<Other, 'count'> { reason: (typeof reasons)[number]; count: Other['count'] | null }`);
    expect(schema).toEqual(
      object(
        member('id', uuid),
        member('reason', { kind: 'enum', values: [{ value: 'x' }, { value: 'y' }] }),
        member('count', { kind: 'nullable', of: uint8 }),
      ),
    );
  });
});

test('a union may have one variant so far', async () => {
  const schema = await schemaOf(`/** Where it is. */
    export type Given = OneOf<Closed<{ type: 'here'; id: Uuid }>>;`);
  expect(schema).toEqual({
    kind: 'union',
    tagging: { style: 'adjacent', tag: 'type', content: 'id' },
    description: 'Where it is.',
    variants: [
      {
        name: 'here',
        schema: {
          ...object(
            member('type', { kind: 'enum', values: [{ value: 'here' }] }),
            member('id', uuid),
          ),
          additional: 'refused',
        },
      },
    ],
  });
});
