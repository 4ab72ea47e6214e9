import type { Api, Operation, Parameter, Version } from '../../../codegen/src/model/api.ts';
import type { Schema } from '../../../codegen/src/model/schema.ts';

/**
 * What a schema, a parameter or an operation means on the wire, as plain data that compares. Names
 * of scalars are left out (omicron renames them without a change of meaning), those of objects and
 * unions stay; so does everything that narrows a value. Words for people are no part of it.
 */
export function shapeOf(schema: Schema, version: Version): unknown {
  const inner = (one: Schema): unknown => shapeOf(one, version);
  switch (schema.kind) {
    case 'any':
    case 'boolean':
      return schema.kind;
    case 'number': {
      const { integer, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
      const { multipleOf } = schema;
      const bounds = { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf };
      return { number: { integer, format, ...bounds } };
    }
    case 'string': {
      const { format, pattern, minLength, maxLength } = schema;
      return { string: { format, pattern, minLength, maxLength } };
    }
    case 'enum':
      return { enum: schema.values.map(({ value }) => JSON.stringify(value)).sort() };
    case 'array': {
      const { minItems, maxItems, uniqueItems } = schema;
      return { array: inner(schema.items), minItems, maxItems, uniqueItems };
    }
    case 'tuple':
      return { tuple: schema.items.map(inner) };
    case 'map': {
      const { minProperties, maxProperties } = schema;
      return { map: inner(schema.values), minProperties, maxProperties };
    }
    case 'object': {
      const { additional } = schema;
      const properties = schema.properties.map(
        ({ name, required, default: absent, schema: of }) => [
          name,
          { required, default: absent, of: inner(of) },
        ],
      );
      return {
        object: Object.fromEntries(properties),
        additional: typeof additional === 'string' ? additional : inner(additional),
      };
    }
    case 'union': {
      const [only, ...others] = schema.variants;
      // TypeScript has no union of one: it is what the one is.
      if (only !== undefined && others.length === 0) return inner(only.schema);
      const variants = schema.variants.map(({ name, schema: of }) => [name, inner(of)] as const);
      // What an untagged variant is called is for people only, like their order.
      const isTagged = schema.tagging.style !== 'untagged';
      const texts = variants.map(([, shape]) => JSON.stringify(shape)).sort();
      return { tagging: schema.tagging, variants: isTagged ? Object.fromEntries(variants) : texts };
    }
    case 'nullable':
      return { nullable: inner(schema.of) };
    case 'reference': {
      const scalar = scalarBehind(schema.name, version);
      return scalar === undefined ? { reference: schema.name } : inner(scalar);
    }
  }
}

/** All named objects and unions that operations reach, by name. */
export function shapesOf(version: Version, operations: readonly Operation[]): Shapes {
  const found = new Map<string, unknown>();
  const add = (schema: Schema): void => {
    for (const name of referencesIn(schema)) {
      const named = version.schemas.get(name)?.schema;
      if (named === undefined) throw new Error(`${version.id.text} has no type ${name}`);
      if (found.has(name)) continue;
      const scalar = scalarBehind(name, version);
      if (scalar === undefined) found.set(name, shapeOf(named, version));
      // Known, so that a circle ends, and left out of what is given.
      else found.set(name, undefined);
      add(named);
    }
  };
  for (const operation of operations) schemasOf(operation).forEach(add);
  const shapes = [...found].filter(([, shape]) => shape !== undefined);
  return Object.fromEntries(shapes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export type Shapes = Readonly<Record<string, unknown>>;

/** Method, path, parameters, body and answers. */
export function operationShape(operation: Operation, version: Version): unknown {
  const { method, path, parameters, body, responses } = operation;
  const content = (one: ReadonlyMap<string, Schema>): unknown =>
    Object.fromEntries([...one].map(([type, schema]) => [type, shapeOf(schema, version)]));
  const parameter = ({ in: place, required, schema, default: absent }: Parameter): unknown => ({
    place,
    required,
    default: absent,
    of: shapeOf(schema, version),
  });
  const byName = (list: readonly Parameter[]): unknown =>
    Object.fromEntries(list.map((one) => [`${one.in} ${one.name}`, parameter(one)]));
  return {
    method,
    path,
    parameters: byName(parameters),
    body: body && { required: body.required, content: content(body.content) },
    responses: Object.fromEntries(
      [...responses].map(([status, response]) => [
        status,
        { headers: byName(response.headers), content: content(response.content) },
      ]),
    ),
  };
}

/** The version that holds at a number of a sparse API: the newest at or below it. */
export function versionHolding(api: Api, number: number): Version {
  const found = api.versions.findLast(({ id }) => Number(id.text) <= number);
  if (found === undefined) throw new Error(`no version ${String(number)}`);
  return found;
}

function schemasOf({ parameters, body, responses }: Operation): readonly Schema[] {
  return [
    ...parameters.map(({ schema }) => schema),
    ...(body?.content.values() ?? []),
    ...[...responses.values()].flatMap(({ headers, content }) => [
      ...headers.map(({ schema }) => schema),
      ...content.values(),
    ]),
  ];
}

/** What a name stands for, where that is a string, a number or true and false, or a choice of such. */
function scalarBehind(name: string, version: Version): Schema | undefined {
  const schema = version.schemas.get(name)?.schema;
  if (schema?.kind === 'reference') return scalarBehind(schema.name, version);
  const isScalar =
    schema?.kind === 'string' || schema?.kind === 'number' || schema?.kind === 'boolean';
  return isScalar ? schema : undefined;
}

function referencesIn(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'reference':
      return [schema.name];
    case 'nullable':
      return referencesIn(schema.of);
    case 'array':
      return referencesIn(schema.items);
    case 'tuple':
      return schema.items.flatMap(referencesIn);
    case 'map':
      return referencesIn(schema.values);
    case 'union':
      return schema.variants.flatMap((variant) => referencesIn(variant.schema));
    case 'object': {
      const { additional } = schema;
      const named = schema.properties.flatMap((property) => referencesIn(property.schema));
      return typeof additional === 'string' ? named : [...named, ...referencesIn(additional)];
    }
    default:
      return [];
  }
}
