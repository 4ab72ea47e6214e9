/** Decisions per second: the view, the view with explanations, and a scan, one after the other. */
import {
  type Decision,
  decide,
  explain,
  type PlacementRequest,
  publicText,
  type Rack,
  seeded,
  type Strategy,
} from '@skewline/placement';
import { type Spread, spreadOf } from '../support.ts';
import { fullness, type Kind, kinds, rackOf, requestsFor, snapshotOf } from './racks.ts';
import { Scan } from './scan.ts';

export interface Effort {
  readonly rounds: number;
  /** Decisions of the view in a round. */
  readonly batch: number;
  readonly sizes: readonly number[];
  /** How many different ones, of each kind. */
  readonly requests: number;
}

export interface Measured {
  readonly sleds: number;
  readonly kind: Kind;
  /** Microseconds per decision. */
  readonly view: Spread;
  readonly explained: Spread;
  readonly applied: Spread;
  readonly bestFit: Spread;
  readonly scan: Spread;
  /** Milliseconds for a refusal: the explanation, and its text for users. */
  readonly refusal: Spread;
  readonly refused: number;
}

export interface Rounds {
  readonly rackFull: ReadonlyMap<number, readonly [number, number]>;
  readonly measured: readonly Measured[];
}

/** At most so many milliseconds of a round for the scan. */
const scanTime = 40;

export function measureDecisions(effort: Effort, bestFit: Strategy): Rounds {
  const measured: Measured[] = [];
  const rackFull = new Map<number, readonly [number, number]>();
  for (const sleds of effort.sizes) {
    const snapshot = snapshotOf(sleds);
    rackFull.set(sleds, fullness(snapshot));
    const rack = rackOf(snapshot);
    const scan = new Scan(snapshot);
    for (const kind of kinds) {
      const requests = requestsFor(rack, kind, effort.requests);
      const refused = agreement(rack, scan, requests);
      measured.push({ sleds, kind, refused, ...measure(effort, rack, scan, requests, bestFit) });
    }
  }
  return { measured, rackFull };
}

/** What is measured is right: both refuse the same, and what the view chooses the scan allows. */
function agreement(rack: Rack, scan: Scan, requests: readonly PlacementRequest[]): number {
  let refused = 0;
  for (const [index, request] of requests.entries()) {
    const decision = decide(rack, request, { random: seeded(index) });
    const candidates = scan.candidates(request);
    const agrees =
      decision.kind === 'refused' ? candidates.length === 0 : candidates.includes(decision.sledId);
    if (!agrees) throw new Error(`view and scan disagree about ${JSON.stringify(request)}`);
    if (decision.kind === 'refused') refused += 1;
  }
  return refused;
}

function measure(
  { rounds, batch }: Effort,
  rack: Rack,
  scan: Scan,
  requests: readonly PlacementRequest[],
  strategy: Strategy,
): Pick<Measured, 'view' | 'explained' | 'applied' | 'bestFit' | 'scan' | 'refusal'> {
  const random = seeded(7);
  const requestAt = (index: number): PlacementRequest => {
    const request = requests[index % requests.length];
    if (!request) throw new Error('no requests');
    return request;
  };
  let sink = 0;
  /** Microseconds per decision of so many. */
  const timed = (count: number, one: (request: PlacementRequest) => number): number => {
    const start = performance.now();
    for (let index = 0; index < count; index += 1) sink += one(requestAt(index));
    return (1000 * (performance.now() - start)) / count;
  };
  const view = (request: PlacementRequest): Decision => decide(rack, request, { random });
  const runs = {
    view: () => timed(batch, (request) => view(request).kind.length),
    explained: () =>
      timed(batch, (request) => {
        const decision = view(request);
        return decision.kind === 'chosen' ? 1 : publicText(explain(rack, request, decision)).length;
      }),
    applied: () =>
      timed(batch, (request) => {
        const decision = view(request);
        if (decision.kind === 'refused') return 0;
        // And given back at once, so that the rack stays as full as it is.
        const problems = rack.applyReservation(decision.reservation);
        return problems.length + rack.release(decision.reservation.id).length;
      }),
    bestFit: () =>
      timed(batch, (request) => decide(rack, request, { random, strategy }).kind.length),
    scan: () => timed(scanBatch, (request) => scan.decide(request, random)?.length ?? 0),
  };
  let scanBatch = 10;
  scanBatch = Math.max(10, 10 * Math.min(batch / 10, Math.floor((100 * scanTime) / runs.scan())));
  const names = Object.keys(runs) as (keyof typeof runs)[]; // its own keys
  const times: { readonly [Name in keyof typeof runs]: number[] } = {
    view: [],
    explained: [],
    applied: [],
    bestFit: [],
    scan: [],
  };
  const warmUp = 2;
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const time = runs[name]();
      if (round >= warmUp) times[name].push(time);
    }
  }
  const refusals = requests.filter((_request, index) => index % 10 === 9);
  const refusal = Array.from({ length: 5 * rounds }, (_, index) => {
    const request = refusals[index % refusals.length];
    if (!request) throw new Error('nothing is refused');
    const decision = view(request);
    const start = performance.now();
    sink += publicText(explain(rack, request, decision)).length;
    return performance.now() - start;
  });
  if (sink < 0) throw new Error('what is measured must not be left out');
  return {
    view: spreadOf(times.view),
    explained: spreadOf(times.explained),
    applied: spreadOf(times.applied),
    bestFit: spreadOf(times.bestFit),
    scan: spreadOf(times.scan),
    refusal: spreadOf(refusal),
  };
}
