import { resolve } from '../diff/side.ts';
import type { EnumSchema, Schema, UnionSchema, Variant } from '../model/schema.ts';
import { ask, type Derivation, type Place } from './derivation.ts';
import type { Hole, Plan } from './plan.ts';
import { tagged } from './type-text.ts';

/**
 * An enum of texts on one end, and on the other a union whose variants are told apart by a tag:
 * `'running'` and `{ kind: 'running' }` are the same. A person is asked for what has more to say
 * than its tag, or no counterpart; undefined where the two have nothing in common.
 */
export function planTagEnum(
  source: Schema,
  target: Schema,
  place: Place,
  to: Derivation,
): Plan | undefined {
  if (!sharesTags(source, target, to)) return undefined;
  if (source.kind === 'enum' && target.kind === 'union')
    return toVariants(source, target, place, to);
  if (source.kind === 'union' && target.kind === 'enum') return toValues(source, target, place, to);
  return undefined;
}

/** Whether at least one value of an enum is a variant that has nothing but its tag. */
export function sharesTags(source: Schema, target: Schema, to: Derivation): boolean {
  const [values, union, side] =
    source.kind === 'enum' ? [source, target, to.target] : [target, source, to.source];
  if (values.kind !== 'enum' || union.kind !== 'union') return false;
  const tag = tagOf(union);
  if (tag === undefined) return false;
  const bare = new Set(union.variants.filter((one) => isBare(one, side)).map(({ name }) => name));
  const texts = values.values.map(({ value }) => (typeof value === 'string' ? value : undefined));
  return (
    !texts.includes(undefined) && texts.some((value) => value !== undefined && bare.has(value))
  );
}

function toVariants(source: EnumSchema, target: UnionSchema, place: Place, to: Derivation): Plan {
  const variants = new Map(target.variants.map((one) => [one.name, one]));
  const cases = source.values.map(({ value }): { value: string; hole?: Hole } => {
    const variant = variants.get(String(value));
    if (variant !== undefined && isBare(variant, to.target)) return { value: variant.name };
    const reason = variant === undefined ? 'removed' : 'changed';
    const hole = ask(place, reason, source, target, to, {
      parameter: JSON.stringify(value),
      suffix: `(${String(value)})`,
    });
    return { value: String(value), hole };
  });
  return { kind: 'to-variant', tag: tagOf(target) ?? '', type: place.target, cases };
}

function toValues(source: UnionSchema, target: EnumSchema, place: Place, to: Derivation): Plan {
  const tag = tagOf(source) ?? '';
  const values = new Set(target.values.map(({ value }) => value));
  const cases = source.variants
    .filter((one) => !isBare(one, to.source) || !values.has(one.name))
    .map(({ name, schema }) => {
      const parameter = tagged(place.source, tag, name);
      const reason = values.has(name) ? 'changed' : 'removed';
      const suffix = `(${name})`;
      return { value: name, hole: ask(place, reason, schema, target, to, { parameter, suffix }) };
    });
  return { kind: 'to-value', tag, type: place.target, cases };
}

/** Undefined also for a tag that every object seems to have: code could not tell variants by it. */
function tagOf({ tagging }: UnionSchema): string | undefined {
  if (tagging.style !== 'internal' && tagging.style !== 'adjacent') return undefined;
  return tagging.tag in {} ? undefined : tagging.tag;
}

/** Nothing but the tag. */
function isBare({ schema }: Variant, side: Derivation['source']): boolean {
  const variant = resolve(schema, side);
  return (
    variant.kind === 'object' &&
    variant.properties.length === 1 &&
    typeof variant.additional === 'string'
  );
}
