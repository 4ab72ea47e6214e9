import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { ObjectSchema, Property, Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import type { Located } from './raw.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member, optional } from './raw.ts';
import { anySchema, bare, docsOf, frozenJson } from './documented.ts';
import { defaultAt } from './default.ts';
import { child } from './pointer.ts';
import { ask } from './reference.ts';
import { readCount } from './scalar.ts';

/** The members of an object as written, perhaps gathered from several schemas of an allOf. */
export interface Members {
  readonly properties: ReadonlyMap<string, Located>;
  readonly required: ReadonlySet<string>;
  /** `additionalProperties`; undefined where nothing is said. */
  readonly additional: Located | undefined;
}

export function membersOf(context: Context, raw: JsonObject, pointer: string): Members {
  const additional = member(raw, 'additionalProperties');
  return {
    properties: propertiesOf(context, raw, pointer),
    required: requiredOf(context, raw, pointer),
    additional:
      additional === undefined
        ? undefined
        : { raw: additional, pointer: child(pointer, 'additionalProperties') },
  };
}

function propertiesOf(context: Context, raw: JsonObject, pointer: string): Map<string, Located> {
  const properties = member(raw, 'properties');
  const at = child(pointer, 'properties');
  if (properties === undefined) return new Map();
  if (!isJsonObject(properties)) {
    malformed(context, at, '`properties` is not an object.', 'Write one member per property.');
    return new Map();
  }
  const entries = Object.entries(properties);
  return new Map(entries.map(([name, value]) => [name, { raw: value, pointer: child(at, name) }]));
}

function requiredOf(context: Context, raw: JsonObject, pointer: string): Set<string> {
  const required = member(raw, 'required');
  if (required === undefined) return new Set();
  if (isList(required) && required.every((name) => typeof name === 'string'))
    return new Set(required);
  const at = child(pointer, 'required');
  malformed(
    context,
    at,
    '`required` is not a list of names.',
    'List the names of the required properties.',
  );
  return new Set();
}

/** An object with named properties, or a map where it has none and says what the others are. */
export function readObject(context: Context, raw: JsonObject, pointer: string): Schema {
  const members = membersOf(context, raw, pointer);
  const minimum = readCount(context, raw, 'minProperties', pointer);
  const maximum = readCount(context, raw, 'maxProperties', pointer);
  const schema = buildObject(context, members, pointer);
  if (minimum === undefined && maximum === undefined) return schema;
  if (schema.kind === 'map') {
    const bounds = { ...optional('minProperties', minimum), ...optional('maxProperties', maximum) };
    return Object.freeze({ ...schema, ...bounds });
  }
  if ((minimum ?? 0) > 0 || maximum !== undefined) {
    const key = (minimum ?? 0) > 0 ? 'minProperties' : 'maxProperties';
    const message = `\`${key}\` stands on an object with named properties.`;
    unsupported(
      context,
      child(pointer, key),
      message,
      'Remove it, and say which properties are required.',
    );
  }
  return schema;
}

export function buildObject(context: Context, members: Members, pointer: string): Schema {
  const additional = readAdditional(context, members.additional);
  const names = [...members.properties.keys()];
  if (names.length === 0 && members.required.size === 0 && typeof additional === 'object') {
    return Object.freeze({ kind: 'map', values: additional });
  }
  const properties = names.map((name) => readProperty(context, name, members));
  for (const name of members.required) {
    if (members.properties.has(name)) continue;
    if (additional === 'refused') {
      const message = `"${name}" is required, but no such property is allowed.`;
      malformed(
        context,
        child(pointer, 'required'),
        message,
        `Describe "${name}" under properties.`,
      );
      continue;
    }
    // Required and otherwise not described: it has to be there, whatever it is.
    const schema = typeof additional === 'object' ? additional : anySchema;
    properties.push(Object.freeze({ name, schema, required: true }));
  }
  const object: ObjectSchema = {
    kind: 'object',
    properties: Object.freeze(properties),
    additional,
  };
  return Object.freeze(object);
}

function readAdditional(
  context: Context,
  additional: Located | undefined,
): ObjectSchema['additional'] {
  if (additional === undefined) return 'ignored';
  if (additional.raw === false) return 'refused';
  return context.read(additional.raw, additional.pointer);
}

function readProperty(context: Context, name: string, members: Members): Property {
  const located = members.properties.get(name) ?? { raw: true, pointer: '' };
  const schema = context.read(located.raw, located.pointer);
  return Object.freeze({
    name,
    schema: bare(schema),
    required: members.required.has(name),
    ...readDefault(context, located.raw),
    ...docsOf(schema),
  });
}

export function readDefault(
  context: Context,
  raw: Json,
): { readonly default?: { readonly value: Json } } {
  const found = defaultAt(context.root, raw, (reference) => ask(context, `default ${reference}`));
  return found === undefined ? {} : { default: Object.freeze({ value: frozenJson(found.value) }) };
}
