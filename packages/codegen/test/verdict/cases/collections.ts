import type { JsonObject } from '../../../src/model/json.ts';
import { both, type Case, down, integer, object, pair, text, twin, type, up } from './case.ts';

const list = (rest: JsonObject = {}, items: JsonObject = text): JsonObject => ({ type: 'array', items, ...rest });
const map = (values: JsonObject, rest: JsonObject = {}): JsonObject => ({ type: 'object', additionalProperties: values, ...rest });
const tuple = (...items: readonly JsonObject[]): JsonObject => ({ type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length });
/** Tuples are of OpenAPI 3.1. */
const newer = (cases: readonly Case[]): readonly Case[] =>
  cases.map((one) => ({ ...one, before: { ...one.before, openapi: '3.1.0' }, after: { ...one.after, openapi: '3.1.0' } }));

export const collections: readonly Case[] = [
  ...pair('a longest list', list({ maxItems: 3 }), list({ maxItems: 5 }), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('a list that may be of any length', list({ maxItems: 3 }), list(), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('a shortest list', list({ minItems: 2 }), list({ minItems: 1 }), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('items that may repeat', list({ uniqueItems: true }), list(), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('a list shifted', list({ minItems: 1, maxItems: 2 }), list({ minItems: 2, maxItems: 3 }), [`count-changed ${both}`], [`count-changed ${both}`]),
  ...pair('items of another kind', list(), list({}, integer), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a list of lists', list({}, list({ maxItems: 1 })), list({}, list({ maxItems: 2 })), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('a list and its items', list({ maxItems: 1 }, { ...text, maxLength: 1 }), list({ maxItems: 2 }, { ...text, maxLength: 2 }), [`count-changed ${down}`, `length-changed ${down}`], [`count-changed ${up}`, `length-changed ${up}`]),
  ...pair('one, then a list of it', text, list(), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a map of another kind', map(text), map(integer), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a map with at most three', map(text, { maxProperties: 3 }), map(text), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('a map with at least one', map(text, { minProperties: 1 }), map(text), [`count-changed ${down}`], [`count-changed ${up}`]),
  ...pair('values with one more property', map(object({ a: text })), map(object({ a: text, 'b?': text })), ['property-added ccbc'], ['property-removed bccc']),
  ...pair('a map, then a list', map(text), list(), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a closed object, then a map', object({ a: text, 'b?': text }, { additionalProperties: false }), map(text), [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('an object of another kind, then a map', object({ a: integer }, { additionalProperties: false }), map(text), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...newer([
    ...pair('a longer tuple', tuple(text, integer), tuple(text, integer, text), [`structure-changed ${both}`], [`structure-changed ${both}`]),
    ...pair('an item of a tuple', tuple(text, integer), tuple(text, text), [`structure-changed ${both}`], [`structure-changed ${both}`]),
    ...pair('an item of a tuple, wider', tuple(text, { ...text, maxLength: 2 }), tuple(text, { ...text, maxLength: 3 }), [`length-changed ${down}`], [`length-changed ${up}`]),
    ...pair('a tuple, then a list', tuple(text, integer), list({}, { oneOf: [text, integer] }), [`structure-changed ${down}`], [`structure-changed ${up}`]),
    ...pair('a tuple, then a list of another kind', tuple(text, integer), list(), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ]),
  ...pair('anything', list({}, {}), list(), [`structure-changed ${up}`], [`structure-changed ${down}`]),
  twin('count-changed', 'bounds that were there already', list({ minItems: 0 }), list()),
  twin('count-changed', 'at most one item, told to be unique', list({ maxItems: 1 }), list({ maxItems: 1, uniqueItems: true })),
  twin('structure-changed', 'an integer, then an integer', list({}, integer), list({ description: 'words' }, { ...integer, description: 'words' })),
  type('a list of the type itself', object({ in: list({}, { $ref: '#/components/schemas/T' }) }), object({ in: list({ maxItems: 2 }, { $ref: '#/components/schemas/T' }) }), [`count-changed ${up}`]),
  twin('count-changed', 'a list of what is called otherwise', list({}, { $ref: '#/components/schemas/A' }), list({}, { $ref: '#/components/schemas/B' }), [], { A: text, B: text }),
];

