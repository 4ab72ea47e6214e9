import { type Reasons, whyNotForwarded } from '../plan/not-forwarded.ts';
import { answerOf, type DecisionTable } from './answer.ts';
import type { Limit } from './limit.ts';
import { type Hop, statusesBefore } from './hop.ts';
import { isIn, type Origin, originOf } from './origin.ts';
import { conditionsOf, type Path, pointerOf, root } from './path.ts';
import { canHave, type Document, requestDocument, responseDocument } from './schemas.ts';
import { limitsOfRequestDown } from './request-down.ts';
import { limitsOfPart, type StepContext, type StepLimit } from './step-limits.ts';

/** What the steps of one operation keep back, worked out once for each. */
export class Flow {
  readonly #decisions: DecisionTable;
  readonly #doNotForward: Reasons;
  readonly #requests = new Map<string, readonly StepLimit[]>();
  readonly #responses = new Map<string, ReadonlyMap<string, readonly StepLimit[]>>();

  constructor(decisions: DecisionTable, doNotForward: Reasons) {
    this.#decisions = decisions;
    this.#doNotForward = doNotForward;
  }

  /** What the last of these hops keeps back of a request that is said before the first. */
  requestLimits(hops: readonly Hop[]): readonly Limit[] {
    const [first, last] = [hops[0], hops.at(-1)];
    if (first === undefined || last?.conversion === undefined) return [];
    return this.#ofRequest(last).flatMap((one) => {
      const at = (place: Path | undefined): Path | undefined =>
        place && this.#requestOrigin(one, place, hops);
      const path = at(one.path) ?? at(one.around);
      return path === undefined ? [] : [limitOf(one, { part: 'request', path, hop: first })];
    });
  }

  /** The same of an answer. */
  responseLimits(hops: readonly Hop[]): readonly Limit[] {
    const [first, last] = [hops[0], hops.at(-1)];
    if (first === undefined || last?.conversion === undefined) return [];
    return [...this.#ofResponses(last)].flatMap(([status, limits]) =>
      limits.flatMap((one) =>
        this.#told(one, status, hops).map((origin) =>
          limitOf(one, { part: 'response', ...origin, hop: first }),
        ),
      ),
    );
  }

  #ofRequest(hop: Hop): readonly StepLimit[] {
    const key = keyOf(hop);
    let known = this.#requests.get(key);
    const { conversion, back, direction, source } = hop;
    if (known === undefined && conversion !== undefined) {
      const context = this.#context(hop, 'request', requestDocument(source, hop.sourceSide));
      known =
        direction === 'down'
          ? limitsOfRequestDown(conversion, this.#isForwarded(hop) ? back : undefined, context)
          : limitsOfPart(conversion.request, `${source.id} request`, context);
      this.#requests.set(key, known);
    }
    return known ?? [];
  }

  #ofResponses(hop: Hop): ReadonlyMap<string, readonly StepLimit[]> {
    const key = keyOf(hop);
    let known = this.#responses.get(key);
    if (known === undefined) {
      const { source, sourceSide, conversion } = hop;
      known = new Map(
        (conversion?.responses ?? []).map((part) => {
          const document = responseDocument(source, part.status, sourceSide) ?? anything(hop);
          const text = `${source.id} response ${part.status}`;
          return [part.status, limitsOfPart(part, text, this.#context(hop, 'response', document))];
        }),
      );
      this.#responses.set(key, known);
    }
    return known;
  }

  /** What must not go up is not converted, so a client compares with what it is going to send. */
  #isForwarded({ step, target }: Hop): boolean {
    return whyNotForwarded(step, target.id, this.#doNotForward) === undefined;
  }

  #context({ step, direction }: Hop, part: StepContext['part'], document: Document): StepContext {
    return { step, direction, part, document, decisions: this.#decisions };
  }

  /** Where the first of the hops has it; undefined where nothing of what is said there gets so far. */
  #requestOrigin(one: StepLimit, place: Path, hops: readonly Hop[]): Path | undefined {
    let path: Path | undefined = place;
    for (const hop of hops.slice(0, -1).reverse()) {
      const document = requestDocument(hop.source, hop.sourceSide);
      const plan = hop.conversion?.request.plan ?? { kind: 'same' };
      path = this.#before(one, path, { hop, document, origin: (at) => originOf(plan, at) });
      if (path === undefined) return undefined;
    }
    return path;
  }

  /** By status of the answer as it was sent; what stands around it, where it itself was not said. */
  #told(one: StepLimit, status: string, hops: readonly Hop[]): readonly Told[] {
    const exact = this.#responseOrigins(one, { status, path: one.path }, hops);
    if (one.around === undefined) return exact;
    const around = this.#responseOrigins(one, { status, path: one.around }, hops);
    const others = around.filter((two) => !exact.some((three) => three.status === two.status));
    return [...exact, ...others];
  }

  /** The same for an answer, which may have had one of several statuses. */
  #responseOrigins(one: StepLimit, place: Told, hops: readonly Hop[]): readonly Told[] {
    let places: readonly Told[] = [place];
    for (const hop of hops.slice(0, -1).reverse()) {
      places = places.flatMap((place) =>
        statusesBefore(hop, place.status).flatMap(({ status: before, plan }) => {
          const document = responseDocument(hop.source, before, hop.sourceSide) ?? anything(hop);
          const from = { hop, document, origin: (at: Path) => originOf(plan, at) };
          const path = this.#before(one, place.path, from);
          return path === undefined ? [] : [{ status: before, path }];
        }),
      );
    }
    return places;
  }

  #before(one: StepLimit, path: Path, { hop, document, origin }: Before): Path | undefined {
    const found = origin(path);
    const first = this.#from(found, one, path, { hop, document, origin });
    if (first !== undefined || found.or === undefined) return first;
    return this.#from(found.or, one, path, { hop, document, origin });
  }

  #from(
    found: Origin,
    one: StepLimit,
    path: Path,
    { hop, document, origin }: Before,
  ): Path | undefined {
    switch (found.kind) {
      case 'nowhere':
        return undefined;
      case 'said':
        return canHave(document, found.path) ? found.path : undefined;
      case 'decided': {
        const value = this.#constantOf(found, hop);
        if (value === undefined) return found.path;
        return isIn(value, found.rest) ? made(one, path, origin) : undefined;
      }
      case 'made':
        return isIn(found.value, found.rest) ? made(one, path, origin) : undefined;
    }
  }

  /** What the decision always gives, if it does. */
  #constantOf({ hole }: Origin & { readonly kind: 'decided' }, { step, direction }: Hop): unknown {
    const decision = this.#decisions[step.newer.id.folder]?.[direction]?.[hole?.key ?? ''];
    const answer = decision === undefined ? undefined : answerOf(decision);
    return answer?.kind === 'constant' ? answer.value : undefined;
  }
}

interface Told {
  readonly status: string;
  readonly path: Path;
}

interface Before {
  readonly hop: Hop;
  readonly document: Document;
  readonly origin: (path: Path) => Origin;
}

/**
 * To drop what nobody said is no loss. What a decision does with it is told to callers all the same,
 * and is so of what stands around it.
 */
function made(one: StepLimit, path: Path, origin: (path: Path) => Origin): Path | undefined {
  if (one.effect === 'lost' && one.cause === 'dropped') return undefined;
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const around = origin(path.slice(0, length));
    if (around.kind === 'said') return around.path;
  }
  return root;
}

function limitOf(
  one: StepLimit,
  { part, status, path, hop }: { part: Limit['part']; status?: string; path: Path; hop: Hop },
): Limit {
  const { step, direction, effect, cause, absent, text, unless, hole } = one;
  const [older, newer] = [step.older.id.text, step.newer.id.text];
  const always =
    one.always && (status === undefined || isOnlySuccess(status, [...hop.source.responses.keys()]));
  return {
    effect,
    cause,
    part,
    operation: hop.source.id,
    ...(status === undefined ? {} : { status }),
    path: pointerOf(path),
    where: [...conditionsOf(path), ...(absent ? ['absent'] : [])],
    always,
    text,
    ...(unless === undefined ? {} : { unless }),
    from: direction === 'up' ? older : newer,
    to: direction === 'up' ? newer : older,
    ...(direction === 'up' ? { until: older } : { since: newer }),
    ...(hole === undefined ? {} : { hole: { ...hole, step: newer } }),
  };
}

/** Whether an operation that does not answer with this status has not succeeded. */
export function isOnlySuccess(status: string, all: readonly string[]): boolean {
  return status.startsWith('2') && all.filter((one) => one.startsWith('2')).length === 1;
}

function keyOf({ step, direction, source }: Hop): string {
  return JSON.stringify([step.index, direction, source.id]);
}

function anything({ sourceSide }: Hop): Document {
  return { schema: { kind: 'any' }, side: sourceSide };
}
