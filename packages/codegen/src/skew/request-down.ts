import type { OperationConversion } from '../plan/operation.ts';
import type { Hole } from '../plan/plan.ts';
import type { Answer } from './answer.ts';
import { originOf } from './origin.ts';
import { contains, field, type Path, withoutValue } from './path.ts';
import type { Place } from './places.ts';
import { alwaysHas, isOptional } from './schemas.ts';
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
  const isSettled = (path: Path): boolean =>
    found.some((one) => one.effect !== 'lost' && !one.absent && contains(one.path, path));
  for (const place of backwards) {
    if (place.kind === 'dropped' || !isMet(place, places, context)) continue;
    const { hole } = place;
    const whole = hole.reason === 'absent' ? withoutValue(place.into) : place.into;
    const isWhole = hole.reason === 'absent' || hole.fields.length === 0;
    const about = isWhole ? [whole] : hole.fields.map((name) => field(place.into, name));
    if (about.every(isSettled)) continue;
    const answer = answerTo(hole, step, 'up', context.decisions);
    const isAnswered = about.every((path) => places.some((one) => covers(one, path)));
    const [only, ...others] = about;
    // Absent is met where the field is not there.
    const around = hole.reason === 'absent' ? whole.slice(0, -1) : place.into;
    const by = {
      cause: 'way_back',
      path: only === undefined || others.length > 0 ? place.into : only,
      around: filledIn(place, places) ?? around,
      hole: { direction: 'up', key: hole.key },
      // Otherwise some values only.
      always: asksOnTheWayBack.has(hole.reason) && alwaysHas(context.document, around),
    } as const;
    if (answer.kind === 'refuses') {
      found.push(limit(context, { ...by, effect: 'refused', text: answer.message }));
    } else if (answer.kind === 'decides') {
      found.push(limit(context, { ...by, effect: 'decided', text: takenBack }));
    } else if (!isAnswered && asksOnTheWayBack.has(hole.reason)) {
      const effect = answer.kind === 'loses' ? 'lost' : 'decided';
      const text = answer.kind === 'loses' ? answer.loss : takenBack;
      found.push(limit(context, { ...by, effect, text }));
    }
  }
  return found;
}

const takenBack = 'what the older version was told is taken back by hand, and may differ';

/** Holes of the way up that meet values which came down without being asked about. */
const asksOnTheWayBack: ReadonlySet<string> = new Set(['narrowed', 'changed', 'moved', 'asked']);

/** Whether a hole of the way back is met by what came down. */
function isMet(
  { hole, into }: Place & { readonly kind: 'asked' },
  places: readonly Place[],
  { document }: StepContext,
): boolean {
  if (asksOnTheWayBack.has(hole.reason)) return true;
  // Of a field that the older version does not have: it was left aside, which has been said.
  if (hole.reason === 'gained') return false;
  // A decision may have put there what only the older version has.
  const place = withoutValue(into);
  if (places.some((one) => one.kind === 'asked' && contains(withoutValue(one.at), place)))
    return true;
  // Absent may have become null on the way down.
  return hole.reason === 'absent' && isOptional(document, place);
}

/**
 * What a decision on the way down is asked about that puts there what nobody said: that can be met
 * even by callers whose version does not have the field.
 */
function filledIn(
  { into }: Place & { readonly kind: 'asked' },
  places: readonly Place[],
): Path | undefined {
  const found = places.find(
    (one) =>
      one.kind === 'asked' && one.absent && contains(withoutValue(one.at), withoutValue(into)),
  );
  return found?.at.slice(0, -1);
}

/** Whether a decision on the way down is asked about all that stands at a place. */
function covers(place: Place, path: Path): boolean {
  if (place.kind === 'dropped') return contains(place.at, path);
  // What is absent is not all that there may be.
  if (place.absent) return false;
  const { lost, reason } = place.hole;
  // It adds to what was said, and takes nothing.
  if (reason === 'gained') return false;
  const paths = lost.length === 0 ? [place.at] : lost.map((name) => field(place.at, name));
  return paths.some((one) => contains(one, path));
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
