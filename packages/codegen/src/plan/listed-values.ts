import { resolve, type Side } from '../diff/side.ts';
import type { EnumSchema, EnumValue, Schema } from '../model/schema.ts';

/**
 * What is a list of values however it is written: an enum, or a union of nothing but enums, as
 * `Known | 'other'` is in TypeScript. Undefined for anything else.
 */
export function listedValues(schema: Schema, side: Side): EnumSchema | undefined {
  const values = valuesOf(schema, side, new Set());
  return values === undefined ? undefined : { kind: 'enum', values };
}

function valuesOf(
  schema: Schema,
  side: Side,
  within: ReadonlySet<Schema>,
): readonly EnumValue[] | undefined {
  const found = resolve(schema, side);
  if (found.kind === 'enum') return found.values;
  if (found.kind !== 'union' || within.has(found)) return undefined;
  const inner = new Set(within).add(found);
  const lists = found.variants.map((variant) => valuesOf(variant.schema, side, inner));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}
