import type { Version } from '../../../../packages/codegen/src/model/api.ts';
import { isJsonObject, type Json } from '../../../../packages/codegen/src/model/json.ts';
import type {
  ObjectSchema,
  Property,
  Schema,
  UnionSchema,
  Variant,
} from '../../../../packages/codegen/src/model/schema.ts';

/**
 * Whether two values of a schema say the same. Absent is the default where there is one, and else
 * null. What is at a lossy place (a path as plans name it: `Type.field`, `Type(variant)`, `Type[]`)
 * is not compared.
 */
export function sameMeaning(
  one: Json | undefined,
  other: Json | undefined,
  schema: Schema,
  place: { readonly path: string; readonly version: Version; readonly lossy: ReadonlySet<string> },
): boolean {
  const { path, version, lossy } = place;
  if (lossy.has(path)) return true;
  const at = (suffix: string): typeof place => ({ ...place, path: `${path}${suffix}` });
  if (one === null || other === null || one === undefined || other === undefined) {
    if ((one ?? null) === (other ?? null)) return true;
    if (one === null) return lossy.has(`${path}(null)`);
  }
  switch (schema.kind) {
    case 'reference': {
      const named = version.schemas.get(schema.name);
      if (named === undefined) return false;
      return sameMeaning(one, other, named.schema, { ...place, path: schema.name });
    }
    case 'nullable':
      return sameMeaning(one, other, schema.of, place);
    case 'object':
      return isJsonObject(one) && isJsonObject(other) && sameObjects(one, other, schema, place);
    case 'map':
      if (!isJsonObject(one) || !isJsonObject(other)) return false;
      if (lossy.has(`${path}{}`)) return true;
      return [...new Set([...Object.keys(one), ...Object.keys(other)])].every(
        (key) =>
          Object.hasOwn(one, key) &&
          Object.hasOwn(other, key) &&
          sameMeaning(one[key], other[key], schema.values, at('{}')),
      );
    case 'array':
    case 'tuple':
      if (!Array.isArray(one) || !Array.isArray(other)) return false;
      if (lossy.has(`${path}[]`)) return true;
      return (
        one.length === other.length &&
        one.every((item: Json, index) => {
          const inner = schema.kind === 'array' ? schema.items : schema.items[index];
          const suffix = schema.kind === 'array' ? '[]' : `[${String(index)}]`;
          return inner !== undefined && sameMeaning(item, other[index], inner, at(suffix));
        })
      );
    case 'union': {
      if (one === undefined) return false;
      return variantsOf(one, schema).some(
        ({ name, schema: inner }) =>
          lossy.has(`${path}(${name})`) || sameMeaning(one, other, inner, at(`(${name})`)),
      );
    }
    case 'enum':
      return one === other || lossy.has(`${path}(${text(one)})`);
    case 'any':
      return JSON.stringify(one) === JSON.stringify(other);
    case 'boolean':
    case 'number':
    case 'string':
      return one === other;
  }
}

function sameObjects(
  one: { readonly [key: string]: Json },
  other: { readonly [key: string]: Json },
  schema: ObjectSchema,
  place: { readonly path: string; readonly version: Version; readonly lossy: ReadonlySet<string> },
): boolean {
  const named = new Set(schema.properties.map(({ name }) => name));
  const others = (value: object): string =>
    JSON.stringify(Object.entries(value).filter(([name]) => !named.has(name)).sort(byName));
  return (
    schema.properties.every((property) =>
      sameMeaning(said(one, property), said(other, property), property.schema, {
        ...place,
        path: `${place.path}.${property.name}`,
      }),
    ) &&
    (place.lossy.has(`${place.path}{}`) || others(one) === others(other))
  );
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** A value of an enum as the key of its hole has it. */
function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function said(value: { readonly [key: string]: Json }, { name, default: absent }: Property): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : (absent?.value ?? null);
}

/** The variants that a value may be of: all of them where nothing tells. */
function variantsOf(value: Json, union: UnionSchema): readonly Variant[] {
  const { tagging, variants } = union;
  switch (tagging.style) {
    case 'internal':
    case 'adjacent':
      return variants.filter(({ name }) => isJsonObject(value) && value[tagging.tag] === name);
    case 'external':
      return variants.filter(
        ({ name }) => value === name || (isJsonObject(value) && Object.hasOwn(value, name)),
      );
    case 'untagged':
      return variants;
  }
}
