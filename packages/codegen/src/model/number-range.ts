import type { NumberSchema } from './schema.ts';

/** The least and the greatest number that fit; a format such as uint8 bounds as well as a keyword. */
export interface NumberRange {
  readonly minimum: number;
  readonly maximum: number;
}

const formats: ReadonlyMap<string, NumberRange> = new Map([
  ['int8', { minimum: -128, maximum: 127 }],
  ['int16', { minimum: -32_768, maximum: 32_767 }],
  ['int32', { minimum: -2_147_483_648, maximum: 2_147_483_647 }],
  ['uint8', { minimum: 0, maximum: 255 }],
  ['uint16', { minimum: 0, maximum: 65_535 }],
  ['uint32', { minimum: 0, maximum: 4_294_967_295 }],
  ['uint64', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }],
  ['uint', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }],
]);

/** Integers end where JavaScript would round them, whatever the format promises. */
export function numberRange(schema: NumberSchema): NumberRange {
  const widest = schema.integer ? Number.MAX_SAFE_INTEGER : Infinity;
  const format = schema.integer ? formats.get(schema.format ?? '') : undefined;
  return {
    minimum: Math.max(schema.minimum ?? -Infinity, format?.minimum ?? -widest),
    maximum: Math.min(schema.maximum ?? Infinity, format?.maximum ?? widest),
  };
}
