import type ts from 'typescript';
import type { Definition, PartialArgs } from 'typescript-json-schema';
// A CommonJS module whose named exports Node does not find.
import typescriptJsonSchema from 'typescript-json-schema';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { isList } from '../raw.ts';
import { closed, oneOf } from './constructs.ts';
import { deprecation } from './tags.ts';

const settings: PartialArgs = {
  ref: true,
  aliasRef: true,
  required: true,
  strictNullChecks: true,
  defaultNumberType: 'number',
  constAsEnum: true,
  // The program was checked before, with better words.
  ignoreErrors: true,
};

/** What typescript-json-schema makes of the named types, by their names and what they refer to. */
export function generate(
  program: ts.Program,
  file: string,
  names: readonly string[],
): ReadonlyMap<string, JsonObject> {
  const generator = typescriptJsonSchema.buildGenerator(program, settings, [file]);
  if (generator === null) throw new Error('typescript-json-schema refused a program that compiles');
  const found = generator.getSchemaForSymbols([...names]).definitions ?? {};
  return new Map(Object.entries(found).map(([name, one]) => [name, asJson(one)]));
}

function asJson(definition: Definition | boolean): JsonObject {
  // Schemas are JSON; its types also allow members that it leaves undefined.
  return JSON.parse(JSON.stringify(definition)) as JsonObject;
}

/** Draft 7 as typescript-json-schema writes it → the dialect of OpenAPI 3.1. */
export function toOpenApi(
  schema: Json,
  reference: (name: string, beside: JsonObject) => Json,
): Json {
  if (!isJsonObject(schema)) return schema;
  const { $ref, ...rest } = withDeprecation(innermost(schema));
  if (typeof $ref === 'string') {
    return reference(decodeURIComponent($ref.replace('#/definitions/', '')), rest);
  }
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'properties' && isJsonObject(value)) {
      const entries = Object.entries(value).filter(([name]) => name !== closed && name !== oneOf);
      result[key] = Object.fromEntries(
        entries.map(([name, one]) => [name, toOpenApi(one, reference)]),
      );
      if (Object.hasOwn(value, closed)) result['additionalProperties'] = false;
    } else if (key === 'items' && isList(value)) {
      result['prefixItems'] = value.map((one) => toOpenApi(one, reference));
    } else if (nested.includes(key)) {
      result[key] = isList(value)
        ? value.map((one) => toOpenApi(one, reference))
        : toOpenApi(value, reference);
    } else if (!leftOut.includes(key)) {
      result[key] = value;
    }
  }
  const properties = rest['properties'];
  if (!isJsonObject(properties) || !Object.hasOwn(properties, oneOf)) return result;
  const { description, ...variant } = result;
  return { ...(description === undefined ? {} : { description }), oneOf: [variant] };
}

/** What a comment says of a list that may also be null is said of the list. */
export function innermost(schema: JsonObject): JsonObject {
  const { anyOf, ...beside } = schema;
  const words = Object.keys(beside).filter((key) => ofLists.includes(key));
  if (!isList(anyOf) || words.length === 0) return schema;
  const said = Object.fromEntries(words.map((key) => [key, beside[key] ?? null]));
  const others = Object.entries(beside).filter(([key]) => !words.includes(key));
  const lists = anyOf.map((one) =>
    isJsonObject(one) && one['type'] === 'array' ? { ...one, ...said } : one,
  );
  return { ...Object.fromEntries(others), anyOf: lists };
}

function withDeprecation(schema: JsonObject): JsonObject {
  const { description, ...rest } = schema;
  if (typeof description !== 'string' || !description.startsWith(deprecation)) return schema;
  const words = description.slice(deprecation.length).trim();
  return { ...rest, ...(words === '' ? {} : { description: words }), deprecated: true };
}

const ofLists = ['minItems', 'maxItems', 'uniqueItems'];
const nested = ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf'];
/** `prefixItems` with both lengths says it already. */
const leftOut = ['additionalItems', '$schema', 'definitions'];
