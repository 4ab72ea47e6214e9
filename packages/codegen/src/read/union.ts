import type { JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { EnumValue, Schema, Variant } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member } from './raw.ts';
import { readDiscriminated } from './discriminator.ts';
import { anySchema, bare, docsOf, isNullEnum, nullable } from './documented.ts';
import { wireKeys } from './keywords.ts';
import { child } from './pointer.ts';
import { enumOf, nullEnum } from './scalar.ts';
import type { Literal, ObjectShape } from './shape.ts';
import { literalsOf, mayBeNull, objectShapeOf } from './shape.ts';
import { externalKeyOf, tagOf } from './tagging.ts';
import type { Alternative } from './variants.ts';
import { union, untagged, variantOf } from './variants.ts';

/** `oneOf` and `anyOf`: an enum with words, something or null, or a union of four styles. */
export function readUnion(context: Context, raw: JsonObject, pointer: string): Schema {
  const key = member(raw, 'oneOf') === undefined ? 'anyOf' : 'oneOf';
  const at = child(pointer, key);
  const list = member(raw, key);
  checkSiblings(context, raw, key, pointer);
  if (!isList(list) || list.length === 0) {
    malformed(context, at, `\`${key}\` is not a list of schemas.`, 'List at least one schema.');
    return anySchema;
  }
  let hasNull = false;
  const alternatives: Alternative[] = [];
  for (const [index, item] of list.entries()) {
    const place = child(at, index);
    const schema = context.read(item, place);
    if (isNullEnum(schema)) hasNull = true;
    else alternatives.push({ raw: item, pointer: place, schema: withoutNull(schema) });
    if (schema.kind === 'nullable') hasNull = true;
    // By its name it stays what it is; but who looks for a tag must know of null before.
    if (schema.kind === 'reference' && mayBeNull(context, item)) hasNull = true;
  }
  const schema = unionOf(context, raw, alternatives, pointer, list.length > alternatives.length);
  return hasNull ? nullable(schema) : schema;
}

function checkSiblings(context: Context, raw: JsonObject, key: string, pointer: string): void {
  const allowed = [key, 'type', 'nullable', 'discriminator'];
  for (const other of wireKeys(raw).filter((name) => !allowed.includes(name))) {
    const message = `\`${other}\` stands beside \`${key}\`.`;
    unsupported(
      context,
      child(pointer, other),
      message,
      `Move it into every schema of the ${key}.`,
    );
  }
}

function withoutNull(schema: Schema): Schema {
  if (schema.kind !== 'nullable') return schema;
  const docs = docsOf(schema);
  return Object.freeze({ ...schema.of, ...docs });
}

function unionOf(
  context: Context,
  raw: JsonObject,
  alternatives: readonly Alternative[],
  pointer: string,
  isOptional: boolean,
): Schema {
  const [first] = alternatives;
  if (first === undefined) return nullEnum;
  if (isOptional && alternatives.length === 1) return first.schema;
  const values = documentedValues(alternatives);
  if (values !== undefined) return enumOf(values);
  const discriminator = member(raw, 'discriminator');
  const tag = isJsonObject(discriminator) ? member(discriminator, 'propertyName') : undefined;
  if (discriminator !== undefined && typeof tag !== 'string') {
    const at = child(pointer, 'discriminator');
    malformed(context, at, '`discriminator` has no `propertyName`.', 'Name the property.');
  }
  if (isJsonObject(discriminator) && typeof tag === 'string') {
    return readDiscriminated(context, discriminator, tag, alternatives, pointer);
  }
  const shapes = alternatives.map((alternative) => objectShapeOf(context, alternative.raw));
  const tagged = shapes.every(isShape) ? tagOf(context, shapes, undefined) : undefined;
  if (tagged !== undefined) {
    const variants = alternatives.map((alternative, index) =>
      variantOf(tagged.names[index] ?? '', alternative.schema),
    );
    return union(tagged.tagging, variants);
  }
  const external = externalVariants(context, alternatives, shapes);
  return external === undefined ? untagged(alternatives) : union({ style: 'external' }, external);
}

function isShape(shape: ObjectShape | undefined): shape is ObjectShape {
  return shape !== undefined;
}

/** All alternatives are lists of values: together they are one list, with a word for each. */
function documentedValues(alternatives: readonly Alternative[]): readonly EnumValue[] | undefined {
  const values = new Map<string | number | boolean, EnumValue>();
  for (const { schema } of alternatives) {
    if (schema.kind !== 'enum') return undefined;
    const words = schema.description ?? schema.title;
    for (const { value, description } of schema.values) {
      const text = words ?? description;
      if (value === null || values.has(value)) continue;
      values.set(value, text === undefined ? { value } : { value, description: text });
    }
  }
  return [...values.values()];
}

/** Strings, and objects with one property: the string or the property's name is the variant. */
function externalVariants(
  context: Context,
  alternatives: readonly Alternative[],
  shapes: readonly (ObjectShape | undefined)[],
): readonly Variant[] | undefined {
  const variants: Variant[] = [];
  let hasObject = false;
  for (const [index, { raw, schema }] of alternatives.entries()) {
    const shape = shapes[index];
    if (shape === undefined) {
      const values = schema.kind === 'enum' ? valuesOf(schema) : literalsOf(context, raw);
      if (values.length === 0 || !values.every((value) => typeof value === 'string'))
        return undefined;
      const docs = docsOf(schema);
      const isOne = values.length === 1;
      for (const value of values) {
        const own = isOne ? bare(schema) : enumOf([{ value }]);
        variants.push(Object.freeze({ name: value, schema: own, ...docs }));
      }
      continue;
    }
    const key = externalKeyOf(shape);
    if (key === undefined) return undefined;
    hasObject = true;
    variants.push(variantOf(key, schema));
  }
  const names = new Set(variants.map((variant) => variant.name));
  return hasObject && names.size === variants.length ? variants : undefined;
}

function valuesOf(schema: { readonly values: readonly EnumValue[] }): readonly Literal[] {
  return schema.values.flatMap(({ value }) => (value === null ? [] : [value]));
}
