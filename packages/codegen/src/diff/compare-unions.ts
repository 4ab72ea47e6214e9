import type { UnionSchema, Variant } from '../model/schema.ts';
import type { Difference } from './change.ts';
import { includes } from './includes.ts';
import {
  bothReadings,
  endsOf,
  localTexts,
  note,
  type Place,
  type Read,
  readingOf,
  type Walk,
} from './walk.ts';

type Pair = readonly [older: Variant, newer: Variant];

export function compareUnions(
  older: UnionSchema,
  newer: UnionSchema,
  place: Place,
  walk: Walk,
): void {
  if (toldBy(older) !== toldBy(newer)) {
    const message = `variants are told apart differently: ${words(older)}, then ${words(newer)}`;
    const text = localTexts(older, newer);
    note(walk, place, {
      kind: 'tagging_changed',
      message,
      text,
      ...bothReadings(older, newer, walk),
    });
    return;
  }
  const { pairs, removed, added } = pairVariants(older, newer, walk);
  for (const [before, after] of pairs) {
    const at = variantPlace(place, [older, before], [newer, after]);
    const first = walk.found.length;
    walk.compare(before.schema, after.schema, at);
    if (older.tagging.style === 'untagged')
      takenByOthers(walk, first, [older, before], [newer, after]);
  }
  for (const variant of removed) {
    const { name, schema } = variant;
    const read = readingOf(schema, newer, endsOf(walk, 'up'));
    note(walk, variantPlace(place, [older, variant], undefined), {
      kind: 'variant_removed',
      name,
      message: `the variant ${name} is removed`,
      text: [walk.older.shape(schema), ''],
      up: read,
      down: { reading: 'same' },
    });
  }
  for (const variant of added) {
    const { name, schema } = variant;
    const read = readingOf(schema, older, endsOf(walk, 'down'));
    note(walk, variantPlace(place, undefined, [newer, variant]), {
      kind: 'variant_added',
      name,
      message: `the variant ${name} is added`,
      text: ['', walk.newer.shape(schema)],
      up: { reading: 'same' },
      down: read,
    });
  }
}

/** Adjacent and internal tags are one style of the wire: a property that every variant has. */
function toldBy({ tagging }: UnionSchema): string {
  return 'tag' in tagging ? `tag ${tagging.tag}` : tagging.style;
}

function words(union: UnionSchema): string {
  const { tagging } = union;
  return 'tag' in tagging
    ? `by "${tagging.tag}"`
    : tagging.style === 'external'
      ? 'by key'
      : 'by trying';
}

function pairVariants(
  older: UnionSchema,
  newer: UnionSchema,
  walk: Walk,
): {
  readonly pairs: readonly Pair[];
  readonly removed: readonly Variant[];
  readonly added: readonly Variant[];
} {
  const pairs: Pair[] = [];
  const removed: Variant[] = [];
  const added = new Set(newer.variants);
  const pair = (before: Variant, after: Variant | undefined): boolean => {
    if (after === undefined) return false;
    added.delete(after);
    pairs.push([before, after]);
    return true;
  };
  const left = older.variants.filter(
    (before) =>
      !pair(
        before,
        newer.variants.find(({ name }) => name === before.name),
      ),
  );
  for (const before of left) {
    // Without tags a name is only what people call it: the same values are the same variant.
    const alike = [...added].find(
      ({ schema }) =>
        older.tagging.style === 'untagged' &&
        walk.newer.shape(schema) === walk.older.shape(before.schema),
    );
    if (!pair(before, alike)) removed.push(before);
  }
  return { pairs, removed, added: [...added] };
}

/** What one variant of an untagged union no longer accepts, another may. */
function takenByOthers(
  walk: Walk,
  first: number,
  [older, before]: readonly [UnionSchema, Variant],
  [newer, after]: readonly [UnionSchema, Variant],
): void {
  const taken = {
    up: includes(before.schema, newer, endsOf(walk, 'up')),
    down: includes(after.schema, older, endsOf(walk, 'down')),
  };
  const read = (one: Difference, direction: 'up' | 'down'): Read['reading'] =>
    taken[direction] ? 'same' : one.readings[direction];
  for (let index = first; index < walk.found.length; index += 1) {
    const one = walk.found[index];
    if (one === undefined) continue;
    walk.found[index] = { ...one, readings: { up: read(one, 'up'), down: read(one, 'down') } };
  }
}

function variantPlace(
  place: Place,
  before: readonly [UnionSchema, Variant] | undefined,
  after: readonly [UnionSchema, Variant] | undefined,
): Place {
  const [older, newer] = [before?.[1].name ?? '', after?.[1].name ?? ''];
  const pointer = (base: string, one: readonly [UnionSchema, Variant] | undefined): string =>
    one === undefined ? '' : `${base}/oneOf/${String(one[0].variants.indexOf(one[1]))}`;
  const isWhole = before === undefined || after === undefined;
  return {
    path: `${place.path}(${after?.[1].name ?? older})`,
    before: pointer(place.before, before),
    after: pointer(place.after, after),
    // A variant that only one version has is shown by a value of the whole union.
    steps: isWhole ? place.steps : [...place.steps, { to: 'variant', older, newer }],
  };
}
