import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import { readAllOf } from './all-of.ts';
import { readArray } from './array.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member } from './raw.ts';
import { anySchema, nullable, readDocumented, readFlag, withDocs } from './documented.ts';
import type { TypeName } from './keywords.ts';
import { checkKeywords, keywordsOf, typeKeywords, warnOfOtherTypes } from './keywords.ts';
import { readObject } from './object.ts';
import { child } from './pointer.ts';
import { readReference } from './reference.ts';
import { nullEnum, readEnum, readNumber, readString } from './scalar.ts';
import { readUnion } from './union.ts';
import { untagged } from './variants.ts';

type Read = (context: Context, raw: JsonObject, pointer: string) => Schema;

const byType: { readonly [T in TypeName]: Read } = {
  null: () => nullEnum,
  boolean: () => Object.freeze({ kind: 'boolean' }),
  integer: (context, raw, pointer) => readNumber(context, raw, pointer, true),
  number: (context, raw, pointer) => readNumber(context, raw, pointer, false),
  string: readString,
  array: readArray,
  object: readObject,
};

type Form = 'reference' | 'allOf' | 'union' | 'enum' | 'types';

const byForm: { readonly [F in Form]: Read } = {
  reference: readReference,
  allOf: readAllOf,
  union: readUnion,
  enum: (context, raw, pointer) => readEnum(context, raw, typesOf(context, raw, pointer), pointer),
  types: readTypes,
};

/** A schema of a document in the canonical form. What is wrong is reported, and reads as `any`. */
export function readSchema(context: Context, raw: Json, pointer: string): Schema {
  if (raw === true) return anySchema;
  if (raw === false) {
    unsupported(context, pointer, 'A schema that no value fits.', 'Leave it out.');
    return anySchema;
  }
  if (!isJsonObject(raw)) {
    malformed(context, pointer, 'This is not a schema.', 'Write an object.');
    return anySchema;
  }
  checkKeywords(context, raw, pointer);
  const form = formOf(context, raw, pointer);
  const docs = readDocumented(context, raw, pointer);
  const schema = byForm[form](context, raw, pointer);
  const isNullable = readFlag(context, raw, 'nullable', pointer);
  return withDocs(isNullable ? nullable(schema) : schema, docs);
}

/** The one that decides; two that decide contradict or narrow each other. */
function formOf(context: Context, raw: JsonObject, pointer: string): Form {
  const has = (key: string): boolean => member(raw, key) !== undefined;
  const isUnion = has('oneOf') || has('anyOf');
  if (has('discriminator') && !isUnion) {
    const message = '`discriminator` stands on a schema without oneOf.';
    unsupported(context, child(pointer, 'discriminator'), message, 'List the variants with oneOf.');
  }
  if (has('$ref')) return 'reference';
  if (isUnion && has('allOf')) {
    const message = '`allOf` stands beside oneOf or anyOf.';
    unsupported(context, child(pointer, 'allOf'), message, 'Write the joined schemas out.');
  }
  if (isUnion) return 'union';
  if (has('allOf')) return 'allOf';
  return has('enum') || has('const') ? 'enum' : 'types';
}

function readTypes(context: Context, raw: JsonObject, pointer: string): Schema {
  const types = typesOf(context, raw, pointer);
  if (types.length === 0) return anySchema;
  warnOfOtherTypes(context, raw, types, pointer);
  const read = types
    .filter((type) => type !== 'null')
    .map((type) => byType[type](context, raw, pointer));
  const [first] = read;
  if (first === undefined) return nullEnum;
  const schema = read.length === 1 ? first : untagged(read.map((one) => ({ schema: one })));
  return types.includes('null') ? nullable(schema) : schema;
}

/** `type`, or what the other keywords show; none where they show nothing. */
function typesOf(context: Context, raw: JsonObject, pointer: string): readonly TypeName[] {
  const type = member(raw, 'type');
  if (type === undefined) return inferred(context, raw, pointer);
  const names = isList(type) ? type : [type];
  if (names.length > 0 && names.every(isTypeName)) {
    const types = new Set(names);
    if (types.has('number')) types.delete('integer');
    return [...types];
  }
  const at = child(pointer, 'type');
  malformed(
    context,
    at,
    `${JSON.stringify(type).slice(0, 80)} is no type.`,
    'Write string, object …',
  );
  return [];
}

function isTypeName(name: Json): name is TypeName {
  return typeof name === 'string' && Object.hasOwn(byType, name);
}

function inferred(context: Context, raw: JsonObject, pointer: string): readonly TypeName[] {
  if (member(raw, 'enum') !== undefined || member(raw, 'const') !== undefined) return [];
  for (const type of ['object', 'array'] as const) {
    if (keywordsOf[type].some((key) => member(raw, key) !== undefined)) return [type];
  }
  const key = Object.keys(raw).find((name) => typeKeywords.has(name));
  if (key !== undefined) {
    const message = `\`${key}\` stands on a schema without a type.`;
    unsupported(context, child(pointer, key), message, 'Add `type`.');
  }
  return [];
}
