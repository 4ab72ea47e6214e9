import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const shared = process.env['SKEWLINE_SHARED'] ?? '';
const theirs = read(join(shared, 'corpus/nexus-internal/1.0.0.json'));
const ours = read(join(import.meta.dirname, '../../src/internal/generated/v1/openapi.json'));
const path = '/vmms/{propolis_id}';

function read(file: string): Json {
  // What JSON.parse returns is Json by definition.
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

function at(json: Json | undefined, ...keys: readonly string[]): Json {
  let here = json;
  for (const key of keys) {
    const isObject = typeof here === 'object' && here !== null && !Array.isArray(here);
    here = isObject ? Object.entries(here ?? {}).find(([name]) => name === key)?.[1] : undefined;
  }
  if (here === undefined) throw new Error(`nothing is at ${keys.join(' ')}`);
  return here;
}

const words = ['description', 'title', 'x-rust-type', 'summary', 'tags', 'style'];

/**
 * What a schema allows, whichever dialect of OpenAPI says it and in whichever order: references
 * followed, words left out, one spelling of null and of a list of words.
 */
function meaning(root: Json, json: Json): Json {
  if (Array.isArray(json)) return json.map((one: Json) => meaning(root, one));
  if (typeof json !== 'object' || json === null) return json;
  const object = Object.fromEntries(Object.entries(json).filter(([key]) => !words.includes(key)));
  const { $ref, nullable, allOf, oneOf, anyOf, type, enum: values, const: only, ...rest } = object;
  const others = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'required' && Array.isArray(value)
        ? value.map(String).toSorted()
        : meaning(root, value),
    ]),
  );
  if (typeof $ref === 'string') return meaning(root, at(root, ...$ref.slice(2).split('/')));
  if (Array.isArray(allOf) && allOf.length === 1) {
    const inner = meaning(root, allOf[0] ?? null);
    return nullable === true ? orNull([inner]) : inner;
  }
  const choices = oneOf ?? anyOf;
  if (Array.isArray(choices)) {
    const read = choices.map((one: Json) => meaning(root, one));
    const plain = read.filter((one) => JSON.stringify(one) !== '{"type":"null"}');
    const texts = plain.flatMap((one) => wordsOf(one) ?? []);
    if (texts.length >= plain.length && plain.every((one) => wordsOf(one) !== undefined)) {
      return { enum: [...texts].toSorted() };
    }
    return plain.length < read.length ? orNull(plain) : { choices: read };
  }
  if (Array.isArray(type) && type.includes('null')) {
    const [kind] = type.filter((one: Json) => one !== 'null');
    return orNull([meaning(root, { ...object, type: kind ?? null })]);
  }
  if (Array.isArray(values)) return { enum: [...values].map(String).toSorted() };
  if (only !== undefined) return { enum: [only] };
  return { ...others, ...(type === undefined ? {} : { type }) };
}

function orNull(choices: readonly Json[]): Json {
  return { orNull: choices };
}

function wordsOf(json: Json): readonly string[] | undefined {
  if (typeof json !== 'object' || json === null || !('enum' in json)) return undefined;
  return Array.isArray(json['enum']) ? json['enum'].map(String) : undefined;
}

test.each([
  'SledVmmState',
  'VmmRuntimeState',
  'VmmState',
  'MigrationRuntimeState',
  'MigrationState',
  'Error',
])('version 1 says a %s as omicron does', (name) => {
  const [a, b] = [theirs, ours].map((root) =>
    meaning(root, at(root, 'components', 'schemas', name)),
  );
  expect(b).toEqual(a);
  // Nothing was lost on the way: a type without members would equal any other.
  expect(JSON.stringify(a).length).toBeGreaterThan(40);
});

test('version 1 says the operation as omicron does', () => {
  const [a, b] = [theirs, ours].map((root) => {
    const operation = at(root, 'paths', path, 'put');
    return {
      id: at(operation, 'operationId'),
      parameters: meaning(root, at(operation, 'parameters')),
      body: meaning(root, at(operation, 'requestBody')),
      done: Object.keys(at(operation, 'responses') as object).toSorted(), // an object in any document
      failed: meaning(root, at(operation, 'responses', '4XX')),
      broken: meaning(root, at(operation, 'responses', '5XX')),
    };
  });
  expect(b).toEqual(a);
  expect(Object.keys(at(ours, 'paths') as object)).toEqual([path]); // and nothing else
});
