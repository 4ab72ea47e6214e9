import { jsonType } from '../diff/leaf.ts';
import { isNull, notNull, resolve, withoutNull } from '../diff/side.ts';
import type { Schema } from '../model/schema.ts';
import type { Derivation } from './derivation.ts';
import { listedValues } from './listed-values.ts';
import { sharesTags } from './tag-enum.ts';

/** Whether two schemas still describe the same thing, so that a conversion can go into them. */
export function related(source: Schema, target: Schema, to: Derivation): boolean {
  if (to.source.shape(source) === to.target.shape(target)) return true;
  const [before, after] = [notNull(source, to.source), notNull(target, to.target)];
  if (before.kind === 'reference' && after.kind === 'reference') {
    if (to.paired(before.name, after.name)) return true;
  }
  const from = withoutNull(source, to.source);
  const into = withoutNull(target, to.target);
  if (into.kind === 'any' || isNull(from)) return true;
  if (from.kind === 'union' || into.kind === 'union') {
    if (sharesTags(from, into, to)) return true;
    const [values, others] = [listedValues(from, to.source), listedValues(into, to.target)];
    if (values !== undefined && others !== undefined) return true;
    if (from.kind !== 'union' || into.kind !== 'union') return fitsSomeVariant(from, into, to);
    const names = new Set(into.variants.map(({ name }) => name));
    return from.variants.some(({ name }) => names.has(name));
  }
  if (from.kind === 'object' && into.kind === 'object') {
    const names = new Set(into.properties.map(({ name }) => to.common(name)));
    const empty = from.properties.length === 0 || into.properties.length === 0;
    return empty || from.properties.some(({ name }) => names.has(to.common(name)));
  }
  if (from.kind === into.kind) return true;
  return jsonType(from) !== undefined && jsonType(from) === jsonType(into) && !isStructure(from);
}

/** A value that may be one of several things, or the other way round, is related if it fits one. */
function fitsSomeVariant(from: Schema, into: Schema, to: Derivation): boolean {
  const union = from.kind === 'union' ? from : into.kind === 'union' ? into : undefined;
  const other = from.kind === 'union' ? into : from;
  const [unionSide, otherSide] =
    from.kind === 'union' ? [to.source, to.target] : [to.target, to.source];
  const shape = otherSide.shape(other);
  return (
    union?.variants.some(({ schema }) => unionSide.shape(resolve(schema, unionSide)) === shape) ??
    false
  );
}

function isStructure(schema: Schema): boolean {
  return schema.kind === 'object' || schema.kind === 'map' || schema.kind === 'array';
}
