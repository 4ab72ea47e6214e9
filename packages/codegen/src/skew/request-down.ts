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
  limit,
  placesOfPart,
  type StepContext,
  type StepLimit,
} from './step-limits.ts';

/**
 * What is refused of a request on its way to an older server. The client takes back what it is going to
 * send, and sends nothing where that is not what was said: so what would be lost is refused, except
 * where a decision declares it.
 */
export function limitsOfRequestDown(
  conversion: OperationConversion,
  back: OperationConversion | undefined,
  context: StepContext,
): readonly StepLimit[] {
  const { step, document } = context;
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
      const { unless, refuses } = backAgain(back, place.at, context);
      found.push(
        limit(context, {
          effect: 'refused',
          cause: 'dropped',
          path: place.at,
          text: `version ${step.older.id.text} has no such field`,
          always: refuses && alwaysHas(document, place.at),
          ...(unless === undefined ? {} : { unless }),
        }),
      );
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
    if (answer.kind === 'loses') continue;
    const [only, ...others] = about;
    found.push(
      limit(context, {
        effect: answer.kind === 'refuses' ? 'refused' : 'decided',
        cause: 'way_back',
        path: only === undefined || others.length > 0 ? place.into : only,
        text:
          answer.kind === 'refuses'
            ? answer.message
            : 'what the older version was told is taken back by hand, and may differ',
        hole: { direction: 'up', key: hole.key },
      }),
    );
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

/** What the way back puts where something was left aside. */
function backAgain(
  back: OperationConversion | undefined,
  path: Path,
  { step, decisions }: StepContext,
): { readonly unless?: string; readonly refuses: boolean } {
  if (back === undefined) return { refuses: false };
  const origin = originOf(back.request.plan, path);
  if (origin.kind === 'made') return { unless: JSON.stringify(origin.value), refuses: false };
  if (origin.kind !== 'decided' || origin.hole === undefined) return { refuses: false };
  const answer = answerTo(origin.hole, step, 'up', decisions);
  const { length } = origin.hole.fields;
  if (answer.kind === 'constant' && length === 1 && answer.value !== undefined) {
    return { unless: JSON.stringify(answer.value), refuses: false };
  }
  return { refuses: answer.kind === 'refuses' };
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
