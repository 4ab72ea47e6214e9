import type { Schema } from '../model/schema.ts';
import { jsonType, lengthFits, numberFits, stringFits } from './leaf.ts';
import { planObject } from './object.ts';
import type { Hole, HoleReason, Loss, NamedConversion, Plan } from './plan.ts';
import { entry, item, member } from './type-text.ts';
import { planUnion } from './union.ts';

/** One end of a conversion: a version's named schemas and their shapes. */
export interface Side {
  resolve(name: string): Schema | undefined;
  /** Equal texts: equal values on the wire, references included. */
  shape(schema: Schema): string;
}

/** What deriving a plan needs to know, and where it notes what it finds. */
export interface Derivation {
  readonly source: Side;
  readonly target: Side;
  /** The named type, or operation, that holes and losses belong to. */
  readonly owner: string;
  readonly holes: Hole[];
  readonly losses: Loss[];
  /** The conversion of two named types, planned now or already. */
  conversion(source: string, target: string): NamedConversion;
}

/** Where in the owner we are. */
export interface Place {
  /** `NetworkInterface.ip`, `RouterPeerType(numbered)`, `Ports[]`, `Zones{}`. */
  readonly path: string;
  /** TypeScript types of both ends, see `type-text.ts`. */
  readonly source: string;
  readonly target: string;
}

export const same: Plan = Object.freeze({ kind: 'same' });

export function derive(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (to.source.shape(source) === to.target.shape(target)) return same;
  if (source.kind === 'reference' && target.kind === 'reference') {
    const conversion = to.conversion(source.name, target.name);
    return conversion.plan.kind === 'same' ? same : { kind: 'call', conversion };
  }
  if (target.kind === 'any') return same;
  return deriveNull(resolve(source, to.source), resolve(target, to.target), place, to);
}

function deriveNull(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (target.kind === 'any') return same;
  if (source.kind === 'nullable') {
    const of = derive(source.of, target.kind === 'nullable' ? target.of : target, place, to);
    if (target.kind === 'nullable') return of.kind === 'same' ? same : { kind: 'nullable', of };
    const hole = ask(place, 'absent', source, target, to, { parameter: 'null', suffix: '(null)' });
    return { kind: 'from-null', of, hole };
  }
  if (target.kind === 'nullable') {
    return isNull(source) ? same : derive(source, target.of, place, to);
  }
  return deriveKind(source, target, place, to);
}

function deriveKind(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (source.kind === 'reference' || target.kind === 'reference') {
    return derive(source, target, place, to);
  }
  if (source.kind === 'union' || target.kind === 'union') {
    return planUnion(source, target, place, to);
  }
  if (source.kind === 'object' && target.kind === 'object') {
    return planObject(source, target, place, to);
  }
  if (source.kind === 'array' && target.kind === 'array') {
    const inner = {
      path: `${place.path}[]`,
      source: item(place.source),
      target: item(place.target),
    };
    const items = derive(source.items, target.items, inner, to);
    const plan: Plan = items.kind === 'same' ? same : { kind: 'array', items };
    return lengthFits(source, target) ? plan : narrow(plan, source, target, place, to);
  }
  if (source.kind === 'map' && target.kind === 'map') {
    const inner = {
      path: `${place.path}{}`,
      source: entry(place.source),
      target: entry(place.target),
    };
    const values = derive(source.values, target.values, inner, to);
    const plan: Plan = values.kind === 'same' ? same : { kind: 'map', values, type: place.target };
    const fits =
      (source.minProperties ?? 0) >= (target.minProperties ?? 0) &&
      (source.maxProperties ?? Infinity) <= (target.maxProperties ?? Infinity);
    return fits ? plan : narrow(plan, source, target, place, to);
  }
  if (source.kind === 'enum' && target.kind === 'enum') {
    const values = new Set(target.values.map(({ value }) => value));
    const cases = source.values
      .filter(({ value }) => !values.has(value))
      .map(({ value }) => ({
        value,
        hole: ask(place, 'removed', source, target, to, {
          parameter: JSON.stringify(value),
          suffix: `(${String(value)})`,
        }),
      }));
    return cases.length === 0 ? same : { kind: 'enum', cases };
  }
  if (source.kind === 'tuple' && target.kind === 'tuple') {
    if (source.items.length === target.items.length) {
      const items = source.items.map((from, index) => {
        const at = {
          path: `${place.path}[${String(index)}]`,
          source: member(place.source, String(index)),
          target: member(place.target, String(index)),
        };
        // The lengths are equal, so the target has an item here too.
        return derive(from, target.items[index] ?? from, at, to);
      });
      return items.every(({ kind }) => kind === 'same') ? same : { kind: 'tuple', items };
    }
  }
  if (source.kind === 'string' && target.kind === 'string') {
    return stringFits(source, target) ? same : narrow(same, source, target, place, to);
  }
  if (source.kind === 'number' && target.kind === 'number') {
    return numberFits(source, target) ? same : narrow(same, source, target, place, to);
  }
  if (source.kind === 'enum' && target.kind === 'string') {
    const plain = stringFits({ kind: 'string' }, target);
    if (jsonType(source) === 'string' && plain) return same;
  }
  return { kind: 'ask', hole: ask(place, 'changed', source, target, to, {}) };
}

/** Whether two schemas still describe the same thing, so that a conversion can go into them. */
export function related(source: Schema, target: Schema, to: Derivation): boolean {
  if (to.source.shape(source) === to.target.shape(target)) return true;
  const from = withoutNull(source, to.source);
  const into = withoutNull(target, to.target);
  if (into.kind === 'any' || isNull(from)) return true;
  if (from.kind === 'union' || into.kind === 'union') {
    if (from.kind !== 'union' || into.kind !== 'union') return fitsSomeVariant(from, into, to);
    const names = new Set(into.variants.map(({ name }) => name));
    return from.variants.some(({ name }) => names.has(name));
  }
  if (from.kind === 'object' && into.kind === 'object') {
    const names = new Set(into.properties.map(({ name }) => name));
    const empty = from.properties.length === 0 || into.properties.length === 0;
    return empty || from.properties.some(({ name }) => names.has(name));
  }
  if (from.kind === into.kind) return true;
  return jsonType(from) !== undefined && jsonType(from) === jsonType(into) && !isStructure(from);
}

/** A value that may be one of several things, or the other way round, is related if it fits one. */
function fitsSomeVariant(from: Schema, into: Schema, to: Derivation): boolean {
  const union = from.kind === 'union' ? from : into.kind === 'union' ? into : undefined;
  const other = from.kind === 'union' ? into : from;
  const [unionSide, otherSide] = from.kind === 'union' ? [to.source, to.target] : [to.target, to.source];
  const shape = otherSide.shape(other);
  return (
    union?.variants.some(({ schema }) => unionSide.shape(resolve(schema, unionSide)) === shape) ?? false
  );
}

function isStructure(schema: Schema): boolean {
  return schema.kind === 'object' || schema.kind === 'map' || schema.kind === 'array';
}

export function resolve(schema: Schema, side: Side): Schema {
  let resolved = schema;
  // The reader refuses chains of references that end nowhere.
  while (resolved.kind === 'reference') resolved = side.resolve(resolved.name) ?? { kind: 'any' };
  return resolved;
}

export function withoutNull(schema: Schema, side: Side): Schema {
  const resolved = resolve(schema, side);
  return resolved.kind === 'nullable' ? resolve(resolved.of, side) : resolved;
}

export function allowsNull(schema: Schema, side: Side): boolean {
  const resolved = resolve(schema, side);
  return resolved.kind === 'nullable' || resolved.kind === 'any' || isNull(resolved);
}

function isNull(schema: Schema): boolean {
  return schema.kind === 'enum' && schema.values.every(({ value }) => value === null);
}

function narrow(plan: Plan, source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  const parameter = plan.kind === 'same' ? place.source : place.target;
  return { kind: 'narrow', plan, hole: ask(place, 'narrowed', source, target, to, { parameter }) };
}

/** Notes a hole for a whole value; `object.ts` has those of fields. */
export function ask(
  place: Place,
  reason: HoleReason,
  source: Schema,
  target: Schema,
  to: Derivation,
  { parameter = place.source, suffix = '' }: { parameter?: string; suffix?: string },
): Hole {
  const hole: Hole = {
    key: `${place.path}${suffix}`,
    reason,
    type: to.owner,
    fields: [],
    lost: [],
    parameter,
    result: place.target,
    source,
    target,
  };
  to.holes.push(hole);
  return hole;
}
