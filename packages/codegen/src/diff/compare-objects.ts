import type { Json } from '../model/json.ts';
import type { ObjectSchema, Property, Schema } from '../model/schema.ts';
import type { Reading } from './change.ts';
import { resolve, type Side } from './side.ts';
import { objectWith, sampleOf } from './values/sample.ts';
import { isValid } from './values/valid.ts';
import {
  endsOf,
  localText,
  note,
  type Place,
  type Read,
  readingOf,
  same,
  shown,
  type Walk,
} from './walk.ts';

/** One of the two versions' objects, as the one who writes it. */
interface End {
  readonly object: ObjectSchema;
  readonly side: Side;
}

export function compareObjects(
  older: ObjectSchema,
  newer: ObjectSchema,
  place: Place,
  walk: Walk,
): void {
  const [from, into]: [End, End] = [
    { object: older, side: walk.older },
    { object: newer, side: walk.newer },
  ];
  const before = new Map(older.properties.map((one) => [one.name, one]));
  const after = new Map(newer.properties.map((one) => [one.name, one]));
  const removed = older.properties.filter(({ name }) => !after.has(name));
  const added = newer.properties.filter(({ name }) => !before.has(name));
  noteRenamed(removed, added, from, into, place, walk);
  // An object that loses one member and gains another may have moved what was in it. Where it is
  // refused anyway, for something that is required, there is no such doubt.
  const movedUp = added.length > 0 && !added.some(({ required }) => required);
  const movedDown = added.length > 0 && !removed.some(({ required }) => required);
  for (const property of removed) {
    const { name, required } = property;
    note(walk, propertyPlace(place, name, undefined), {
      kind: 'property_removed',
      name,
      message: `${required ? 'required' : 'optional'} ${name} is removed`,
      text: [`${String(required)} ${walk.older.shape(property.schema)}`, ''],
      up: unknownMember(property, from, into, walk, 'up', movedUp ? 'perhaps_moved' : 'left_aside'),
      down: missingMember(property, into, walk, 'down', movedDown),
    });
  }
  for (const property of added) {
    const { name, required } = property;
    note(walk, propertyPlace(place, undefined, name), {
      kind: 'property_added',
      name,
      message: `${required ? 'required' : 'optional'} ${name} is added`,
      text: ['', `${String(required)} ${walk.newer.shape(property.schema)}`],
      up: missingMember(property, from, walk, 'up', false),
      down: unknownMember(property, into, from, walk, 'down', 'left_aside'),
    });
  }
  for (const property of newer.properties) {
    const other = before.get(property.name);
    if (other === undefined) continue;
    compareProperty(other, property, from, into, place, walk);
  }
  compareAdditional(from, into, place, walk);
}

/** The writer has a member that the reader does not know. */
function unknownMember(
  property: Property,
  writer: End,
  reader: End,
  walk: Walk,
  direction: 'up' | 'down',
  aside: Reading,
): Read {
  const { name, schema } = property;
  const value = objectWith(writer.object, writer.side, 0, { named: (one) => one === name });
  const { additional } = reader.object;
  if (additional === 'refused') return shown('refused', value, name);
  if (additional === 'ignored') return shown(aside, value, name);
  const read = readingOf(schema, additional, endsOf(walk, direction));
  if (read.example === undefined) return read;
  const given = { [name]: read.example.value };
  return shown(read.reading, objectWith(writer.object, writer.side, 0, { given }), name);
}

/** The reader knows a member that the writer does not. */
function missingMember(
  property: Property,
  writer: End,
  walk: Walk,
  direction: 'up' | 'down',
  moved: boolean,
): Read {
  const { name, required, schema } = property;
  const { object, side } = writer;
  if (required) return shown('refused', objectWith(object, side));
  if (typeof object.additional !== 'string') {
    const read = readingOf(object.additional, schema, endsOf(walk, direction));
    if (read.example === undefined) return read;
    const given = { [name]: read.example.value };
    return shown(read.reading, objectWith(object, side, 0, { given }), name);
  }
  return moved ? { reading: 'perhaps_moved' } : same;
}

/** Only one of the removed and one of the added looks like this: most likely it was renamed. */
function noteRenamed(
  removed: Property[],
  added: Property[],
  from: End,
  into: End,
  place: Place,
  walk: Walk,
): void {
  const shape = (one: Property, side: Side): string =>
    `${String(one.required)} ${side.shape(resolve(one.schema, side))}`;
  for (const property of removed.slice()) {
    const looks = shape(property, walk.older);
    const alike = added.filter((one) => shape(one, walk.newer) === looks);
    const rivals = removed.filter((one) => shape(one, walk.older) === looks);
    const [renamed] = alike;
    if (renamed === undefined || alike.length > 1 || rivals.length > 1) continue;
    removed.splice(removed.indexOf(property), 1);
    added.splice(added.indexOf(renamed), 1);
    const read = (writer: End, reader: End, name: string): Read => {
      const value = objectWith(writer.object, writer.side, 0, { named: (one) => one === name });
      const isRefused = property.required || reader.object.additional === 'refused';
      return shown(isRefused ? 'refused' : 'misread', value, name);
    };
    note(walk, propertyPlace(place, property.name, renamed.name), {
      kind: 'property_renamed',
      name: property.name,
      message: `${property.name} is renamed to ${renamed.name}`,
      text: [looks, looks],
      up: read(from, into, property.name),
      down: read(into, from, renamed.name),
    });
  }
}

function compareProperty(
  property: Property,
  other: Property,
  from: End,
  into: End,
  place: Place,
  walk: Walk,
): void {
  const { name } = property;
  const at = propertyPlace(place, name, name);
  const flags = (one: Property): string => JSON.stringify([one.required, one.default?.value]);
  const text = [flags(property), flags(other)] as const;
  if (property.required !== other.required) {
    const writer = other.required ? from : into;
    const refused = shown('refused', objectWith(writer.object, writer.side));
    note(walk, at, {
      kind: other.required ? 'became_required' : 'became_optional',
      name,
      message: other.required ? 'becomes required' : 'becomes optional',
      text: [localText(property.schema), localText(other.schema)],
      up: other.required ? refused : same,
      down: other.required ? same : refused,
    });
  }
  const message = defaultMessage(property, other);
  if (message !== undefined) {
    const reading = defaultReading(property, other);
    const up = shown(reading, objectWith(from.object, from.side), name);
    const down = shown(reading, objectWith(into.object, into.side), name);
    note(walk, at, { kind: 'default_changed', name, message, text, up, down });
  }
  const inner = { ...at, steps: [...place.steps, { to: 'property', name } as const] };
  walk.compare(property.schema, other.schema, inner);
}

type Absent = Pick<Property, 'required' | 'default'>;

/** What to say where an absent property, or parameter, means something else; undefined where not. */
export function defaultMessage(from: Absent, into: Absent): string | undefined {
  const [before, after] = [from.default, into.default].map((one) => JSON.stringify(one?.value));
  if (from.required || into.required || before === after) return undefined;
  return `what absent means changes from ${before ?? 'nothing'} to ${after ?? 'nothing'}`;
}

/** Where one version says nothing of what absent means, it may always have meant the same. */
export function defaultReading(from: Absent, into: Absent): Reading {
  return from.default === undefined || into.default === undefined ? 'unproven' : 'misread';
}

function compareAdditional(from: End, into: End, place: Place, walk: Walk): void {
  const [older, newer] = [from.object.additional, into.object.additional];
  if (older === newer) return;
  if (typeof older !== 'string' && typeof newer !== 'string') {
    walk.compare(older, newer, {
      path: `${place.path}{}`,
      before: `${place.before}/additionalProperties`,
      after: `${place.after}/additionalProperties`,
      steps: [...place.steps, { to: 'additional' }],
    });
    return;
  }
  const schemaOf = (one: ObjectSchema['additional']): Schema =>
    typeof one === 'string' ? { kind: 'any' } : one;
  const read = (writer: End, reader: End, direction: 'up' | 'down'): Read => {
    const [written, known] = [writer.object.additional, reader.object.additional];
    if (written === 'refused') return same;
    if (known === 'ignored')
      return typeof written === 'string' ? same : further(writer, reader, 'left_aside');
    if (known === 'refused') return further(writer, reader, 'refused');
    const { reading, example } = readingOf(schemaOf(written), known, endsOf(walk, direction));
    return reading === 'same' ? same : further(writer, reader, reading, example?.value);
  };
  const isSimple = typeof older === 'string' && typeof newer === 'string';
  const message = !isSimple
    ? 'what further members may be changes'
    : newer === 'refused'
      ? 'unknown members are refused now'
      : 'unknown members are ignored now';
  const words = (one: ObjectSchema['additional']): string =>
    typeof one === 'string' ? one : localText(one);
  note(walk, place, {
    kind: 'unknown_members_changed',
    message,
    text: [words(older), words(newer)],
    up: read(from, into, 'up'),
    down: read(into, from, 'down'),
  });
}

/** An object with a member that neither version names. */
function further(writer: End, reader: End, reading: Reading, value?: Json): Read {
  const names = [writer, reader].flatMap(({ object }) => object.properties.map(({ name }) => name));
  let name = 'unexpected';
  while (names.includes(name)) name += '_';
  const { additional } = writer.object;
  const own = typeof additional === 'string' ? null : sampleOf(additional, writer.side);
  const member = value ?? own;
  if (member === undefined) return shown(reading, undefined);
  const whole = objectWith(writer.object, writer.side, 0, { given: { [name]: member } });
  return shown(reading, isValid(whole, writer.object, writer.side) ? whole : undefined, name);
}

function propertyPlace(place: Place, before: string | undefined, after: string | undefined): Place {
  const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    path: `${place.path}.${after ?? before ?? ''}`,
    before: before === undefined ? '' : `${place.before}/properties/${escape(before)}`,
    after: after === undefined ? '' : `${place.after}/properties/${escape(after)}`,
    steps: place.steps,
  };
}
