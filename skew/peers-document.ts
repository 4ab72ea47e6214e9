/**
 * Our OpenAPI 3.1 documents in the words of 3.0, for a peer that reads nothing newer. Only the words
 * change: a test holds the result against the original with our own reader of both.
 */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Members = { readonly [name: string]: Json };

/** The peer knows one schema by name, and wants it to be Dropshot's to the letter. */
const reserved = '#/components/schemas/Error';
const renamed = 'ErrorAnswer';

export function inWordsOf30(document: Json): Json {
  const { openapi: _, ...rest } = membersOf(document);
  const components = membersOf(rest['components'] ?? {});
  const { Error: error, ...others } = membersOf(components['schemas'] ?? {});
  const schemas = { ...others, ...(error === undefined ? {} : { [renamed]: error }) };
  return rewrite({ openapi: '3.0.3', ...rest, components: { ...components, schemas } });
}

function rewrite(value: Json): Json {
  if (isList(value)) return value.map(rewrite);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, type, oneOf, ...rest } = membersOf(value);
  const others = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, rewrite(one)]));
  if (typeof $ref === 'string') {
    const reference = { $ref: $ref === reserved ? `#/components/schemas/${renamed}` : $ref };
    return Object.keys(others).length === 0 ? reference : { allOf: [reference], ...others };
  }
  if (type !== undefined && isList(type)) {
    const [one, ...more] = type.filter((name) => name !== 'null');
    if (one === undefined || more.length > 0)
      throw new Error(`3.0 has no word for ${JSON.stringify(type)}`);
    return { type: one, nullable: true, ...others };
  }
  if (oneOf !== undefined && isList(oneOf) && oneOf.some(isNull)) {
    const variants = oneOf.filter((variant) => !isNull(variant)).map(rewrite);
    const [first] = variants;
    // As Dropshot says it: a reference cannot have members beside it.
    return {
      [variants.length === 1 && first !== undefined ? 'allOf' : 'oneOf']: variants,
      nullable: true,
      ...others,
    };
  }
  return {
    ...(type === undefined ? {} : { type: rewrite(type) }),
    ...(oneOf === undefined ? {} : { oneOf: rewrite(oneOf) }),
    ...others,
  };
}

function isNull(schema: Json): boolean {
  return typeof schema === 'object' && schema !== null && membersOf(schema)['type'] === 'null';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function membersOf(value: Json): Members {
  if (typeof value !== 'object' || value === null || isList(value))
    throw new Error('not an object');
  return value;
}
