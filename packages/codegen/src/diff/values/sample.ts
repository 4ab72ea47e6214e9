import type { Json } from '../../model/json.ts';
import { numberRange } from '../../model/number-range.ts';
import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from '../../model/schema.ts';
import { languageOf, shortest } from '../pattern/language.ts';
import type { Side } from '../side.ts';
import { isValid } from './valid.ts';

/** Deeper than this, a type that contains itself has to end. */
const deepest = 24;

/** One small value of a schema, always the same; undefined where none was found. */
export function sampleOf(schema: Schema, side: Side, depth = 0): Json | undefined {
  if (depth > deepest) return undefined;
  switch (schema.kind) {
    case 'any':
      return {};
    case 'boolean':
      return false;
    case 'number':
      return numberSamples(schema).find((one) => isValid(one, schema, side));
    case 'string':
      return stringSamples(schema).find((one) => isValid(one, schema, side));
    case 'enum':
      return schema.values[0]?.value;
    case 'array':
      return listOf(schema, schema.minItems ?? 0, side, depth);
    case 'tuple': {
      const items = schema.items.map((item) => sampleOf(item, side, depth + 1));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map': {
      const count = schema.minProperties ?? 0;
      const value = count === 0 ? null : sampleOf(schema.values, side, depth + 1);
      if (value === undefined || count > 1000) return undefined;
      return Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`key${String(index + 1)}`, value]),
      );
    }
    case 'object':
      return objectWith(schema, side, depth);
    case 'union':
      for (const variant of schema.variants) {
        const value = sampleOf(variant.schema, side, depth + 1);
        if (value !== undefined) return value;
      }
      return undefined;
    case 'nullable':
      return (depth > 4 ? undefined : sampleOf(schema.of, side, depth + 1)) ?? null;
    case 'reference': {
      const named = side.lookUp(schema.name);
      return named === undefined ? undefined : sampleOf(named, side, depth + 1);
    }
  }
}

/** With its required properties, and those optional ones that are named or given. */
export function objectWith(
  schema: ObjectSchema,
  side: Side,
  depth = 0,
  {
    given = {},
    named = () => false,
  }: {
    readonly given?: { readonly [name: string]: Json };
    readonly named?: (name: string) => boolean;
  } = {},
): Json | undefined {
  const members: (readonly [string, Json])[] = [];
  for (const { name, required, schema: property } of schema.properties) {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    if (own === undefined && !required && !named(name)) continue;
    const value = own === undefined ? sampleOf(property, side, depth + 1) : own;
    if (value === undefined) {
      if (required) return undefined;
      continue;
    }
    members.push([name, value]);
  }
  const names = new Set(schema.properties.map(({ name }) => name));
  for (const [name, value] of Object.entries(given))
    if (!names.has(name)) members.push([name, value]);
  return Object.fromEntries(members);
}

/** A list of this many items, different ones where they have to be. */
export function listOf(
  schema: ArraySchema,
  count: number,
  side: Side,
  depth = 0,
): readonly Json[] | undefined {
  if (count === 0) return [];
  if (count > 1000) return undefined;
  if (!schema.uniqueItems) {
    const item = sampleOf(schema.items, side, depth + 1);
    return item === undefined ? undefined : Array.from({ length: count }, () => item);
  }
  const different = variedSamples(schema.items, side, depth + 1, count);
  return different.length < count ? undefined : different.slice(0, count);
}

/** Different values of one schema, as many as are easily had. */
function variedSamples(schema: Schema, side: Side, depth: number, wanted: number): readonly Json[] {
  const found = new Map<string, Json>();
  const add = (value: Json | undefined): void => {
    if (isValid(value, schema, side) && value !== undefined)
      found.set(JSON.stringify(value), value);
  };
  add(sampleOf(schema, side, depth));
  const resolved = schema.kind === 'reference' ? (side.lookUp(schema.name) ?? schema) : schema;
  if (resolved.kind === 'enum') for (const { value } of resolved.values) add(value);
  if (resolved.kind === 'boolean') add(true);
  for (let index = 0; found.size < wanted && index < 2 * wanted + 4; index += 1) {
    if (resolved.kind === 'number') add((resolved.minimum ?? 0) + index);
    if (resolved.kind === 'string') {
      add(`a${String(index)}`);
      add(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
      add(`10.0.0.${String(index)}`);
    }
    if (resolved.kind === 'object') {
      const [first] = resolved.properties.filter(({ required }) => required);
      if (first === undefined) break;
      for (const value of variedSamples(first.schema, side, depth + 1, wanted)) {
        add(objectWith(resolved, side, depth, { given: { [first.name]: value } }));
      }
      break;
    }
    if (resolved.kind === 'union') {
      for (const variant of resolved.variants) {
        for (const value of variedSamples(variant.schema, side, depth + 1, wanted)) add(value);
      }
      break;
    }
  }
  return [...found.values()];
}

export function numberSamples(schema: NumberSchema): readonly number[] {
  const { minimum, maximum } = numberRange(schema);
  const { multipleOf = 1, exclusiveMinimum, exclusiveMaximum } = schema;
  const low = Math.max(minimum, exclusiveMinimum ?? -Infinity);
  const high = Math.min(maximum, exclusiveMaximum ?? Infinity);
  const near = [low, high].filter((one) => Number.isFinite(one));
  return [
    0,
    1,
    ...near.flatMap((one) => [
      one,
      one + 1,
      one - 1,
      Math.ceil(one / multipleOf) * multipleOf,
      Math.floor(one / multipleOf) * multipleOf,
    ]),
    ...near.flatMap((one) => [
      (Math.floor(one / multipleOf) + 1) * multipleOf,
      (Math.ceil(one / multipleOf) - 1) * multipleOf,
    ]),
    multipleOf,
    -multipleOf,
    (low + high) / 2,
    -1,
    0.5,
    1.5,
    -0.5,
  ];
}

const texts: readonly string[] = [
  '',
  'a',
  '00000000-0000-4000-8000-000000000000',
  '2026-01-02T03:04:05Z',
  '2026-01-02',
  '10.0.0.1',
  'fd00::1',
  '10.0.0.0/8',
  'fd00::/64',
  'https://example.com/',
  'someone@example.com',
  'example.com',
  'AAAA',
  'A8:40:25:F0:00:01',
  '00',
  '0'.repeat(64),
  '0'.repeat(128),
  '0',
  '1',
  '-1',
  '1-2',
  '1.2.3',
  'Some text',
  'ABC',
  'a-',
  '~!\u{1f600}',
];

export function stringSamples(schema: StringSchema): readonly string[] {
  const { automaton } = languageOf(schema);
  const short = automaton === undefined ? undefined : shortest(automaton);
  const least = schema.minLength ?? 0;
  const long = least > 10_000 ? [] : ['a'.repeat(least), '0'.repeat(least)];
  const [first, ...others] = texts;
  // What people can read comes before what is shortest.
  return [
    ...others.slice(0, 8),
    ...(short === undefined ? [] : [short]),
    ...others.slice(8),
    ...long,
    first ?? '',
  ];
}
