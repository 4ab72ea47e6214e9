import type { Json } from '../model/json.ts';
import type { Hole, ObjectPlan, Plan } from '../plan/plan.ts';
import { field, type Path, type Segment } from './path.ts';

/** Where what stands at a place of a conversion's result came from. */
export type Origin =
  /** From this place of the source. */
  (
    | { readonly kind: 'said'; readonly path: Path }
    | Decided
    | Made
    /** No conversion puts anything there. */
    | { readonly kind: 'nowhere' }
  ) & {
    /** For some values it comes from there instead. */
    readonly or?: Decided | Made;
  };

/** Nobody said it: it is a place in this value. */
interface Made {
  readonly kind: 'made';
  readonly value: Json;
  readonly rest: Path;
}

interface Decided {
  readonly kind: 'decided';
  /** What the decision is about. */
  readonly path: Path;
  readonly hole?: Hole;
  /** The place in what it gives. */
  readonly rest: Path;
}

/** Follows a path of the target back through the plan into the source. */
export function originOf(plan: Plan, path: Path, at: Path = []): Origin {
  const [segment, ...rest] = path;
  switch (plan.kind) {
    case 'same':
      return { kind: 'said', path: [...at, ...path] };
    case 'call': {
      const { conversion } = plan;
      const origin = originOf(conversion.plan, path, at);
      return conversion.review === undefined
        ? origin
        : reviewed(origin, conversion.review, at, path);
    }
    case 'ask':
      return { kind: 'decided', path: at, hole: plan.hole, rest: path };
    case 'narrow':
      return reviewed(originOf(plan.plan, path, at), plan.hole, at, path);
    case 'nullable':
      return originOf(plan.of, path, at);
    case 'from-null':
      return sometimes(originOf(plan.of, path, at), plan.hole, at, path);
    case 'object':
      return ofObject(plan, path, at);
    case 'enum':
      return {
        kind: 'said',
        path: [...at, ...path],
        ...(segment?.kind === 'value' ? { or: { kind: 'decided', path: at, rest: path } } : {}),
      };
    case 'to-variant':
    case 'to-value':
      return { kind: 'decided', path: at, rest: path };
    case 'union': {
      if (segment?.kind !== 'variant') return { kind: 'said', path: [...at, ...path] };
      const found = plan.cases.find(({ variant }) => variant.name === segment.name);
      const origin = originOf(found?.plan ?? { kind: 'same' }, rest, [...at, segment]);
      const others = plan.cases.some((one) => one.plan.kind === 'ask');
      return others && origin.kind === 'said'
        ? { ...origin, or: { kind: 'decided', path: at, rest: path } }
        : origin;
    }
    case 'array':
      return into(plan.items, 'items', path, at);
    case 'map':
      return into(plan.values, 'entries', path, at);
    case 'tuple': {
      const item = segment?.kind === 'item' ? plan.items[segment.position] : undefined;
      return into(item, 'item', path, at);
    }
  }
}

/** A decision sees the result, and may put there what it wants. */
function reviewed(origin: Origin, hole: Hole, at: Path, rest: Path): Origin {
  const decided: Decided = { kind: 'decided', path: at, hole, rest };
  return origin.kind === 'said' ? { ...origin, or: decided } : decided;
}

/** A decision answers null, or what is absent. */
function sometimes(origin: Origin, hole: Hole, at: Path, rest: Path): Origin {
  return { ...origin, or: origin.or ?? { kind: 'decided', path: at, hole, rest } };
}

function into(plan: Plan | undefined, kind: Segment['kind'], path: Path, at: Path): Origin {
  const [segment, ...rest] = path;
  if (segment === undefined) return { kind: 'said', path: at };
  // A path that does not fit the plan is taken to be there.
  if (segment.kind !== kind || plan === undefined) return { kind: 'decided', path: at, rest: path };
  return originOf(plan, rest, [...at, segment]);
}

function ofObject(plan: ObjectPlan, path: Path, at: Path): Origin {
  const [segment, ...rest] = path;
  if (segment === undefined) return { kind: 'said', path: at };
  if (segment.kind === 'entries') {
    return plan.additional.kind === 'convert'
      ? originOf(plan.additional.plan, rest, [...at, segment])
      : { kind: 'nowhere' };
  }
  if (segment.kind !== 'field') return { kind: 'decided', path: at, rest: path };
  const found = plan.fields.find(({ name }) => name === segment.name);
  if (found === undefined) return { kind: 'nowhere' };
  const { from } = found;
  if (from.kind === 'value') return { kind: 'made', value: from.value, rest };
  if (from.kind === 'ask') {
    const inside = from.hole.fields.length === 1 ? rest : path;
    return { kind: 'decided', path: at, hole: from.hole, rest: inside };
  }
  const origin = originOf(from.plan, rest, field(at, from.name));
  switch (from.absent.kind) {
    case 'ask':
      return sometimes(origin, from.absent.hole, at, rest);
    case 'value':
      return { ...origin, or: origin.or ?? { kind: 'made', value: from.absent.value, rest } };
    case 'never':
    case 'stays':
    // The default of a version is a value that it can say.
    case 'source-default':
      return origin;
  }
}

/** Whether a value that nobody said has this place. True where that cannot be told. */
export function isIn(value: unknown, path: Path): boolean {
  const [segment, ...rest] = path;
  if (segment === undefined) return true;
  switch (segment.kind) {
    case 'field':
      if (typeof value !== 'object' || value === null) return false;
      return (
        Object.hasOwn(value, segment.name) &&
        isIn((value as Readonly<Record<string, unknown>>)[segment.name], rest) // it has it
      );
    case 'items':
      return Array.isArray(value) && value.some((item) => isIn(item, rest));
    case 'item':
      return Array.isArray(value) && isIn(value[segment.position], rest);
    case 'entries':
      if (typeof value !== 'object' || value === null) return false;
      return Object.values(value).some((one) => isIn(one, rest));
    case 'variant':
      return value !== null && isIn(value, rest);
    case 'value':
      return value === segment.value;
  }
}
