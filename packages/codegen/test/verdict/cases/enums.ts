import { both, type Case, down, integer, object, pair, text, twin, up } from './case.ts';

const one = (...values: readonly string[]): { type: string; enum: readonly string[] } => ({ type: 'string', enum: values });
const documented = (...values: readonly string[]): { oneOf: { type: string; enum: string[]; description: string }[] } => ({
  oneOf: values.map((value) => ({ type: 'string', enum: [value], description: value })),
});

export const enums: readonly Case[] = [
  ...pair('a value', one('a'), one('a', 'b'), [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a value in place of another', one('a', 'b'), one('a', 'c'), [`value-removed ${up}`, `value-added ${down}`], [`value-removed ${up}`, `value-added ${down}`]),
  ...pair('a value of a documented enum', documented('a', 'b'), documented('a', 'b', 'c'), [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a value of a property', object({ e: one('a') }), object({ e: one('a', 'b') }), [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a value of an optional property', object({ 'e?': one('a') }), object({ 'e?': one('a', 'b') }), [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a value of items', { type: 'array', items: one('a') }, { type: 'array', items: one('a', 'b') }, [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a value of a nullable enum', { ...one('a'), nullable: true }, { ...one('a', 'b'), nullable: true }, [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('a number', { type: 'integer', enum: [1] }, { type: 'integer', enum: [1, 2] }, [`value-added ${down}`], [`value-removed ${up}`]),
  ...pair('three values', one('a'), one('a', 'b', 'c'), [`value-added ${down}`, `value-added ${down}`], [`value-removed ${up}`, `value-removed ${up}`]),
  ...pair('a text instead of a number', { type: 'integer', enum: [1] }, one('1'), [`value-removed ${up}`, `value-added ${down}`], [`value-removed ${up}`, `value-added ${down}`]),
  ...pair('any string instead', one('a'), text, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('strings of a pattern that all values have', one('a', 'ab'), { ...text, pattern: '^a' }, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('strings of a pattern that one value lacks', one('a', 'b'), { ...text, pattern: '^a' }, [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a boolean instead', { type: 'boolean', enum: [true] }, { type: 'boolean' }, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('an integer instead', { type: 'integer', enum: [1, 2] }, integer, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('an integer of a range that holds all', { type: 'integer', enum: [1, 2] }, { ...integer, format: 'uint8' }, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  twin('value-added', 'the order of values', one('a', 'b'), one('b', 'a')),
  twin('value-removed', 'values with words', one('a', 'b'), documented('a', 'b')),
  twin('value-added', 'a value twice', one('a'), { ...one('a'), description: 'words' }),
];
