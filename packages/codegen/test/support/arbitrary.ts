import fc from 'fast-check';
import type { Version } from '../../src/model/api.ts';
import type { Json } from '../../src/model/json.ts';
import { numberRange } from '../../src/model/number-range.ts';
import type { ArraySchema, NumberSchema, ObjectSchema, Schema, StringSchema } from '../../src/model/schema.ts';

/** Random values that are valid for a schema of a version. */
export function arbitraryOf(schema: Schema, version: Version, depth = 0): fc.Arbitrary<Json> {
  const inner = (one: Schema): fc.Arbitrary<Json> => arbitraryOf(one, version, depth + 1);
  switch (schema.kind) {
    case 'any':
      return fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>; // JSON by its name
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numbers(schema);
    case 'string':
      return strings(schema);
    case 'enum':
      return fc.constantFrom(...schema.values.map(({ value }) => value));
    case 'array':
      if (depth > 12 && (schema.minItems ?? 0) === 0) return fc.constant([]);
      return arrays(schema, inner(schema.items), depth);
    case 'tuple':
      return fc.tuple(...schema.items.map(inner));
    case 'map':
      if (depth > 12 && (schema.minProperties ?? 0) === 0) return fc.constant({});
      return fc.dictionary(fc.uuid(), inner(schema.values), {
        minKeys: schema.minProperties ?? 0,
        maxKeys: schema.maxProperties ?? (depth > 6 ? 0 : 2),
      });
    case 'object':
      return objects(schema, inner, depth);
    case 'union': {
      // Deep down, the first variant: a recursive type has to end somewhere.
      const variants = depth > 12 ? schema.variants.slice(0, 1) : schema.variants;
      return fc.oneof(...variants.map((variant) => inner(variant.schema)));
    }
    case 'nullable':
      return depth > 10 ? fc.constant(null) : fc.oneof(fc.constant(null), inner(schema.of));
    case 'reference': {
      const named = version.schemas.get(schema.name);
      if (named === undefined) throw new Error(`no type ${schema.name}`);
      return arbitraryOf(named.schema, version, depth + 1);
    }
  }
}

function numbers(schema: NumberSchema): fc.Arbitrary<number> {
  const { minimum, maximum } = numberRange(schema);
  const { multipleOf, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  if (schema.integer && multipleOf !== undefined) {
    const [min, max] = [Math.ceil(minimum / multipleOf), Math.floor(maximum / multipleOf)];
    return fc.integer({ min, max }).map((count) => count * multipleOf);
  }
  const isWithin = (value: number): boolean => value > exclusiveMinimum && value < exclusiveMaximum;
  if (schema.integer) return fc.integer({ min: minimum, max: maximum }).filter(isWithin);
  const doubles = fc.double({
    noNaN: true,
    noDefaultInfinity: true,
    ...(Number.isFinite(minimum) ? { min: minimum } : {}),
    ...(Number.isFinite(maximum) ? { max: maximum } : {}),
  });
  return doubles.filter(isWithin);
}

function hex(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
}

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  ip: fc.oneof(fc.ipV4(), fc.constantFrom('::', '0.0.0.0', 'fd00::1', '10.0.0.1'), fc.ipV6()),
  ipv4: fc.oneof(fc.ipV4(), fc.constantFrom('10.0.0.1', '10.0.0.9', '10.0.0.10')),
  ipv6: fc.oneof(fc.ipV6(), fc.constantFrom('::', 'fd00::1', 'fd00:0:0::1')),
  'date-time': fc
    .date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  date: fc.constantFrom('2026-01-02', '2024-02-29'),
  uri: fc.webUrl(),
  email: fc.emailAddress(),
  hostname: fc.domain(),
  'hex string': hex(10),
  'hex string (32 bytes)': hex(64),
  'hex string (64 bytes)': hex(128),
};

/** Texts that real patterns look for: networks, names, addresses. */
const samples: readonly string[] = [
  '10.0.0.0/8',
  '10.0.0.1/24',
  '0.0.0.0/32',
  '127.0.0.1/8',
  '172.30.0.0/22',
  '::/128',
  'fd00::/64',
  'fe80::1/64',
  'A8:40:25:F0:00:01',
  'name-1',
  'a',
  '1-2',
  '8080',
  'oxp_00000020-1111-4111-8111-000000000020',
  '1.2.3',
];

function strings(schema: StringSchema): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength } = schema;
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, 'u');
    const fits = samples.filter(
      (text) =>
        expression.test(text) && text.length >= minLength && text.length <= (maxLength ?? Infinity),
    );
    if (fits.length > 0) return fc.constantFrom(...fits);
    return fc.stringMatching(new RegExp(pattern));
  }
  const known = format === undefined ? undefined : formats[format];
  return known ?? fc.string({ minLength, maxLength: maxLength ?? minLength + 8 });
}

function arrays(schema: ArraySchema, items: fc.Arbitrary<Json>, depth: number): fc.Arbitrary<Json> {
  const minLength = schema.minItems ?? 0;
  const maxLength = Math.min(schema.maxItems ?? Infinity, minLength + (depth > 6 ? 0 : 3));
  return schema.uniqueItems
    ? fc.uniqueArray(items, { minLength, maxLength, selector: (item) => JSON.stringify(item) })
    : fc.array(items, { minLength, maxLength });
}

function objects(
  schema: ObjectSchema,
  inner: (one: Schema) => fc.Arbitrary<Json>,
  depth: number,
): fc.Arbitrary<Json> {
  const model: Record<string, fc.Arbitrary<Json>> = {};
  for (const { name, required, schema: property } of schema.properties) {
    // A type that contains itself has to end somewhere.
    if (required || depth < 16) model[name] = inner(property);
  }
  const requiredKeys = schema.properties.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(model, { requiredKeys }) as fc.Arbitrary<Json>; // a record of JSON is JSON
}
