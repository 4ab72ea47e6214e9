import type { JsonObject } from '../../../src/model/json.ts';
import { both, type Case, down, integer, pair, text, twin, up } from './case.ts';

const number: JsonObject = { type: 'number' };
const wider = (name: string, one: JsonObject, other: JsonObject): readonly Case[] =>
  pair(name, one, other, [`range-changed ${down}`], [`range-changed ${up}`]);

export const numbers: readonly Case[] = [
  ...wider('a greater maximum', { ...integer, maximum: 3 }, { ...integer, maximum: 5 }),
  ...wider('no maximum', { ...integer, maximum: 3 }, integer),
  ...wider('a smaller minimum', { ...integer, minimum: 3 }, { ...integer, minimum: 1 }),
  ...wider('no minimum', { ...integer, minimum: 0 }, integer),
  ...wider('a wider format', { ...integer, format: 'uint8' }, { ...integer, format: 'uint16' }),
  ...wider('no format', { ...integer, format: 'uint32' }, integer),
  ...wider('a signed format', { ...integer, format: 'uint8' }, { ...integer, format: 'int16' }),
  ...wider('any number', integer, number),
  ...wider('a bound that belongs to it', { ...number, minimum: 0, exclusiveMinimum: true }, { ...number, minimum: 0 }),
  ...wider('an upper bound that belongs to it', { ...number, maximum: 9, exclusiveMaximum: true }, { ...number, maximum: 9 }),
  ...wider('multiples of less', { ...integer, multipleOf: 6 }, { ...integer, multipleOf: 3 }),
  ...wider('no multiples', { ...integer, multipleOf: 6 }, integer),
  ...wider('numbers with a bound', { ...number, minimum: 0.5 }, { ...number, minimum: 0.25 }),
  ...pair('ranges that overlap', { ...integer, minimum: 0, maximum: 5 }, { ...integer, minimum: 3, maximum: 9 }, [`range-changed ${both}`], [`range-changed ${both}`]),
  ...pair('ranges apart', { ...integer, minimum: 0, maximum: 5 }, { ...integer, minimum: 6, maximum: 9 }, [`range-changed ${both}`], [`range-changed ${both}`]),
  ...pair('formats that overlap', { ...integer, format: 'int8' }, { ...integer, format: 'uint8' }, [`range-changed ${both}`], [`range-changed ${both}`]),
  ...pair('multiples of others', { ...integer, multipleOf: 4 }, { ...integer, multipleOf: 6 }, [`range-changed ${both}`], [`range-changed ${both}`]),
  ...pair('a string instead', integer, text, [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('a boolean instead', integer, { type: 'boolean' }, [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('anything instead', integer, {}, [`structure-changed ${down}`], [`structure-changed ${up}`]),
  twin('range-changed', 'a minimum that the format has already', { ...integer, format: 'uint8' }, { ...integer, format: 'uint8', minimum: 0 }),
  twin('range-changed', 'a format said by bounds', { ...integer, format: 'uint8' }, { ...integer, minimum: 0, maximum: 255 }),
  twin('range-changed', 'multiples of one', integer, { ...integer, multipleOf: 1 }),
  twin('range-changed', 'a float, then a double', { ...number, format: 'float' }, { ...number, format: 'double' }),
];
