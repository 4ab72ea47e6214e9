import type { Api, Operation } from '../../src/model/api.ts';
import type {
  EnumSchema,
  NullableSchema,
  NumberSchema,
  ObjectSchema,
  Property,
  ReferenceSchema,
  Schema,
  StringSchema,
  Tagging,
  UnionSchema,
} from '../../src/model/schema.ts';
import { parseVersionId } from '../../src/model/version-id.ts';

/** Short ways to write schemas of the model by hand. */
export const text: StringSchema = { kind: 'string' };
export const flag: Schema = { kind: 'boolean' };
export const any: Schema = { kind: 'any' };

export function format(name: string): StringSchema {
  return { kind: 'string', format: name };
}

export function integer(name?: string, more: Partial<NumberSchema> = {}): NumberSchema {
  return {
    kind: 'number',
    integer: true,
    ...(name === undefined ? {} : { format: name }),
    ...more,
  };
}

export function list(
  items: Schema,
  more: { minItems?: number; uniqueItems?: boolean } = {},
): Schema {
  return { kind: 'array', items, uniqueItems: false, ...more };
}

export function map(values: Schema): Schema {
  return { kind: 'map', values };
}

export function ref(name: string): ReferenceSchema {
  return { kind: 'reference', name };
}

export function nullable(of: Schema): NullableSchema {
  return { kind: 'nullable', of };
}

export function oneOf(...values: (string | number | boolean | null)[]): EnumSchema {
  return { kind: 'enum', values: values.map((value) => ({ value })) };
}

/** A name that ends in `?` is optional. */
export function object(
  properties: readonly (readonly [string, Schema])[] | { readonly [name: string]: Schema },
  additional: ObjectSchema['additional'] = 'ignored',
): ObjectSchema {
  const entries = Array.isArray(properties) ? properties : Object.entries(properties);
  return {
    kind: 'object',
    properties: entries.map(([name, schema]: readonly [string, Schema]): Property => ({
      name: name.replace(/\?$/, ''),
      schema,
      required: !name.endsWith('?'),
    })),
    additional,
  };
}

export function union(
  tagging: Tagging,
  variants: { readonly [name: string]: Schema },
): UnionSchema {
  return {
    kind: 'union',
    tagging,
    variants: Object.entries(variants).map(([name, schema]) => ({ name, schema })),
  };
}

export function operation(id: string, more: Partial<Operation> = {}): Operation {
  return {
    id,
    method: 'get',
    path: `/${id}`,
    tags: [],
    parameters: [],
    responses: new Map(),
    pointer: `#/${id}`,
    ...more,
  };
}

export interface VersionParts {
  readonly schemas: readonly (readonly [string, Schema])[] | { readonly [name: string]: Schema };
  readonly operations?: readonly Operation[];
}

/** Versions 1, 2, 3 … */
export function apiOf(versions: readonly VersionParts[], name = 'test-api'): Api {
  return {
    name,
    versions: versions.map(({ schemas, operations = [] }, index) => {
      const id = parseVersionId(String(index + 1));
      if (id === undefined) throw new Error('no version');
      const entries = Array.isArray(schemas) ? schemas : Object.entries(schemas);
      const named = entries.map(
        ([type, schema]: readonly [string, Schema]) =>
          [type, { name: type, schema, pointer: `#/components/schemas/${type}` }] as const,
      );
      return {
        id,
        file: `${id.text}.json`,
        title: name,
        schemas: new Map(named.sort(([a], [b]) => (a < b ? -1 : 1))),
        operations: new Map(
          [...operations].sort((a, b) => (a.id < b.id ? -1 : 1)).map((one) => [one.id, one]),
        ),
      };
    }),
  };
}
