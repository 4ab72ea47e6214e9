import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Context } from './context.ts';
import { spend } from './context.ts';
import type { Located } from './raw.ts';
import { isList, member } from './raw.ts';
import { wireKeys } from './keywords.ts';
import { ask, follow } from './reference.ts';

/**
 * How a schema looks from outside, one level deep, without reading it: a union asks this of its
 * variants, which may contain the union again. Says nothing about what is wrong; reading does that.
 */
export interface ObjectShape {
  readonly properties: ReadonlyMap<string, Located>;
  readonly required: ReadonlySet<string>;
  /** Where other members have a schema of their own. */
  readonly isMap: boolean;
}

export type Literal = string | number | boolean;

const longestChain = 50;

export function objectShapeOf(context: Context, raw: Json, chain = 0): ObjectShape | undefined {
  const schema = behindWrappers(context, raw);
  if (schema === undefined || chain > longestChain || !spend(context)) return undefined;
  const elements = member(schema, 'allOf');
  if (isList(elements)) {
    const { allOf: _allOf, ...own } = schema;
    const all = wireKeys(own).some((key) => key !== 'type') ? [own, ...elements] : elements;
    const shapes: ObjectShape[] = [];
    for (const element of all) {
      const shape = objectShapeOf(context, element, chain + 1);
      if (shape === undefined && !(isJsonObject(element) && wireKeys(element).length === 0)) {
        return undefined;
      }
      if (shape !== undefined) shapes.push(shape);
    }
    return joined(shapes);
  }
  if (!isPlainObject(schema)) return undefined;
  const properties = member(schema, 'properties');
  const required = member(schema, 'required');
  return {
    properties: new Map(
      Object.entries(isJsonObject(properties) ? properties : {}).map(([name, value]) => [
        name,
        // Only what the property says is asked for here, not where.
        { raw: value, pointer: '' },
      ]),
    ),
    required: new Set(isList(required) ? required.filter((name) => typeof name === 'string') : []),
    isMap: (member(schema, 'additionalProperties') ?? false) !== false,
  };
}

function isPlainObject(schema: JsonObject): boolean {
  if (['oneOf', 'anyOf', 'enum', 'const'].some((key) => member(schema, key) !== undefined))
    return false;
  const type = member(schema, 'type');
  const types = isList(type) ? type.filter((name) => name !== 'null') : [type];
  if (types.length === 1 && types[0] === 'object') return true;
  return (
    type === undefined &&
    ['properties', 'required'].some((key) => member(schema, key) !== undefined)
  );
}

function joined(shapes: readonly ObjectShape[]): ObjectShape {
  const properties = new Map<string, Located>();
  for (const shape of shapes) {
    for (const [name, property] of shape.properties) {
      const before = properties.get(name);
      const narrows = isJsonObject(property.raw) && Object.hasOwn(property.raw, 'enum');
      if (before === undefined || narrows) properties.set(name, property);
    }
  }
  return {
    properties,
    required: new Set(shapes.flatMap((shape) => [...shape.required])),
    isMap: shapes.some((shape) => shape.isMap),
  };
}

/** References and allOf of one element, however many, taken off. */
function behindWrappers(context: Context, raw: Json): JsonObject | undefined {
  let at: Json | undefined = raw;
  for (let chain = 0; chain <= longestChain; chain += 1) {
    if (!isJsonObject(at)) return undefined;
    const reference: Json | undefined = member(at, '$ref');
    const elements: Json | undefined = member(at, 'allOf');
    if (typeof reference === 'string') {
      ask(context, `text ${reference}`);
      at = follow(context, reference)?.raw;
    } else if (isList(elements) && elements.length === 1 && wireKeys(at).every(isWrapperKey)) {
      at = elements[0];
    } else {
      return at;
    }
  }
  return undefined;
}

function isWrapperKey(key: string): boolean {
  return key === 'allOf' || key === 'nullable' || key === 'type';
}

/** Whether a schema, or what it refers to, says that null is allowed. */
export function mayBeNull(context: Context, raw: Json, chain = 0): boolean {
  if (!isJsonObject(raw) || chain > longestChain || !spend(context)) return false;
  if (member(raw, 'nullable') === true) return true;
  const within = (inner: Json): boolean => mayBeNull(context, inner, chain + 1);
  const reference = member(raw, '$ref');
  if (typeof reference === 'string') {
    ask(context, `text ${reference}`);
    return within(follow(context, reference)?.raw ?? false);
  }
  const [all, any] = [member(raw, 'allOf'), member(raw, 'oneOf') ?? member(raw, 'anyOf')];
  if (isList(all)) return all.length > 0 && all.every(within);
  if (isList(any)) return any.some(within);
  const [type, values] = [member(raw, 'type'), member(raw, 'enum')];
  if (isList(values)) return values.includes(null);
  return type === 'null' || (isList(type) && type.includes('null'));
}

/** The only values a schema allows: of an enum or a const, without null. */
export function literalsOf(context: Context, raw: Json): readonly Literal[] {
  const schema = behindWrappers(context, raw);
  if (schema === undefined || member(schema, 'nullable') === true) return [];
  const values = member(schema, 'enum') ?? [member(schema, 'const') ?? null];
  if (!isList(values) || !values.every(isLiteral)) return [];
  return values;
}

function isLiteral(value: Json): value is Literal {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
