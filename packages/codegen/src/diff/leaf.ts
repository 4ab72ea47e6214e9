import { numberRange } from '../model/number-range.ts';
import { type Automaton, lengthAutomaton } from './pattern/automaton.ts';
import { isRegularFormat, languageOf, outside } from './pattern/language.ts';
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
  const { automaton } = languageOf(source);
  const within = (part: Pick<StringSchema, 'format' | 'pattern'>): boolean => {
    const { automaton: other, isExact } = languageOf(part);
    if (automaton === undefined || other === undefined || !isExact) return false;
    return outside(automaton, other) === null;
  };
  const { format, pattern } = target;
  return (
    (formatFits(source.format, format) ||
      (format !== undefined && isRegularFormat(format) && within({ format }))) &&
    (pattern === undefined || pattern === source.pattern || within({ pattern })) &&
    lengthsFit(source, target, automaton)
  );
}

function lengthsFit(
  source: StringSchema,
  target: StringSchema,
  automaton: Automaton | undefined,
): boolean {
  const { minLength = 0, maxLength = Infinity } = target;
  if ((source.minLength ?? 0) >= minLength && (source.maxLength ?? Infinity) <= maxLength) {
    return true;
  }
  const lengths = lengthAutomaton(minLength, maxLength);
  if (automaton === undefined || lengths === undefined) return false;
  return outside(automaton, lengths) === null;
}

function formatFits(source: string | undefined, target: string | undefined): boolean {
  if (target === undefined || target === source) return true;
  const narrower = checkedFormats.get(target);
  if (narrower === undefined) return true;
  return source !== undefined && narrower.includes(source);
}

export function numberFits(source: NumberSchema, target: NumberSchema): boolean {
  if (target.integer && !source.integer) return false;
  if (!multipleFits(source, target.multipleOf)) return false;
  const from = numberRange(source);
  const to = numberRange(target);
  const least = Math.max(from.minimum, source.exclusiveMinimum ?? -Infinity);
  const most = Math.min(from.maximum, source.exclusiveMaximum ?? Infinity);
  return least >= to.minimum && most <= to.maximum && exclusiveFits(source, target);
}

function multipleFits(source: NumberSchema, divisor: number | undefined): boolean {
  if (divisor === undefined || divisor === source.multipleOf) return true;
  if (source.integer && Number.isInteger(1 / divisor)) return true;
  // Fractions such as 0.1 are not what they seem: nothing is proven of them.
  const { multipleOf } = source;
  return Number.isInteger(divisor) && multipleOf !== undefined && multipleOf % divisor === 0;
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
