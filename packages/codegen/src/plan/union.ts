import { jsonType } from '../diff/leaf.ts';
import { resolve, type Side } from '../diff/side.ts';
import type { Schema, UnionSchema, Variant } from '../model/schema.ts';
import { ask, type Derivation, type Place, same } from './derivation.ts';
import type { Plan, UnionCase, VariantTest } from './plan.ts';
import { planTagEnum } from './tag-enum.ts';
import { keyed, tagged } from './type-text.ts';

/** At least one of the two is a union. */
export function planUnion(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (source.kind === 'union' && target.kind === 'union') {
    return planVariants(source, target, place, to);
  }
  const byTag = planTagEnum(source, target, place, to);
  if (byTag !== undefined) return byTag;
  const asked = (): Plan => ({ kind: 'ask', hole: ask(place, 'changed', source, target, to, {}) });
  if (target.kind === 'union') {
    // A value that was the only possibility and is now one of several passes.
    return target.variants.some(({ schema }) => fits(source, schema, to)) ? same : asked();
  }
  if (source.kind === 'union') {
    return source.variants.every(({ schema }) => fits(schema, target, to)) ? same : asked();
  }
  return asked();
}

/** Whether a value passes as it is. Nothing is noted: holes found on the way are not asked. */
function fits(source: Schema, target: Schema, to: Derivation): boolean {
  if (to.source.shape(source) === to.target.shape(target)) return true;
  const trial = { ...to, holes: [], losses: [] };
  const from = resolve(source, to.source);
  const into = resolve(target, to.target);
  if (
    from.kind === 'object' ||
    into.kind === 'object' ||
    from.kind === 'union' ||
    into.kind === 'union'
  ) {
    return to.source.shape(from) === to.target.shape(into);
  }
  return to.derive(from, into, { path: '', source: '', target: '' }, trial).kind === 'same';
}

function planVariants(
  source: UnionSchema,
  target: UnionSchema,
  place: Place,
  to: Derivation,
): Plan {
  const into = new Map(target.variants.map((variant) => [variant.name, variant]));
  const mark = to.holes.length;
  const lossMark = to.losses.length;
  const cases: UnionCase[] = [];
  for (const variant of source.variants) {
    const counterpart = into.get(variant.name) ?? sameShape(variant, target, to);
    const at = variantPlace(variant, source, target, place, to.source);
    const plan: Plan =
      counterpart === undefined
        ? {
            kind: 'ask',
            hole: ask({ ...at, target: place.target }, 'removed', variant.schema, target, to, {}),
          }
        : to.derive(variant.schema, counterpart.schema, at, to);
    if (plan.kind === 'same') continue;
    const test = variantTest(variant, source, to.source);
    if (test === undefined) {
      // Nothing in the value says which variant it is, so a person has to convert the whole.
      to.holes.length = mark;
      to.losses.length = lossMark;
      return { kind: 'ask', hole: ask(place, 'changed', source, target, to, {}) };
    }
    cases.push({ variant, test, plan });
  }
  if (cases.length === 0) return same;
  return { kind: 'union', cases, all: cases.length === source.variants.length };
}

/** Untagged variants have made-up names, so one of the same shape is the same variant. */
function sameShape(variant: Variant, target: UnionSchema, to: Derivation): Variant | undefined {
  if (target.tagging.style !== 'untagged') return undefined;
  return target.variants.find(({ schema }) => fits(variant.schema, schema, to));
}

function variantPlace(
  variant: Variant,
  source: UnionSchema,
  target: UnionSchema,
  place: Place,
  side: Side,
): Place {
  const type = (union: UnionSchema, text: string): string => {
    switch (union.tagging.style) {
      case 'internal':
      case 'adjacent':
        return tagged(text, union.tagging.tag, variant.name);
      case 'external':
        return jsonType(resolve(variant.schema, side)) === 'string'
          ? `Extract<${text}, ${JSON.stringify(variant.name)}>`
          : keyed(text, variant.name);
      case 'untagged':
        return text;
    }
  };
  return {
    path: `${place.path}(${variant.name})`,
    source: type(source, place.source),
    target: type(target, place.target),
  };
}

function variantTest(variant: Variant, union: UnionSchema, side: Side): VariantTest | undefined {
  switch (union.tagging.style) {
    case 'internal':
    case 'adjacent':
      return { kind: 'tag', tag: union.tagging.tag };
    case 'external':
      return jsonType(resolve(variant.schema, side)) === 'string'
        ? { kind: 'literal' }
        : { kind: 'key' };
    case 'untagged': {
      const type = jsonType(resolve(variant.schema, side));
      const alike = union.variants.filter((other) => {
        const others = jsonType(resolve(other.schema, side));
        return others === undefined || others === type;
      });
      return type !== undefined && alike.length === 1 ? { kind: 'type', type } : undefined;
    }
  }
}
