import type { Json } from '../../model/json.ts';
import { numberRange } from '../../model/number-range.ts';
import type {
  ArraySchema,
  MapSchema,
  NumberSchema,
  Schema,
  StringSchema,
} from '../../model/schema.ts';
import { languageOf, outside } from '../pattern/language.ts';
import { checkablePattern } from '../pattern/usable.ts';
import { resolve, type Side } from '../side.ts';
import { listOf, numberSamples, objectWith, sampleOf, stringSamples } from './sample.ts';
import { isValid } from './valid.ts';

/** Whether everything of a schema, written by one side, can be read as another by the other. */
export interface Ends {
  readonly writer: Side;
  readonly reader: Side;
}

const most = 400;

/** A value of the one that is none of the other, if one is found among those that show differences. */
export function counterexample(
  written: Schema,
  read: Schema,
  ends: Ends,
  isRead: (value: Json) => boolean = (value) => isValid(value, read, ends.reader),
): Json | undefined {
  for (const value of candidates(written, read, ends, 0).slice(0, most)) {
    if (isValid(value, written, ends.writer) && !isRead(value)) return value;
  }
  return undefined;
}

function candidates(written: Schema, read: Schema, ends: Ends, depth: number): readonly Json[] {
  const from = resolve(written, ends.writer);
  const into = resolve(read, ends.reader);
  const hint = into.kind === 'nullable' ? resolve(into.of, ends.reader) : into;
  if (depth > 4) return defined([sampleOf(from, ends.writer)]);
  const deeper = (one: Schema, other: Schema): readonly Json[] =>
    candidates(one, other, ends, depth + 1);
  switch (from.kind) {
    case 'any':
      return [null, false, 0, '', [], {}, 'text', 1.5, [0], { key: 0 }];
    case 'boolean':
      return [false, true];
    case 'number':
      return numbers(from, hint);
    case 'string':
      return strings(from, hint);
    case 'enum':
      return from.values.map(({ value }) => value);
    case 'array':
      return lists(from, hint, ends, depth);
    case 'tuple': {
      const whole = defined([sampleOf(from, ends.writer)]);
      const [first] = whole;
      if (!Array.isArray(first)) return [];
      const items: readonly Json[] = first; // a tuple's sample is a list of JSON
      const other = (index: number): Schema =>
        hint.kind === 'tuple'
          ? (hint.items[index] ?? hint)
          : hint.kind === 'array'
            ? hint.items
            : hint;
      return [
        items,
        ...from.items.flatMap((item, index) =>
          deeper(item, other(index)).map((value) => items.with(index, value)),
        ),
      ];
    }
    case 'map':
      return maps(from, hint, ends, depth);
    case 'object': {
      const minimal = objectWith(from, ends.writer);
      const full = objectWith(from, ends.writer, 0, { named: () => true });
      const single = from.properties.flatMap(({ name, schema, required }) => {
        const other =
          hint.kind === 'object'
            ? hint.properties.find((one) => one.name === name)?.schema
            : hint.kind === 'map'
              ? hint.values
              : undefined;
        const values = other === undefined && required ? [] : deeper(schema, other ?? schema);
        return values
          .slice(0, 30)
          .map((value) => objectWith(from, ends.writer, 0, { given: { [name]: value } }));
      });
      const further =
        from.additional === 'refused'
          ? []
          : [
              objectWith(from, ends.writer, 0, {
                given: {
                  unexpected:
                    sampleOf(
                      from.additional === 'ignored' ? { kind: 'any' } : from.additional,
                      ends.writer,
                    ) ?? null,
                },
              }),
            ];
      return defined([minimal, full, ...single, ...further]);
    }
    case 'union':
      return from.variants.flatMap(({ name, schema }) => {
        const other =
          hint.kind === 'union' ? hint.variants.find((one) => one.name === name) : undefined;
        return deeper(schema, other?.schema ?? hint).slice(0, 60);
      });
    case 'nullable':
      return [null, ...deeper(from.of, hint)];
    case 'reference':
      return [];
  }
}

function defined(values: readonly (Json | undefined)[]): readonly Json[] {
  return values.filter((value) => value !== undefined);
}

function numbers(from: NumberSchema, into: Schema): readonly Json[] {
  const edges: number[] = [];
  if (into.kind === 'number') {
    const { minimum, maximum } = numberRange(into);
    for (const bound of [minimum, maximum, into.exclusiveMinimum, into.exclusiveMaximum]) {
      if (bound === undefined || !Number.isFinite(bound)) continue;
      edges.push(bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5);
      const step = from.multipleOf ?? 1;
      edges.push(Math.floor(bound / step) * step - step, Math.ceil(bound / step) * step + step);
    }
  }
  const own = numberRange(from);
  const low = Math.max(own.minimum, from.exclusiveMinimum ?? -Infinity);
  const high = Math.min(own.maximum, from.exclusiveMaximum ?? Infinity);
  const ends = [low, high].filter((one) => Number.isFinite(one));
  const fractions = from.integer
    ? []
    : [0.5, 1.5, -0.5, ...ends.flatMap((one) => [one + 0.25, one - 0.25]), (low + high) / 2];
  const far = [...ends, 0.25, 1e300, -1e300, 2, 3, 5, 7, (low + high) / 2];
  const all = [...fractions, ...edges, ...numberSamples(from), ...far];
  // What JavaScript rounds comes last: others do not round it, and may see it differently.
  const isExact = (one: number): boolean => Math.abs(one) <= Number.MAX_SAFE_INTEGER;
  return [...all.filter(isExact), ...all.filter((one) => !isExact(one))];
}

function strings(from: StringSchema, into: Schema): readonly Json[] {
  // What cannot be checked cannot be said to be the writer's.
  if (from.pattern !== undefined && checkablePattern(from.pattern) === undefined) return [];
  const found: string[] = [];
  if (into.kind === 'string') {
    const { automaton } = languageOf(from);
    const target = languageOf(into);
    if (target.automaton !== undefined) {
      const all = automaton ?? languageOf({ minLength: 0, maxLength: Infinity }).automaton;
      const text = all === undefined ? undefined : outside(all, target.automaton);
      if (typeof text === 'string') found.push(text);
    }
    for (const length of [into.minLength, into.maxLength, from.minLength, from.maxLength]) {
      if (length === undefined || length > 10_000) continue;
      for (const count of [length - 1, length, length + 1]) {
        if (count >= 0) found.push('a'.repeat(count), '0'.repeat(count));
      }
    }
  }
  if (into.kind === 'enum') found.push('another value', 'x');
  return [...found, ...stringSamples(from)];
}

function lists(from: ArraySchema, into: Schema, ends: Ends, depth: number): readonly Json[] {
  const { writer } = ends;
  const found: (Json | undefined)[] = [];
  const counts = [from.minItems ?? 0, from.maxItems];
  if (into.kind === 'array') counts.push((into.minItems ?? 0) - 1, (into.maxItems ?? -2) + 1);
  if (into.kind === 'tuple')
    counts.push(into.items.length - 1, into.items.length + 1, into.items.length);
  for (const count of new Set([...counts, 0, 1, 2])) {
    if (count !== undefined && count >= 0 && count <= 1000) found.push(listOf(from, count, writer));
  }
  const item =
    into.kind === 'array' ? into.items : into.kind === 'tuple' ? into.items[0] : undefined;
  for (const value of candidates(from.items, item ?? { kind: 'any' }, ends, depth + 1).slice(
    0,
    60,
  )) {
    const length = Math.max(1, from.minItems ?? 0);
    if (length > 1000) continue;
    if (from.uniqueItems && length > 1) {
      const others = listOf(from, length, writer);
      if (others !== undefined) found.push([value, ...others.slice(1)]);
    } else {
      found.push(Array.from({ length }, () => value));
    }
    if (!from.uniqueItems) found.push([value, value]);
  }
  return defined(found);
}

function maps(from: MapSchema, into: Schema, ends: Ends, depth: number): readonly Json[] {
  const sized = (count: number, value: Json): Json =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`key${String(index + 1)}`, value]),
    );
  const found: Json[] = [];
  const value = sampleOf(from.values, ends.writer);
  const counts = [0, 1, 2, from.minProperties ?? 0];
  if (into.kind === 'map')
    counts.push((into.minProperties ?? 0) - 1, (into.maxProperties ?? -2) + 1);
  for (const count of new Set(counts)) {
    if (count === 0) found.push({});
    else if (value !== undefined && count > 0 && count <= 1000) found.push(sized(count, value));
  }
  const inner = into.kind === 'map' ? into.values : undefined;
  const least = Math.max(1, from.minProperties ?? 0);
  for (const one of candidates(from.values, inner ?? { kind: 'any' }, ends, depth + 1).slice(
    0,
    60,
  )) {
    if (least <= 1000) found.push(sized(least, one));
    if (into.kind !== 'object') continue;
    for (const { name } of into.properties) found.push({ [name]: one });
  }
  return found;
}
