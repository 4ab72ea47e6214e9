import type { PartConversion } from '../plan/operation.ts';
import type { Direction, Hole, NamedConversion } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { type Answer, answerOf, type DecisionTable } from './answer.ts';
import type { Cause, Effect } from './limit.ts';
import { field, type Path } from './path.ts';
import { type Place, placesOf, type Start } from './places.ts';
import { alwaysHas, type Document } from './schemas.ts';

/** What one step of one part of an operation keeps back, with a path in the version it comes from. */
export interface StepLimit {
  readonly step: StepPlan;
  readonly direction: Direction;
  readonly effect: Effect;
  readonly cause: Cause;
  readonly path: Path;
  /** What a decision is asked about even where the path is not there. */
  readonly around?: Path;
  readonly always: boolean;
  readonly absent: boolean;
  readonly text: string;
  readonly unless?: string;
  readonly hole?: { readonly direction: Direction; readonly key: string };
}

/** What is needed to know what a step does to values. */
export interface StepContext {
  readonly step: StepPlan;
  readonly direction: Direction;
  readonly decisions: DecisionTable;
  readonly part: 'request' | 'response';
  /** As the version that values come from has it. */
  readonly document: Document;
}

/** What does not arrive, and what is refused, where a conversion is all that happens. */
export function limitsOfPart(
  part: PartConversion,
  text: string,
  context: StepContext,
): readonly StepLimit[] {
  return placesOfPart(part, text, context).flatMap((place) =>
    place.kind === 'dropped'
      ? [limit(context, { effect: 'lost', cause: 'dropped', path: place.at, text: place.what })]
      : askedLimits(place, context),
  );
}

export function askedLimits(
  place: Place & { readonly kind: 'asked' },
  context: StepContext,
): readonly StepLimit[] {
  const answer = answerTo(place.hole, context.step, context.direction, context.decisions);
  return answer.kind === 'constant' || answer.kind === 'moves'
    ? []
    : [limit(context, decided(place, answer))];
}

export function decided(
  { hole, at, absent }: Place & { readonly kind: 'asked' },
  answer: Answer,
): Omit<Found, 'always'> {
  const [only, ...others] = hole.lost;
  const path = only === undefined || others.length > 0 ? at : field(at, only);
  const fields = others.length > 0 ? `: ${hole.lost.join(', ')}` : '';
  const around = absent ? at.slice(0, -1) : at;
  const by = { cause: 'decision', path, absent, around, key: hole.key } as const;
  switch (answer.kind) {
    case 'loses':
      return { ...by, effect: 'lost', text: answer.loss };
    case 'refuses':
      return { ...by, effect: 'refused', text: answer.message };
    default:
      return { ...by, effect: 'decided', text: `decided by hand${fields}` };
  }
}

export interface Found {
  readonly effect: Effect;
  readonly cause: Cause;
  readonly path: Path;
  readonly text: string;
  readonly unless?: string;
  readonly always?: boolean;
  readonly absent?: boolean;
  readonly around?: Path;
  /** The hole, where it is one of this direction. */
  readonly key?: string;
  readonly hole?: { readonly direction: Direction; readonly key: string };
}

export function limit({ step, direction, document }: StepContext, found: Found): StepLimit {
  const { around, key, absent = false, always, hole: other, ...rest } = found;
  const hole = key === undefined ? other : { direction, key };
  return {
    ...rest,
    step,
    direction,
    absent,
    always: always ?? (!absent && alwaysHas(document, around ?? found.path)),
    ...(around === undefined ? {} : { around }),
    ...(hole === undefined ? {} : { hole }),
  };
}

/** Places of a part; `text` is how `plan/operation.ts` calls it. */
export function placesOfPart(
  { plan, losses }: PartConversion,
  text: string,
  { step, direction, part, document }: StepContext,
): readonly Place[] {
  const types = direction === 'up' ? step.successors : step.predecessors;
  const startOf = (called: NamedConversion): Start => {
    const usual = types.get(called.source) === called.target;
    const name = usual ? called.source : `${called.source} as ${called.target}`;
    return { plan: called.plan, losses: called.losses, text: name };
  };
  const places = placesOf({ plan, losses, text }, startOf);
  return part === 'request' ? places.flatMap((place) => byParameter(place, document)) : places;
}

/** A whole group of parameters that is left aside is so parameter by parameter. */
function byParameter(place: Place, { schema }: Document): readonly Place[] {
  const [group, ...others] = place.at;
  if (place.kind === 'asked' || group?.kind !== 'field' || others.length > 0) return [place];
  if (group.name === 'body' || schema.kind !== 'object') return [place];
  const found = schema.properties.find(({ name }) => name === group.name)?.schema;
  if (found?.kind !== 'object') return [place];
  return found.properties.map(({ name }) => ({ ...place, at: field(place.at, name) }));
}

export function answerTo(
  { key }: Hole,
  { newer }: StepPlan,
  direction: Direction,
  decisions: DecisionTable,
): Answer {
  const decision = decisions[newer.id.folder]?.[direction]?.[key];
  return decision === undefined ? { kind: 'decides' } : answerOf(decision);
}
