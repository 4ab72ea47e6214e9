import { allowsNull, notNull, withoutNull } from '../diff/side.ts';
import type { Json } from '../model/json.ts';
import type { ObjectSchema, Property } from '../model/schema.ts';
import { type Derivation, type Place, same } from './derivation.ts';
import type { AbsentPlan, FieldPlan, Hole, HoleReason, ObjectPlan, Plan } from './plan.ts';
import { related } from './related.ts';
import { entry, member, picked, present } from './type-text.ts';

export function planObject(
  source: ObjectSchema,
  target: ObjectSchema,
  place: Place,
  to: Derivation,
): Plan {
  const old = counterparts(source, target, to);
  const taken = new Set(old.values());
  const lost = source.properties.filter((one) => !taken.has(one) && !saysNothing(one, to.source));
  const gained = target.properties.filter(
    ({ name, schema, required }) =>
      !old.has(name) && !(required && literal(schema, to.target) !== undefined),
  );
  // Only properties of the type itself can be asked for, not those of objects inside it.
  const asked = (name: string): boolean => place.path === to.owner && to.asked(name);
  const changed = target.properties.filter((property) => {
    const from = old.get(property.name);
    if (from === undefined) return false;
    return asked(property.name) || !related(from.schema, property.schema, to);
  });
  const moved = lost.length > 0 && gained.length > 0;
  const needed = new Map<string, Hole>();
  if (moved || changed.length > 0) {
    const fields = target.properties.filter((one) => gained.includes(one) || changed.includes(one));
    const left = source.properties.filter(
      (one) => lost.includes(one) || changed.some(({ name }) => old.get(name) === one),
    );
    const hole = askFields(fields, left, moved ? 'moved' : 'changed', source, target, place, to);
    for (const { name } of fields) needed.set(name, hole);
  } else {
    for (const { name } of lost) {
      to.losses.push({ path: `${place.path}.${name}`, what: `${name} is dropped` });
    }
    for (const property of gained.filter((one) => gainedValue(one, to) === undefined)) {
      const hole = askFields([property], [], 'gained', source, target, place, to);
      needed.set(property.name, hole);
    }
  }

  const fields: FieldPlan[] = [];
  for (const property of target.properties) {
    const { name, required } = property;
    const hole = needed.get(name);
    const from = old.get(name);
    if (hole !== undefined) {
      fields.push({ name, required, from: { kind: 'ask', hole } });
    } else if (from !== undefined) {
      fields.push(copyField(from, property, source, target, place, to));
    } else {
      const value = gainedValue(property, to);
      if (value?.present === true) {
        fields.push({ name, required, from: { kind: 'value', value: value.json } });
      }
    }
  }
  const additional = planAdditional(source, target, place, to);
  const untouched =
    lost.length === 0 &&
    fields.length === target.properties.length &&
    source.properties.length === target.properties.length &&
    fields.every(passes) &&
    additional === 'untouched';
  if (untouched) return same;
  return {
    kind: 'object',
    type: place.target,
    fields,
    absent: target.properties
      .map(({ name }) => name)
      .filter((name) => fields.every((field) => field.name !== name)),
    additional:
      additional === 'untouched' || additional === 'leave-out'
        ? leftOut(source, target)
        : additional,
    known: source.properties.map(({ name }) => name),
  };
}

/** By the name of a target's property, the source's property that is the same. */
function counterparts(
  source: ObjectSchema,
  target: ObjectSchema,
  to: Derivation,
): ReadonlyMap<string, Property> {
  const found = new Map<string, Property>();
  const exact = new Map(source.properties.map((one) => [one.name, one]));
  const alike = (properties: readonly Property[], { name }: Property): readonly Property[] =>
    properties.filter((one) => to.common(one.name) === to.common(name));
  for (const into of target.properties) {
    const same = exact.get(into.name);
    const [only, ...others] = same === undefined ? alike(source.properties, into) : [same];
    // Two names that only their spelling tells apart are not guessed at.
    const isAmbiguous = others.length > 0 || alike(target.properties, into).length > 1;
    if (only !== undefined && (same !== undefined || !isAmbiguous)) found.set(into.name, only);
  }
  return found;
}

function passes({ name, from }: FieldPlan): boolean {
  return (
    from.kind === 'copy' &&
    from.name === name &&
    from.plan.kind === 'same' &&
    (from.absent.kind === 'never' || from.absent.kind === 'stays')
  );
}

/** A described remainder is kept even where the rest of the object is rebuilt. */
function leftOut(source: ObjectSchema, target: ObjectSchema): ObjectPlan['additional'] {
  const described = typeof source.additional !== 'string' && typeof target.additional !== 'string';
  return described ? { kind: 'convert', plan: same } : { kind: 'leave-out' };
}

function planAdditional(
  source: ObjectSchema,
  target: ObjectSchema,
  place: Place,
  to: Derivation,
): 'untouched' | 'leave-out' | ObjectPlan['additional'] {
  const [from, into] = [source.additional, target.additional];
  if (typeof from !== 'string' && typeof into !== 'string') {
    const inner = {
      path: `${place.path}{}`,
      source: entry(place.source),
      target: entry(place.target),
    };
    const plan = to.derive(from, into, inner, to);
    return plan.kind === 'same' ? 'untouched' : { kind: 'convert', plan };
  }
  if (typeof from !== 'string') {
    to.losses.push({ path: `${place.path}{}`, what: 'members without a name are dropped' });
    return 'leave-out';
  }
  return from === into || from === 'refused' || into === 'ignored' ? 'untouched' : 'leave-out';
}

/** What a gained property is when nobody is asked; undefined where somebody must be. */
function gainedValue(
  property: Property,
  to: Derivation,
): { readonly present: true; readonly json: Json } | { readonly present: false } | undefined {
  const only = literal(property.schema, to.target);
  if (property.required && only !== undefined) return { present: true, json: only.value };
  if (property.default !== undefined) return { present: true, json: property.default.value };
  if (!property.required) return { present: false };
  return allowsNull(property.schema, to.target) ? { present: true, json: null } : undefined;
}

/** A property that always is there with one possible value (a tag): losing it loses nothing. */
function saysNothing({ required, schema }: Property, side: Derivation['source']): boolean {
  const only = required ? literal(schema, side) : undefined;
  return only !== undefined && (only.value === null || !allowsNull(schema, side));
}

/** The only value a schema has. */
function literal(
  schema: Property['schema'],
  side: Derivation['source'],
): { readonly value: Json } | undefined {
  const resolved = schema.kind === 'reference' ? withoutNull(schema, side) : schema;
  if (resolved.kind !== 'enum' || resolved.values.length !== 1) return undefined;
  const [only] = resolved.values;
  return only === undefined ? undefined : { value: only.value };
}

function copyField(
  from: Property,
  into: Property,
  source: ObjectSchema,
  target: ObjectSchema,
  place: Place,
  to: Derivation,
): FieldPlan {
  const { name } = into;
  const inner: Place = {
    path: `${place.path}.${name}`,
    source: member(place.source, from.name),
    target: member(place.target, name),
  };
  // The conversion of two named types answers null by itself.
  const isCall = from.schema.kind === 'reference' && into.schema.kind === 'reference';
  const nullLost =
    !isCall && allowsNull(from.schema, to.source) && !allowsNull(into.schema, to.target);
  const absent = absentPlan(from, into, to);
  const before = to.holes.length;
  // With null answered by a hole, the value itself is planned as if it could not be null.
  const plan = nullLost
    ? to.derive(
        notNull(from.schema, to.source),
        into.schema,
        { ...inner, source: present(inner.source) },
        to,
      )
    : to.derive(from.schema, into.schema, inner, to);
  let hole: Hole | undefined;
  if (nullLost || absent === 'ask') {
    // The value may have a hole of its own at the same place.
    const isTaken = to.holes.slice(before).some(({ key }) => key === inner.path);
    hole = askFields([into], [], 'absent', source, target, place, to, isTaken ? '(absent)' : '');
    // What is asked of the whole field comes before what is asked inside it.
    to.holes.splice(before, 0, ...to.holes.splice(-1));
  }
  return {
    name,
    required: into.required,
    from: {
      kind: 'copy',
      name: from.name,
      plan: nullLost && hole !== undefined ? { kind: 'from-null', of: plan, hole } : plan,
      absent: absent === 'ask' && hole !== undefined ? { kind: 'ask', hole } : settled(absent),
      type: inner.source,
    },
  };
}

function settled(absent: AbsentPlan | 'ask'): AbsentPlan {
  return absent === 'ask' ? { kind: 'stays' } : absent;
}

/** Absent is not null, and means the default of its own version. */
function absentPlan(from: Property, into: Property, to: Derivation): AbsentPlan | 'ask' {
  if (from.required) return { kind: 'never' };
  if (from.default !== undefined) {
    const sameDefault =
      into.default !== undefined &&
      JSON.stringify(into.default.value) === JSON.stringify(from.default.value);
    if (!into.required && sameDefault) return { kind: 'stays' };
    return { kind: 'source-default', value: from.default.value };
  }
  if (!into.required && (into.default === undefined || into.default.value === null)) {
    return { kind: 'stays' };
  }
  return allowsNull(into.schema, to.target) ? { kind: 'value', value: null } : 'ask';
}

function askFields(
  fields: readonly Property[],
  lost: readonly Property[],
  reason: HoleReason,
  source: ObjectSchema,
  target: ObjectSchema,
  place: Place,
  to: Derivation,
  suffix = '',
): Hole {
  const names = fields.map(({ name }) => name);
  const [only] = names;
  // A decision that gives a whole optional field may leave it out; one that answers null may not.
  const mayStayAbsent =
    fields[0]?.required === false && (reason === 'moved' || reason === 'changed');
  const hole: Hole = {
    key: `${place.path}.${names.length === 1 && only !== undefined ? only : `{${names.join(',')}}`}${suffix}`,
    reason,
    type: to.owner,
    fields: names,
    lost: lost.map(({ name }) => name),
    parameter: place.source,
    result:
      names.length === 1 && only !== undefined
        ? `${member(place.target, only)}${mayStayAbsent ? ' | undefined' : ''}`
        : picked(place.target, names),
    source,
    target,
  };
  to.holes.push(hole);
  return hole;
}
