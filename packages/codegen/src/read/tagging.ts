import type { Tagging } from '../model/schema.ts';
import type { Context } from './context.ts';
import type { Literal, ObjectShape } from './shape.ts';
import { literalsOf } from './shape.ts';

/** What tells the variants of a union apart, and each one's name. */
export interface Tagged {
  readonly tagging: Tagging;
  /** One per shape, in order. */
  readonly names: readonly string[];
}

const usual = ['type', 'kind'];

/** By the value of one property that all variants have: internal, or adjacent with one content. */
export function tagOf(
  context: Context,
  shapes: readonly ObjectShape[],
  discriminator: string | undefined,
): Tagged | undefined {
  const [first] = shapes;
  if (first === undefined) return undefined;
  const preferred = discriminator === undefined ? usual : [discriminator, ...usual];
  for (const tag of new Set([...preferred, ...first.properties.keys()])) {
    const names = shapes.map((shape) => tagValueOf(context, shape, tag));
    if (!names.every((name) => name !== undefined)) continue;
    const texts = names.map(String);
    if (new Set(texts).size === texts.length)
      return { tagging: styleOf(shapes, tag), names: texts };
  }
  return undefined;
}

function tagValueOf(context: Context, shape: ObjectShape, tag: string): Literal | undefined {
  const property = shape.properties.get(tag);
  if (property === undefined || !shape.required.has(tag)) return undefined;
  const literals = literalsOf(context, property.raw);
  return literals.length === 1 ? literals[0] : undefined;
}

export function styleOf(shapes: readonly ObjectShape[], tag: string): Tagging {
  const contents = new Set<string>();
  let isAdjacent = true;
  for (const { properties, isMap } of shapes) {
    if (isMap || properties.size > 2) isAdjacent = false;
    for (const name of properties.keys()) if (name !== tag) contents.add(name);
  }
  const [content] = contents;
  return isAdjacent && contents.size === 1 && content !== undefined
    ? { style: 'adjacent', tag, content }
    : { style: 'internal', tag };
}

/** The only property of an object, which is always there: its name is the variant's. */
export function externalKeyOf(shape: ObjectShape): string | undefined {
  const [key] = shape.properties.keys();
  const isOne = shape.properties.size === 1 && shape.required.size === 1 && !shape.isMap;
  return isOne && key !== undefined && shape.required.has(key) ? key : undefined;
}
