import type { Planned } from '../../../../packages/codegen/src/build.ts';
import type { Version } from '../../../../packages/codegen/src/model/api.ts';
import type { Schema } from '../../../../packages/codegen/src/model/schema.ts';
import type { Direction, Hole, NamedConversion } from '../../../../packages/codegen/src/plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../../../../packages/codegen/src/plan/step.ts';

/** Where a hole is, by the type's name on one side: what a decision sees, and what it gives. */
interface Place {
  readonly taken: readonly string[];
  readonly given: readonly string[];
}

/**
 * The places of a value of version `from` that a trip to version `to` and back need not keep, in the
 * words of plans (`Type.field`). Declared are: what a plan says it drops, and what a decision that was
 * asked takes or gives where it says that it loses something. Such a place is followed through the
 * other holes between: where data moves from one field into another, a loss there is a loss here.
 */
export function lossyPlaces(
  planned: Planned,
  from: number,
  to: number,
  lossyDecisions: ReadonlySet<string>,
): ReadonlySet<string> {
  const out: Direction = from < to ? 'up' : 'down';
  const back: Direction = from < to ? 'down' : 'up';
  const steps = planned.steps.slice(Math.min(from, to), Math.max(from, to));
  // From the far end home.
  if (out === 'up') steps.reverse();
  const lossy = new Set<string>();
  for (const step of steps) {
    const home = out === 'up' ? step.older : step.newer;
    const away = out === 'up' ? step.newer : step.older;
    const [leaving, returning] = [step[out], step[back]];
    const loses = (plan: DirectionPlan, hole: Hole): boolean =>
      lossyDecisions.has(decisionId(step, plan.direction, hole.key));
    // What the way back loses is lost of the value away from home.
    for (const [one, hole] of holesOf(returning)) {
      if (loses(returning, hole)) add(lossy, placeOf(hole, one).taken);
    }
    for (const one of returning.conversions) add(lossy, one.losses.map(({ path }) => path));
    // What is lost there is lost here, wherever it went and wherever it comes from.
    for (const [one, hole] of holesOf(leaving)) {
      const { taken, given } = placeOf(hole, one);
      if (touches(lossy, given, hole, 'given', away)) add(lossy, taken);
    }
    for (const [one, hole] of holesOf(returning)) {
      const { taken, given } = placeOf(hole, one);
      if (touches(lossy, taken, hole, 'taken', away)) add(lossy, given);
      if (loses(returning, hole)) add(lossy, given);
    }
    for (const [one, hole] of holesOf(leaving)) {
      const { taken, given } = placeOf(hole, one);
      if (loses(leaving, hole)) add(lossy, [...taken, ...given]);
    }
    for (const one of leaving.conversions) add(lossy, one.losses.map(({ path }) => path));
    // A type that is named otherwise away from home.
    for (const one of returning.conversions) {
      if (one.source === one.target || !home.schemas.has(one.target)) continue;
      const renamed = [...lossy].filter((path) => ownerOf(path) === one.source);
      add(lossy, renamed.map((path) => one.target + path.slice(one.source.length)));
    }
  }
  return lossy;
}

/** As `recorder.ts` names them. */
function decisionId(step: StepPlan, direction: Direction, key: string): string {
  return `${step.newer.id.folder} ${direction} ${key}`;
}

/**
 * Without those where a decision looks at a whole result: that some of it is lost is not that all may
 * be, and what the plan itself drops of it is noted as the plan's loss.
 */
function holesOf(plan: DirectionPlan): readonly (readonly [NamedConversion, Hole])[] {
  return plan.conversions.flatMap((one) =>
    one.holes.filter((hole) => hole !== one.review).map((hole) => [one, hole] as const),
  );
}

/** The path of a hole is in the source; its like in the target has the target's name. */
function placeOf(hole: Hole, { source, target }: NamedConversion): Place {
  const { key, fields, lost } = hole;
  const path = key.replace(/^([^.([{ ]+) as [^.([{ ]+/, '$1');
  if (fields.length === 0) return { taken: [path], given: [target + path.slice(source.length)] };
  const suffix = fields.length === 1 ? `.${String(fields[0])}` : `.{${fields.join(',')}}`;
  const base = path.slice(0, path.length - suffix.length);
  const inTarget = target + base.slice(source.length);
  // A decision about a field that stays (an absent one that has to be there) takes what it gives.
  const taken = lost.length === 0 && hole.reason !== 'gained' ? fields : lost;
  return {
    taken: taken.map((name) => `${base}.${name}`),
    given: fields.map((name) => `${inTarget}.${name}`),
  };
}

/** Whether something lossy is at these places or in a type that is used there. */
function touches(
  lossy: ReadonlySet<string>,
  places: readonly string[],
  hole: Hole,
  side: keyof Place,
  version: Version,
): boolean {
  if (places.some((place) => lossy.has(place))) return true;
  const whole = side === 'given' ? hole.target : hole.source;
  const names = side === 'given' ? hole.fields : hole.lost;
  if (whole === undefined) return false;
  const schemas =
    whole.kind === 'object' && hole.fields.length > 0
      ? whole.properties.filter(({ name }) => names.includes(name)).map(({ schema }) => schema)
      : [whole];
  const used = new Set<string>();
  for (const schema of schemas) collect(schema, version, used);
  return [...lossy].some((path) => used.has(ownerOf(path)));
}

function ownerOf(path: string): string {
  return /^[^.([{ ]+/.exec(path)?.[0] ?? path;
}

function collect(schema: Schema, version: Version, into: Set<string>): void {
  const all = (schemas: readonly Schema[]): void => {
    for (const one of schemas) collect(one, version, into);
  };
  switch (schema.kind) {
    case 'reference': {
      if (into.has(schema.name)) return;
      into.add(schema.name);
      const named = version.schemas.get(schema.name);
      if (named !== undefined) collect(named.schema, version, into);
      return;
    }
    case 'nullable':
      return collect(schema.of, version, into);
    case 'array':
      return collect(schema.items, version, into);
    case 'tuple':
      return all(schema.items);
    case 'map':
      return collect(schema.values, version, into);
    case 'object':
      return all(schema.properties.map((property) => property.schema));
    case 'union':
      return all(schema.variants.map((variant) => variant.schema));
    default:
  }
}

function add(into: Set<string>, paths: readonly string[]): void {
  for (const path of paths) into.add(path);
}
