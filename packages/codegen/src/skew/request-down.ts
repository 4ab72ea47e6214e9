import type { OperationConversion } from '../plan/operation.ts';
import type { Hole } from '../plan/plan.ts';
import type { Answer } from './answer.ts';
import { originOf } from './origin.ts';
import { field, overlap, type Path } from './path.ts';
import type { Place } from './places.ts';
import { alwaysHas } from './schemas.ts';
import {
  answerTo,
  askedLimits,
  decided,
  type Found,
  limit,
  placesOfPart,
  type StepContext,
  type StepLimit,
} from './step-limits.ts';

/**
 * What is refused of a request on its way to an older server. The client takes back what it is going to
 * send, and sends nothing where that is not what was said: so what would be lost is refused, except
 * where a decision declares it. `back` is the way back; undefined where nothing is converted there.
 */
export function limitsOfRequestDown(
  conversion: OperationConversion,
  back: OperationConversion | undefined,
  context: StepContext,
): readonly StepLimit[] {
  const { step } = context;
  // Nothing is converted, so nothing is taken back either.
  if (conversion.request.plan.kind === 'same') return [];
  const places = placesOfPart(conversion.request, `${conversion.source} request`, context);
  const backwards =
    back === undefined
      ? []
      : placesOfPart(back.request, `${back.source} request`, { ...context, direction: 'up' });
  const found: StepLimit[] = [];
  for (const place of places) {
    if (place.kind === 'dropped') {
      found.push(limit(context, leftAside(place.at, back, context)));
      continue;
    }
    const answer = answerTo(place.hole, step, 'down', context.decisions);
    if (answer.kind === 'constant' || answer.kind === 'moves') {
      const adds = place.hole.reason === 'gained';
      if (adds || isRenamedBack(place, answer, backwards, context)) continue;
      found.push(limit(context, { ...decided(place, answer), effect: 'decided' }));
    } else found.push(...askedLimits(place, context));
  }
  for (const place of backwards) {
    if (place.kind === 'dropped' || !asksOnTheWayBack.has(place.hole.reason)) continue;
    const { hole } = place;
    const about =
      hole.fields.length === 0 ? [place.into] : hole.fields.map((name) => field(place.into, name));
    if (about.every((path) => places.some((one) => covers(one, path)))) continue;
    const answer = answerTo(hole, step, 'up', context.decisions);
    const [only, ...others] = about;
    const by = {
      cause: 'way_back',
      path: only === undefined || others.length > 0 ? place.into : only,
      hole: { direction: 'up', key: hole.key },
    } as const;
    if (answer.kind === 'loses') {
      found.push(limit(context, { ...by, effect: 'lost', text: answer.loss }));
    } else if (answer.kind === 'refuses') {
      found.push(limit(context, { ...by, effect: 'refused', text: answer.message }));
    } else {
      const text = 'what the older version was told is taken back by hand, and may differ';
      found.push(limit(context, { ...by, effect: 'decided', text }));
    }
  }
  return found;
}

/** Holes of the way up that meet values which came down without being asked about. */
const asksOnTheWayBack: ReadonlySet<string> = new Set(['narrowed', 'changed', 'moved', 'asked']);

function covers(place: Place, path: Path): boolean {
  if (place.kind === 'dropped') return overlap(place.at, path);
  const { lost } = place.hole;
  const paths = lost.length === 0 ? [place.at] : lost.map((name) => field(place.at, name));
  return paths.some((one) => overlap(one, path));
}

/** What becomes of a field that the older version does not have. */
function leftAside(path: Path, back: OperationConversion | undefined, context: StepContext): Found {
  const { step, decisions, document } = context;
  const origin = originOf(back?.request.plan ?? { kind: 'same' }, path);
  const found = {
    effect: 'refused',
    cause: 'dropped',
    path,
    text: `version ${step.older.id.text} has no such field`,
    always: false,
  } as const;
  if (origin.kind === 'made') return { ...found, unless: JSON.stringify(origin.value) };
  if (origin.kind !== 'decided' || origin.hole === undefined) return found;
  const answer = answerTo(origin.hole, step, 'up', decisions);
  switch (answer.kind) {
    case 'loses':
      return { ...found, effect: 'lost', text: answer.loss };
    case 'refuses':
      return { ...found, always: alwaysHas(document, path) };
    case 'constant': {
      const isWhole = origin.hole.fields.length === 1 && answer.value !== undefined;
      return isWhole ? { ...found, unless: JSON.stringify(answer.value) } : found;
    }
    case 'moves':
    case 'decides':
      return found;
  }
}

/** `a` from `b` on the way down, and `b` from `a` on the way back: nothing happens to it. */
function isRenamedBack(
  { hole, at, into }: Place & { readonly kind: 'asked' },
  answer: Answer,
  backwards: readonly Place[],
  { step, decisions }: StepContext,
): boolean {
  const renames = (one: Hole, said: Answer): boolean => {
    const [from, ...others] = one.lost;
    return (
      said.kind === 'moves' && said.from === from && others.length === 0 && one.fields.length === 1
    );
  };
  if (!renames(hole, answer)) return false;
  return backwards.some(
    (one) =>
      one.kind === 'asked' &&
      JSON.stringify([one.at, one.into]) === JSON.stringify([into, at]) &&
      one.hole.lost[0] === hole.fields[0] &&
      one.hole.fields[0] === hole.lost[0] &&
      renames(one.hole, answerTo(one.hole, step, 'up', decisions)),
  );
}
