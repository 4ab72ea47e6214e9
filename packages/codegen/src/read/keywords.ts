import type { JsonObject } from '../model/json.ts';
import type { Context } from './context.ts';
import { unsupported } from './context.ts';
import { member } from './raw.ts';
import { isJsonObject } from '../model/json.ts';
import { child } from './pointer.ts';

export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

const numeric = [
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
] as const;

/** The keywords that say something about a value of a type. */
export const keywordsOf: { readonly [T in TypeName]: readonly string[] } = {
  null: [],
  boolean: [],
  integer: numeric,
  number: numeric,
  string: ['format', 'pattern', 'minLength', 'maxLength'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  object: [
    'properties',
    'required',
    'additionalProperties',
    'minProperties',
    'maxProperties',
    'propertyNames',
  ],
};

export const typeKeywords: ReadonlySet<string> = new Set(Object.values(keywordsOf).flat());

/** Said to people, or to tools other than us: nothing on the wire depends on them. */
export const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'deprecated',
  'default',
  'example',
  'examples',
  'externalDocs',
  'xml',
  'readOnly',
  'writeOnly',
  'contentMediaType',
  'contentEncoding',
  '$comment',
  '$schema',
  '$defs',
]);

export const forms: ReadonlySet<string> = new Set([
  '$ref',
  'type',
  'nullable',
  'enum',
  'const',
  'allOf',
  'oneOf',
  'anyOf',
  'discriminator',
]);

const unionFix = 'Describe the alternatives with oneOf.';
const evaluatedFix = 'Use additionalProperties.';
const anchorFix =
  'Move the schema under components/schemas and refer to it by #/components/schemas/NAME.';
const lengthFix = 'Describe all items with items or prefixItems.';

const fixes: ReadonlyMap<string, string> = new Map([
  ['not', unionFix],
  ['if', unionFix],
  ['then', unionFix],
  ['else', unionFix],
  ['dependentSchemas', unionFix],
  ['dependentRequired', unionFix],
  ['dependencies', unionFix],
  ['patternProperties', 'Use additionalProperties with one schema for all other properties.'],
  ['propertyNames', 'Remove it, or describe the names in words.'],
  ['unevaluatedProperties', evaluatedFix],
  ['unevaluatedItems', lengthFix],
  ['additionalItems', lengthFix],
  ['contains', lengthFix],
  ['minContains', lengthFix],
  ['maxContains', lengthFix],
  ['contentSchema', 'Remove it, or describe the content in words.'],
  ['definitions', anchorFix],
  ['$id', anchorFix],
  ['$anchor', anchorFix],
  ['$dynamicRef', anchorFix],
  ['$dynamicAnchor', anchorFix],
  ['$recursiveRef', anchorFix],
  ['$recursiveAnchor', anchorFix],
]);

/** Whatever has no place in the model is said, with its place; nothing is skipped. */
export function checkKeywords(context: Context, raw: JsonObject, pointer: string): void {
  for (const key of Object.keys(raw)) {
    if (isExtension(key) || annotations.has(key) || forms.has(key)) continue;
    if (key === 'propertyNames' ? isTrivialNames(raw) : typeKeywords.has(key)) continue;
    if (key === '$id' && /^\/components\/schemas\/[^/]*$/.test(pointer)) continue;
    const fix = fixes.get(key) ?? 'Remove it, or give it a name that begins with x-.';
    unsupported(context, child(pointer, key), `\`${key}\` has no place in the model.`, fix);
  }
}

function isTrivialNames(raw: JsonObject): boolean {
  const names = member(raw, 'propertyNames');
  if (!isJsonObject(names)) return names === true;
  return Object.entries(names).every(
    ([key, value]) => annotations.has(key) || (key === 'type' && value === 'string'),
  );
}

export function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

/** Keys that change what is on the wire. */
export function wireKeys(raw: JsonObject): readonly string[] {
  return Object.keys(raw).filter((key) => !isExtension(key) && !annotations.has(key));
}

/** A keyword of another type has no effect; that is said, but the rest of the schema stands. */
export function warnOfOtherTypes(
  context: Context,
  raw: JsonObject,
  types: readonly TypeName[],
  pointer: string,
): void {
  for (const key of Object.keys(raw)) {
    if (!typeKeywords.has(key) || types.some((type) => keywordsOf[type].includes(key))) continue;
    context.reporter.report('unsupported', {
      severity: 'warning',
      message: `\`${key}\` says nothing about ${types.join(' or ')}.`,
      fix: 'Remove it.',
      pointer: child(pointer, key),
    });
  }
}
