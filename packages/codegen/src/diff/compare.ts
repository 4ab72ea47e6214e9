import type { NamedSchema } from '../model/api.ts';
import type { EnumSchema, Schema, StringSchema } from '../model/schema.ts';
import type { Difference } from './change.ts';
import { compareObjects } from './compare-objects.ts';
import { compareUnions } from './compare-unions.ts';
import { isNull, resolve } from './side.ts';
import {
  bothReadings,
  deeper,
  localTexts,
  note,
  type Place,
  same,
  shown,
  type Walk,
} from './walk.ts';

export type Sides = Pick<Walk, 'older' | 'newer' | 'paired'>;

/** The differences of a type's own schema; what it refers to is compared where it is declared. */
export function compareTypes(
  older: NamedSchema,
  newer: NamedSchema,
  sides: Sides,
): readonly Difference[] {
  const place = { path: older.name, before: older.pointer, after: newer.pointer };
  return compareAt(older.schema, newer.schema, place, sides);
}

/** The same for two schemas at one place of an operation. */
export function compareSchemas(
  older: Schema,
  newer: Schema,
  place: Omit<Place, 'steps'>,
  sides: Sides,
): readonly Difference[] {
  const found = compareAt(older, newer, place, sides);
  return found.map((one) => ({ ...one, where: { ...one.where, root: { older, newer } } }));
}

function compareAt(
  older: Schema,
  newer: Schema,
  place: Omit<Place, 'steps'>,
  sides: Sides,
): readonly Difference[] {
  const walk: Walk = {
    ...sides,
    found: [],
    open: [],
    compare(one, other, at) {
      compare(one, other, at, walk);
    },
  };
  compare(older, newer, { ...place, steps: [] }, walk);
  return walk.found;
}

function compare(older: Schema, newer: Schema, place: Place, walk: Walk): void {
  if (walk.older.shape(older) === walk.newer.shape(newer)) return;
  const areNamed = older.kind === 'reference' && newer.kind === 'reference';
  if (areNamed && walk.paired(older.name, newer.name)) return;
  const [from, into] = [resolve(older, walk.older), resolve(newer, walk.newer)];
  // Types that contain themselves, be it by unnamed ones, are not compared for ever.
  if (walk.open.some(([one, other]) => one === from && other === into)) return;
  walk.open.push([from, into]);
  const holdsNull = [from, into].some((one) => one.kind === 'any' || isNull(one));
  if (!areNamed && (from.kind === 'nullable' || into.kind === 'nullable') && !holdsNull) {
    noteNullable(from, into, place, walk);
    // References stay references: what they refer to is compared where it is declared.
    const inner = from.kind === 'nullable' ? from.of : older;
    walk.compare(inner, into.kind === 'nullable' ? into.of : newer, place);
  } else {
    compareResolved(from, into, place, walk);
  }
  walk.open.pop();
}

function compareResolved(from: Schema, into: Schema, place: Place, walk: Walk): void {
  const holdsNull = [from, into].some((one) => one.kind === 'any' || isNull(one));
  if ((from.kind === 'nullable' || into.kind === 'nullable') && !holdsNull) {
    noteNullable(from, into, place, walk);
    walk.compare(
      from.kind === 'nullable' ? from.of : from,
      into.kind === 'nullable' ? into.of : into,
      place,
    );
  } else if (from.kind === 'object' && into.kind === 'object') {
    compareObjects(from, into, place, walk);
  } else if (from.kind === 'union' && into.kind === 'union') {
    compareUnions(from, into, place, walk);
  } else if (from.kind === 'array' && into.kind === 'array') {
    const anything: Schema = { kind: 'any' };
    const [one, other] = [from, into].map((list) => ({ ...list, items: anything }));
    const message = 'the length or uniqueness of the list changes';
    if (one !== undefined && other !== undefined) {
      // The lists with their items, so that a value that shows it is one of the list's.
      if (
        !equal(
          [from.minItems, from.maxItems, from.uniqueItems],
          [into.minItems, into.maxItems, into.uniqueItems],
        )
      ) {
        const up = bothReadings(from, other, walk).up;
        const down = bothReadings(one, into, walk).down;
        constrained('count_changed', message, { up, down }, [one, other], place, walk);
      }
    }
    walk.compare(from.items, into.items, deeper(place, 'items', '[]', { to: 'items' }));
  } else if (
    from.kind === 'tuple' &&
    into.kind === 'tuple' &&
    from.items.length === into.items.length
  ) {
    from.items.forEach((item, index) => {
      const other = into.items[index];
      if (other === undefined) return;
      const member = `prefixItems/${String(index)}`;
      walk.compare(item, other, deeper(place, member, `[${String(index)}]`, { to: 'item', index }));
    });
  } else if (from.kind === 'map' && into.kind === 'map') {
    if (
      !equal([from.minProperties, from.maxProperties], [into.minProperties, into.maxProperties])
    ) {
      const anything: Schema = { kind: 'any' };
      const up = bothReadings(from, { ...into, values: anything }, walk).up;
      const down = bothReadings({ ...from, values: anything }, into, walk).down;
      const texts = [
        { ...from, values: anything },
        { ...into, values: anything },
      ] as const;
      constrained(
        'count_changed',
        'the number of members changes',
        { up, down },
        texts,
        place,
        walk,
      );
    }
    walk.compare(
      from.values,
      into.values,
      deeper(place, 'additionalProperties', '{}', { to: 'values' }),
    );
  } else if (from.kind === 'enum' && into.kind === 'enum') {
    compareEnums(from, into, place, walk);
  } else if (from.kind === 'string' && into.kind === 'string') {
    compareStrings(from, into, place, walk);
  } else if (from.kind === 'number' && into.kind === 'number') {
    const readings = bothReadings(from, into, walk);
    const message =
      from.integer === into.integer
        ? 'the range of the number changes'
        : `${kindWords(from)} becomes ${kindWords(into)}`;
    constrained('range_changed', message, readings, [from, into], place, walk);
  } else {
    const message = `${kindWords(from)} becomes ${kindWords(into)}`;
    const text = localTexts(from, into);
    note(walk, place, {
      kind: 'structure_changed',
      message,
      text,
      ...bothReadings(from, into, walk),
    });
  }
}

function noteNullable(from: Schema, into: Schema, place: Place, walk: Walk): void {
  if ((from.kind === 'nullable') !== (into.kind === 'nullable')) {
    const gained = into.kind === 'nullable';
    const refused = shown('refused', null);
    note(walk, place, {
      kind: gained ? 'became_nullable' : 'became_non_nullable',
      message: gained ? 'may be null' : 'may no longer be null',
      text: ['', ''],
      up: gained ? same : refused,
      down: gained ? refused : same,
    });
  }
}

function compareEnums(from: EnumSchema, into: EnumSchema, place: Place, walk: Walk): void {
  const [before, after] = [from, into].map((one) => one.values.map(({ value }) => value));
  for (const value of before ?? []) {
    if (after?.includes(value) === true) continue;
    const name = String(value);
    const message = `the value ${name} is removed`;
    const text = [JSON.stringify(value), ''] as const;
    const up = shown('refused', value);
    note(walk, place, { kind: 'value_removed', name, message, text, up, down: same });
  }
  for (const value of after ?? []) {
    if (before?.includes(value) === true) continue;
    const name = String(value);
    const message = `the value ${name} is added`;
    const text = ['', JSON.stringify(value)] as const;
    const down = shown('refused', value);
    note(walk, place, { kind: 'value_added', name, message, text, up: same, down });
  }
}

/** One difference for each of format, pattern and length: each has a reason of its own. */
function compareStrings(from: StringSchema, into: StringSchema, place: Place, walk: Walk): void {
  const facets = [
    ['format_changed', 'format', ({ format }: StringSchema) => pick({ format })],
    ['pattern_changed', 'pattern', ({ pattern }: StringSchema) => pick({ pattern })],
    [
      'length_changed',
      'length',
      ({ minLength, maxLength }: StringSchema) => pick({ minLength, maxLength }),
    ],
  ] as const;
  for (const [kind, word, facetOf] of facets) {
    const [one, other] = [facetOf(from), facetOf(into)];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    const up = bothReadings(from, other, walk).up;
    const down = bothReadings(one, into, walk).down;
    const message = `the ${word} of the string changes`;
    constrained(kind, message, { up, down }, [one, other], place, walk);
  }
}

/** A string schema with these members only. */
function pick(members: {
  readonly [K in keyof StringSchema]?: StringSchema[K] | undefined;
}): StringSchema {
  const defined = Object.entries(members).filter(([, value]) => value !== undefined);
  return { kind: 'string', ...Object.fromEntries(defined) };
}

function constrained(
  kind: Difference['kind'],
  what: string,
  { up, down }: ReturnType<typeof bothReadings>,
  schemas: readonly [Schema, Schema],
  place: Place,
  walk: Walk,
): void {
  if (up.reading === 'same' && down.reading === 'same') return;
  const how = up.reading === 'same' ? ' (wider)' : down.reading === 'same' ? ' (narrower)' : '';
  const text = localTexts(...schemas);
  note(walk, place, { kind, message: `${what}${how}`, text, up, down });
}

function equal(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((value, index) => value === other[index]);
}

function kindWords(schema: Schema): string {
  switch (schema.kind) {
    case 'any':
      return 'any value';
    case 'number':
      return schema.integer ? 'an integer' : 'a number';
    case 'string':
      return schema.format === undefined ? 'a string' : `a string (${schema.format})`;
    case 'array':
      return 'a list';
    case 'tuple':
      return 'a list of fixed length';
    case 'enum':
      return 'one of a list of values';
    case 'object':
      return 'an object';
    case 'union':
      return 'one of several variants';
    case 'nullable':
      return `${kindWords(schema.of)} or null`;
    default:
      return `a ${schema.kind}`;
  }
}
