import type { NamedSchema } from '../model/api.ts';
import type { ObjectSchema, Property, Schema, UnionSchema } from '../model/schema.ts';
import type { Accepted, Difference } from './change.ts';
import { lengthFits, numberFits, stringFits } from './leaf.ts';
import { resolve, type Side } from './side.ts';

interface Walk {
  readonly older: Side;
  readonly newer: Side;
  readonly found: Difference[];
  /** Whether two named types are one type in two versions: their own changes are found there. */
  paired(older: string, newer: string): boolean;
}

interface Place {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const neither: Accepted = { up: false, down: false };
const onlyUp: Accepted = { up: true, down: false };
const onlyDown: Accepted = { up: false, down: true };

/** The differences of a type's own schema; what it refers to is compared where it is declared. */
export function compareTypes(
  older: NamedSchema,
  newer: NamedSchema,
  sides: Pick<Walk, 'older' | 'newer' | 'paired'>,
): readonly Difference[] {
  const walk: Walk = { ...sides, found: [] };
  const place = { path: older.name, before: older.pointer, after: newer.pointer };
  compare(older.schema, newer.schema, place, walk);
  return walk.found;
}

/** The same for two schemas at one place of an operation. */
export function compareSchemas(
  older: Schema,
  newer: Schema,
  place: Place,
  sides: Pick<Walk, 'older' | 'newer' | 'paired'>,
): readonly Difference[] {
  const walk: Walk = { ...sides, found: [] };
  compare(older, newer, place, walk);
  return walk.found;
}

function compare(older: Schema, newer: Schema, place: Place, walk: Walk): void {
  if (walk.older.shape(older) === walk.newer.shape(newer)) return;
  const bothNamed = older.kind === 'reference' && newer.kind === 'reference';
  if (bothNamed && walk.paired(older.name, newer.name)) return;
  let [from, into] = [resolve(older, walk.older), resolve(newer, walk.newer)];
  if ((from.kind === 'nullable') !== (into.kind === 'nullable')) {
    const gained = into.kind === 'nullable';
    note(walk, place, {
      kind: gained ? 'became_nullable' : 'became_non_nullable',
      message: gained ? 'may be null' : 'may no longer be null',
      accepted: gained ? onlyUp : onlyDown,
    });
  }
  if (from.kind === 'nullable' || into.kind === 'nullable') {
    const [inner, other] = [
      from.kind === 'nullable' ? from.of : from,
      into.kind === 'nullable' ? into.of : into,
    ];
    compare(inner, other, place, walk);
    return;
  }
  if (from.kind === 'object' && into.kind === 'object') {
    compareObjects(from, into, place, walk);
  } else if (from.kind === 'union' && into.kind === 'union') {
    compareUnions(from, into, place, walk);
  } else if (from.kind === 'array' && into.kind === 'array') {
    const accepted = { up: lengthFits(from, into), down: lengthFits(into, from) };
    constrained(accepted, 'the length or uniqueness of the list changes', place, walk);
    const items = { path: `${place.path}[]`, ...deeper(place, 'items') };
    compare(from.items, into.items, items, walk);
  } else if (from.kind === 'map' && into.kind === 'map') {
    const values = { path: `${place.path}{}`, ...deeper(place, 'additionalProperties') };
    compare(from.values, into.values, values, walk);
  } else if (from.kind === 'enum' && into.kind === 'enum') {
    const [before, after] = [from, into].map((one) => one.values.map(({ value }) => value));
    for (const value of before ?? []) {
      if (after?.includes(value) === true) continue;
      const name = String(value);
      note(walk, place, {
        kind: 'value_removed',
        name,
        message: `the value ${name} is removed`,
        accepted: onlyDown,
      });
    }
    for (const value of after ?? []) {
      if (before?.includes(value) === true) continue;
      const name = String(value);
      note(walk, place, {
        kind: 'value_added',
        name,
        message: `the value ${name} is added`,
        accepted: onlyUp,
      });
    }
  } else if (from.kind === 'string' && into.kind === 'string') {
    const accepted = { up: stringFits(from, into), down: stringFits(into, from) };
    constrained(accepted, 'the format, pattern or length of the string changes', place, walk);
  } else if (from.kind === 'number' && into.kind === 'number') {
    const accepted = { up: numberFits(from, into), down: numberFits(into, from) };
    constrained(accepted, 'the range of the number changes', place, walk);
  } else {
    const message = `${kindWords(from)} becomes ${kindWords(into)}`;
    note(walk, place, { kind: 'structure_changed', message, accepted: neither });
  }
}

function compareObjects(older: ObjectSchema, newer: ObjectSchema, place: Place, walk: Walk): void {
  const before = new Map(older.properties.map((one) => [one.name, one]));
  const after = new Map(newer.properties.map((one) => [one.name, one]));
  const removed = older.properties.filter(({ name }) => !after.has(name));
  const added = newer.properties.filter(({ name }) => !before.has(name));
  const shape = (one: Property, side: Side): string =>
    `${String(one.required)} ${side.shape(resolve(one.schema, side))}`;
  for (const property of removed.slice()) {
    // Only one of the removed and one of the added looks like this: most likely it was renamed.
    const looks = shape(property, walk.older);
    const alike = added.filter((one) => shape(one, walk.newer) === looks);
    const rivals = removed.filter((one) => shape(one, walk.older) === looks);
    const [renamed] = alike;
    if (renamed === undefined || alike.length > 1 || rivals.length > 1) continue;
    removed.splice(removed.indexOf(property), 1);
    added.splice(added.indexOf(renamed), 1);
    note(walk, propertyPlace(place, property.name, renamed.name), {
      kind: 'property_renamed',
      name: property.name,
      message: `${property.name} is renamed to ${renamed.name}`,
      accepted: neither,
    });
  }
  for (const { name, required } of removed) {
    note(walk, propertyPlace(place, name, undefined), {
      kind: 'property_removed',
      name,
      message: `${required ? 'required' : 'optional'} ${name} is removed`,
      accepted: { up: newer.additional !== 'refused', down: !required },
    });
  }
  for (const { name, required } of added) {
    note(walk, propertyPlace(place, undefined, name), {
      kind: 'property_added',
      name,
      message: `${required ? 'required' : 'optional'} ${name} is added`,
      accepted: { up: !required, down: older.additional !== 'refused' },
    });
  }
  for (const into of newer.properties) {
    const from = before.get(into.name);
    if (from !== undefined)
      compareProperty(from, into, propertyPlace(place, from.name, into.name), walk);
  }
  if (typeof older.additional === 'string' && typeof newer.additional === 'string') {
    if (older.additional === newer.additional) return;
    const refused = newer.additional === 'refused';
    note(walk, place, {
      kind: 'unknown_members_changed',
      message: refused ? 'unknown members are refused now' : 'unknown members are ignored now',
      accepted: refused ? onlyDown : onlyUp,
    });
  } else if (typeof older.additional !== 'string' && typeof newer.additional !== 'string') {
    compare(older.additional, newer.additional, { ...place, path: `${place.path}{}` }, walk);
  } else {
    note(walk, place, {
      kind: 'unknown_members_changed',
      message: 'what further members may be changes',
      accepted: neither,
    });
  }
}

function compareProperty(from: Property, into: Property, place: Place, walk: Walk): void {
  if (from.required !== into.required) {
    note(walk, place, {
      kind: into.required ? 'became_required' : 'became_optional',
      name: from.name,
      message: into.required ? 'becomes required' : 'becomes optional',
      accepted: into.required ? onlyDown : onlyUp,
    });
  }
  const message = defaultMessage(from, into);
  if (message !== undefined) {
    note(walk, place, { kind: 'default_changed', name: from.name, message, accepted: neither });
  }
  compare(from.schema, into.schema, place, walk);
}

/** What to say where an absent property, or parameter, means something else; undefined where not. */
export function defaultMessage(
  from: Pick<Property, 'required' | 'default'>,
  into: Pick<Property, 'required' | 'default'>,
): string | undefined {
  const [before, after] = [from.default, into.default].map((one) => JSON.stringify(one?.value));
  if (from.required || into.required || before === after) return undefined;
  return `what absent means changes from ${before ?? 'nothing'} to ${after ?? 'nothing'}`;
}

function compareUnions(older: UnionSchema, newer: UnionSchema, place: Place, walk: Walk): void {
  if (JSON.stringify(older.tagging) !== JSON.stringify(newer.tagging)) {
    const message = `variants are told apart differently: ${older.tagging.style}, then ${newer.tagging.style}`;
    note(walk, place, { kind: 'structure_changed', message, accepted: neither });
  }
  const variantPlace = (name: string, before?: number, after?: number): Place => ({
    path: `${place.path}(${name})`,
    before: before === undefined || before < 0 ? '' : `${place.before}/oneOf/${String(before)}`,
    after: after === undefined || after < 0 ? '' : `${place.after}/oneOf/${String(after)}`,
  });
  const position = (union: UnionSchema, name: string): number =>
    union.variants.findIndex((one) => one.name === name);
  for (const { name, schema } of older.variants) {
    const other = newer.variants.find((one) => one.name === name);
    const at = variantPlace(name, position(older, name), position(newer, name));
    if (other !== undefined) compare(schema, other.schema, at, walk);
    else
      note(walk, at, {
        kind: 'variant_removed',
        name,
        message: `the variant ${name} is removed`,
        accepted: onlyDown,
      });
  }
  for (const { name } of newer.variants) {
    if (older.variants.some((one) => one.name === name)) continue;
    const at = variantPlace(name, undefined, position(newer, name));
    note(walk, at, {
      kind: 'variant_added',
      name,
      message: `the variant ${name} is added`,
      accepted: onlyUp,
    });
  }
}

function constrained(accepted: Accepted, what: string, place: Place, walk: Walk): void {
  if (accepted.up && accepted.down) return;
  const how = accepted.up ? ' (wider)' : accepted.down ? ' (narrower)' : '';
  note(walk, place, { kind: 'constraint_changed', message: `${what}${how}`, accepted });
}

function propertyPlace(place: Place, before: string | undefined, after: string | undefined): Place {
  const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    path: `${place.path}.${after ?? before ?? ''}`,
    before: before === undefined ? '' : `${place.before}/properties/${escape(before)}`,
    after: after === undefined ? '' : `${place.after}/properties/${escape(after)}`,
  };
}

function deeper(place: Place, member: string): { before: string; after: string } {
  return { before: `${place.before}/${member}`, after: `${place.after}/${member}` };
}

function note(
  walk: Walk,
  place: Place,
  difference: Pick<Difference, 'kind' | 'message' | 'accepted'> & { readonly name?: string },
): void {
  const { kind, name = '', message, accepted } = difference;
  walk.found.push({
    kind,
    path: place.path,
    name,
    message,
    ...(place.before === '' ? {} : { before: place.before }),
    ...(place.after === '' ? {} : { after: place.after }),
    accepted,
  });
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
    default:
      return `a ${schema.kind}`;
  }
}
