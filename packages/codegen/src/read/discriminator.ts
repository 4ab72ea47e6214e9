import type { JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Property, Schema, Variant } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { member } from './raw.ts';
import { anySchema, docsOf } from './documented.ts';
import { child, parseReference, pointerOf, referenceTo, schemaNameOf } from './pointer.ts';
import { ask, follow } from './reference.ts';
import { enumOf } from './scalar.ts';
import type { Literal, ObjectShape } from './shape.ts';
import { literalsOf, objectShapeOf } from './shape.ts';
import { styleOf } from './tagging.ts';
import type { Alternative } from './variants.ts';
import { union, variantOf } from './variants.ts';

/**
 * OpenAPI's `discriminator` names the tag. Where the variant's object says the value itself, that
 * counts; else the mapping gives it, or the name of the type, and the variant is written out with
 * its tag narrowed to that value.
 */
export function readDiscriminated(
  context: Context,
  discriminator: JsonObject,
  tag: string,
  alternatives: readonly Alternative[],
  pointer: string,
): Schema {
  const at = child(pointer, 'discriminator');
  const mapping = mappingOf(context, discriminator, at);
  const variants: Variant[] = [];
  const shapes: ObjectShape[] = [];
  for (const alternative of alternatives) {
    const shape = objectShapeOf(context, alternative.raw);
    const property = shape?.properties.get(tag);
    if (shape === undefined || property === undefined) {
      const message = `A variant is no object with the property "${tag}" that the discriminator names.`;
      malformed(context, alternative.pointer, message, `Describe "${tag}" in every variant.`);
      continue;
    }
    shapes.push(shape);
    const literals = literalsOf(context, property.raw);
    const [literal] = literals;
    const mapped = namesOf(context, alternative, mapping);
    if (literals.length === 1 && literal !== undefined) {
      if (mapping.size > 0 && mapped.length > 0 && !mapped.includes(String(literal))) {
        const message = `The mapping says "${mapped.join('", "')}", the variant says "${literal}".`;
        malformed(context, child(at, 'mapping'), message, 'Let both say the same.');
      }
      variants.push(taggedVariant(context, alternative, shape, tag, literal));
    } else if (mapped.length === 0) {
      const message = `Nothing says which "${tag}" this variant has.`;
      unsupported(
        context,
        alternative.pointer,
        message,
        `Give "${tag}" an enum of one value here.`,
      );
    } else {
      for (const name of mapped) variants.push(narrowed(context, alternative, tag, name));
    }
  }
  const names = variants.map((variant) => variant.name);
  if (new Set(names).size < names.length) {
    const message = `Two variants have the same "${tag}".`;
    malformed(context, at, message, 'Give every variant a value of its own.');
  }
  return variants.length === 0 ? anySchema : union(styleOf(shapes, tag), variants);
}

/** Pointers of the variants by the value that the mapping gives them. */
function mappingOf(
  context: Context,
  discriminator: JsonObject,
  at: string,
): ReadonlyMap<string, string> {
  const mapping = member(discriminator, 'mapping');
  const places = new Map<string, string>();
  if (mapping === undefined) return places;
  if (!isJsonObject(mapping)) {
    malformed(
      context,
      child(at, 'mapping'),
      '`mapping` is not an object.',
      'Map values to references.',
    );
    return places;
  }
  for (const [value, reference] of Object.entries(mapping)) {
    const target = typeof reference === 'string' ? targetOf(context, reference) : undefined;
    if (target !== undefined) {
      places.set(value, target);
      continue;
    }
    context.reporter.report('reference_unresolved', {
      message: `The mapping of "${value}" leads nowhere.`,
      fix: 'Write the reference of one of the variants.',
      pointer: child(child(at, 'mapping'), value),
    });
  }
  return places;
}

/** A mapping may say `#/components/schemas/Cat`, or `Cat` alone. */
function targetOf(context: Context, reference: string): string | undefined {
  const isName = Object.hasOwn(context.schemas, reference);
  if (isName) return pointerOf(['components', 'schemas', reference]);
  return follow(context, reference)?.pointer;
}

function namesOf(
  context: Context,
  alternative: Alternative,
  mapping: ReadonlyMap<string, string>,
): readonly string[] {
  const reference = isJsonObject(alternative.raw) ? member(alternative.raw, '$ref') : undefined;
  if (typeof reference !== 'string') return [];
  const target = follow(context, reference);
  const mapped = [...mapping].filter(([, pointer]) => pointer === target?.pointer);
  if (mapped.length > 0) return mapped.map(([name]) => name);
  const parsed = parseReference(reference);
  const name = parsed.kind === 'local' ? schemaNameOf(parsed.tokens) : undefined;
  return name === undefined ? [] : [name];
}

function taggedVariant(
  context: Context,
  alternative: Alternative,
  shape: ObjectShape,
  tag: string,
  literal: Literal,
): Variant {
  return shape.required.has(tag)
    ? variantOf(String(literal), alternative.schema)
    : narrowed(context, alternative, tag, literal);
}

/** The variant's object with its tag fixed; the tag is always there, or nothing could be told. */
function narrowed(
  context: Context,
  alternative: Alternative,
  tag: string,
  value: Literal,
): Variant {
  const { schema, pointer } = alternative;
  const object = schema.kind === 'reference' ? written(context, schema.name, pointer) : schema;
  if (object.kind !== 'object') {
    const message = `The variant "${value}" cannot be written out with its tag.`;
    unsupported(context, pointer, message, `Give "${tag}" an enum of one value there.`);
    return variantOf(String(value), schema);
  }
  const properties = object.properties.map((property): Property =>
    property.name === tag
      ? Object.freeze({ ...property, schema: enumOf([{ value }]), required: true })
      : property,
  );
  const copy: Schema = { ...object, properties: Object.freeze(properties), ...docsOf(schema) };
  return variantOf(String(value), Object.freeze(copy));
}

/** A named object, read in place: only here is a name not kept. */
function written(context: Context, start: string, pointer: string): Schema {
  const seen = new Set<string>();
  for (let name = start; ;) {
    const place = pointerOf(['components', 'schemas', name]);
    const raw = member(context.schemas, name);
    if (raw === undefined || seen.has(name) || context.inlining.has(place)) {
      const message = `"${name}" contains this union, so it cannot be written out here.`;
      const fix = 'Give the tag an enum of one value in every variant.';
      unsupported(context, pointer, message, fix);
      return anySchema;
    }
    seen.add(name);
    ask(context, `text ${referenceTo(place)}`);
    context.inlining.add(place);
    const schema = context.read(raw, place);
    context.inlining.delete(place);
    if (schema.kind !== 'reference') return schema;
    name = schema.name;
  }
}
