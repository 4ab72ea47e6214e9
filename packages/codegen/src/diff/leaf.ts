import { numberRange } from '../model/number-range.ts';
import type { ArraySchema, NumberSchema, Schema, StringSchema } from '../model/schema.ts';

/**
 * Formats that a peer checks. A format outside this table is a note to the reader (`Utf8PathBuf`),
 * so a change of it changes nothing on the wire.
 */
const checkedFormats: ReadonlyMap<string, readonly string[]> = new Map([
  // format → the formats whose values all fit it
  ['uuid', []],
  ['date-time', []],
  ['date', []],
  ['time', []],
  ['ip', ['ipv4', 'ipv6']],
  ['ipv4', []],
  ['ipv6', []],
  ['uri', []],
  ['email', []],
  ['hostname', []],
  ['byte', []],
  ['binary', []],
  ['hex string', ['hex string (32 bytes)', 'hex string (64 bytes)']],
  ['hex string (32 bytes)', []],
  ['hex string (64 bytes)', []],
]);

/** Whether every string of `source` is one of `target`, as far as can be proven. */
export function stringFits(source: StringSchema, target: StringSchema): boolean {
  return (
    formatFits(source.format, target.format) &&
    (target.pattern === undefined || target.pattern === source.pattern) &&
    (source.minLength ?? 0) >= (target.minLength ?? 0) &&
    (source.maxLength ?? Infinity) <= (target.maxLength ?? Infinity)
  );
}

function formatFits(source: string | undefined, target: string | undefined): boolean {
  if (target === undefined || target === source) return true;
  const narrower = checkedFormats.get(target);
  if (narrower === undefined) return true;
  return source !== undefined && narrower.includes(source);
}

export function numberFits(source: NumberSchema, target: NumberSchema): boolean {
  if (target.integer && !source.integer) return false;
  if (target.multipleOf !== undefined && target.multipleOf !== source.multipleOf) return false;
  const from = numberRange(source);
  const to = numberRange(target);
  return from.minimum >= to.minimum && from.maximum <= to.maximum && exclusiveFits(source, target);
}

function exclusiveFits(source: NumberSchema, target: NumberSchema): boolean {
  const lowest = Math.max(source.minimum ?? -Infinity, source.exclusiveMinimum ?? -Infinity);
  const highest = Math.min(source.maximum ?? Infinity, source.exclusiveMaximum ?? Infinity);
  const above = target.exclusiveMinimum;
  const below = target.exclusiveMaximum;
  return (
    (above === undefined || above === source.exclusiveMinimum || lowest > above) &&
    (below === undefined || below === source.exclusiveMaximum || highest < below)
  );
}

export function lengthFits(source: ArraySchema, target: ArraySchema): boolean {
  return (
    (!target.uniqueItems || source.uniqueItems || source.maxItems === 1) &&
    (source.minItems ?? 0) >= (target.minItems ?? 0) &&
    (source.maxItems ?? Infinity) <= (target.maxItems ?? Infinity)
  );
}

/** The JSON types a value of a schema can have; undefined where it can be anything. */
export function jsonType(
  schema: Schema,
): 'boolean' | 'number' | 'string' | 'array' | 'object' | undefined {
  switch (schema.kind) {
    case 'boolean':
    case 'number':
    case 'string':
    case 'array':
    case 'object':
      return schema.kind;
    case 'tuple':
      return 'array';
    case 'map':
      return 'object';
    case 'enum': {
      const types = new Set(
        schema.values.map(({ value }) => (value === null ? 'null' : typeof value)),
      );
      const [only] = types;
      return types.size === 1 && (only === 'string' || only === 'number' || only === 'boolean')
        ? only
        : undefined;
    }
    default:
      return undefined;
  }
}
