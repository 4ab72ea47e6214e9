import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { ObjectSchema, Schema } from '../model/schema.ts';
import { lengthFits, numberFits, stringFits } from './leaf.ts';
import { allowsNull, isNull, resolve, type Side } from './side.ts';
import type { Ends } from './values/candidates.ts';
import { isList, isValid } from './values/valid.ts';

/**
 * Whether every value of the one is proven to be accepted as the other, and understood the same.
 * False says only that there is no proof.
 */
export function includes(written: Schema, read: Schema, ends: Ends): boolean {
  return fits(written, read, { ...ends, assumed: [] });
}

/** What a reader of the schema keeps of a value that it accepts. */
export function understood(value: Json, schema: Schema, side: Side): Json {
  const resolved = resolve(schema, side);
  const each = (inner: Schema) => (one: Json) => understood(one, inner, side);
  switch (resolved.kind) {
    case 'nullable':
      return value === null ? value : understood(value, resolved.of, side);
    case 'union': {
      const variant = resolved.variants.find((one) => isValid(value, one.schema, side));
      return variant === undefined ? value : understood(value, variant.schema, side);
    }
    case 'array':
      return isList(value) ? value.map(each(resolved.items)) : value;
    case 'map':
      return isJsonObject(value) ? mapped(value, () => resolved.values, side) : value;
    case 'object': {
      if (!isJsonObject(value)) return value;
      const { additional, properties } = resolved;
      const known = new Map(properties.map((one) => [one.name, one.schema]));
      return mapped(
        value,
        (name) => known.get(name) ?? (typeof additional === 'string' ? undefined : additional),
        side,
      );
    }
    default:
      return value;
  }
}

function mapped(
  value: JsonObject,
  schemaOf: (name: string) => Schema | undefined,
  side: Side,
): Json {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const schema = schemaOf(name);
      return schema === undefined ? [] : [[name, understood(member, schema, side)] as const];
    }),
  );
}

interface Proof extends Ends {
  /** Pairs that are being proven, or were: a type that contains itself is proven from within. */
  readonly assumed: (readonly [Schema, Schema])[];
}

function fits(written: Schema, read: Schema, proof: Proof): boolean {
  if (proof.writer.shape(written) === proof.reader.shape(read)) return true;
  const [from, into] = [resolve(written, proof.writer), resolve(read, proof.reader)];
  if (into.kind === 'any') return true;
  const { assumed } = proof;
  if (assumed.some(([one, other]) => one === from && other === into)) return true;
  const before = assumed.length;
  assumed.push([from, into]);
  const proven = fitsResolved(from, into, proof);
  // What was proven on the way may rest on what is not so.
  if (!proven) assumed.length = before;
  return proven;
}

function fitsResolved(from: Schema, into: Schema, proof: Proof): boolean {
  if (from.kind === 'nullable') {
    return allowsNullDeep(into, proof.reader) && fits(from.of, into, proof);
  }
  if (from.kind === 'enum') {
    return from.values.every(({ value }) => isValid(value, into, proof.reader));
  }
  if (from.kind === 'union') {
    return from.variants.every(({ schema }) => fits(schema, into, proof));
  }
  if (into.kind === 'nullable') return fits(from, into.of, proof);
  if (into.kind === 'union') return into.variants.some(({ schema }) => fits(from, schema, proof));
  if (from.kind === 'boolean') {
    return (
      into.kind === 'boolean' || [true, false].every((value) => isValid(value, into, proof.reader))
    );
  }
  if (from.kind === 'number') return into.kind === 'number' && numberFits(from, into);
  if (from.kind === 'string') return into.kind === 'string' && stringFits(from, into);
  if (from.kind === 'array') {
    if (into.kind === 'array') {
      const isEmpty = from.maxItems === 0;
      return lengthFits(from, into) && (isEmpty || fits(from.items, into.items, proof));
    }
    if (into.kind !== 'tuple') return false;
    const count = into.items.length;
    return (
      from.minItems === count &&
      from.maxItems === count &&
      into.items.every((item) => fits(from.items, item, proof))
    );
  }
  if (from.kind === 'tuple') {
    const count = from.items.length;
    if (into.kind === 'tuple') {
      const pairs = from.items.map((item, index) => [item, into.items[index]] as const);
      return (
        count === into.items.length &&
        pairs.every(([item, other]) => other !== undefined && fits(item, other, proof))
      );
    }
    return (
      into.kind === 'array' &&
      (!into.uniqueItems || count < 2) &&
      count >= (into.minItems ?? 0) &&
      count <= (into.maxItems ?? Infinity) &&
      from.items.every((item) => fits(item, into.items, proof))
    );
  }
  if (from.kind === 'map') {
    if (into.kind === 'map') {
      return (
        (from.minProperties ?? 0) >= (into.minProperties ?? 0) &&
        (from.maxProperties ?? Infinity) <= (into.maxProperties ?? Infinity) &&
        fits(from.values, into.values, proof)
      );
    }
    if (into.kind !== 'object' || typeof into.additional === 'string') return false;
    return (
      into.properties.every(({ required, default: absent }) => !required && absent === undefined) &&
      [into.additional, ...into.properties.map(({ schema }) => schema)].every((one) =>
        fits(from.values, one, proof),
      )
    );
  }
  return from.kind === 'object' && objectFits(from, into, proof);
}

function objectFits(from: ObjectSchema, into: Schema, proof: Proof): boolean {
  if (into.kind === 'map') {
    const least = from.properties.filter(({ required }) => required).length;
    const most = from.additional === 'refused' ? from.properties.length : Infinity;
    return (
      from.additional !== 'ignored' &&
      least >= (into.minProperties ?? 0) &&
      most <= (into.maxProperties ?? Infinity) &&
      from.properties.every(({ schema }) => fits(schema, into.values, proof)) &&
      (from.additional === 'refused' || fits(from.additional, into.values, proof))
    );
  }
  if (into.kind !== 'object') return false;
  const known = new Map(into.properties.map((one) => [one.name, one]));
  const written = new Map(from.properties.map((one) => [one.name, one]));
  const { additional } = into;
  return (
    from.properties.every(({ name, schema, required, default: absent }) => {
      const other = known.get(name);
      // What the reader leaves aside is not understood the same.
      if (other === undefined)
        return typeof additional === 'object' && fits(schema, additional, proof);
      const same = JSON.stringify(absent?.value) === JSON.stringify(other.default?.value);
      return (required || (!other.required && same)) && fits(schema, other.schema, proof);
    }) &&
    into.properties.every(({ name, required, schema }) => {
      if (written.has(name)) return true;
      if (required) return false;
      return typeof from.additional === 'string' || fits(from.additional, schema, proof);
    }) &&
    (from.additional === 'refused' ||
      from.additional === additional ||
      (typeof from.additional === 'object' &&
        typeof additional === 'object' &&
        fits(from.additional, additional, proof)))
  );
}

function allowsNullDeep(schema: Schema, side: Side): boolean {
  const resolved = resolve(schema, side);
  if (resolved.kind === 'union') {
    return resolved.variants.some((variant) => allowsNullDeep(variant.schema, side));
  }
  return allowsNull(resolved, side) || isNull(resolved);
}
