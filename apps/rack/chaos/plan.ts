import { Draw } from './draw.ts';
import { drawFault, versions } from './faults/draw-fault.ts';
import { type Fault, targetOf, type TimedFault } from './faults/fault.ts';

export interface PlanOptions {
  readonly seed: number;
  readonly nexus: number;
  readonly sleds: number;
  /** How long load and faults go on in each round. */
  readonly loadMs: number;
}

/** Load and faults; what follows is a quiet point. */
export interface Round {
  readonly index: number;
  readonly loadMs: number;
  /** In the order of their beginnings. */
  readonly faults: readonly TimedFault[];
  /** These sleds have no power at the quiet point, by intention. */
  readonly off: readonly number[];
  /** These belong to the rack no more. */
  readonly expunged: readonly number[];
}

/** So often something goes wrong, on average. */
const betweenFaultsMs = 900;
/** The last beginning before the end of a round. */
const lastBeforeEndMs = 1500;
const mostExpunged = 2;

/** The version that each sled agent has at first: all that there are, mixed. */
export function firstVersions(seed: number, sleds: number): readonly number[] {
  const draw = new Draw(seed, 'versions');
  return Array.from({ length: sleds }, (_, index) =>
    index < versions.length ? (versions[index] ?? 49) : draw.of(versions),
  );
}

/** The rounds of a run, as many as anybody wants; the same ones for the same options. */
export function* planRounds({ seed, nexus, sleds, loadMs }: PlanOptions): Generator<Round> {
  const draw = new Draw(seed, 'faults');
  const off = new Set<number>();
  const expunged = new Set<number>();
  const all = Array.from({ length: sleds }, (_, index) => index);
  // So many sleds must be of use, or there is nothing to see.
  const least = Math.max(1, Math.ceil(sleds / 2));
  const inUse = (): readonly number[] => all.filter((one) => !off.has(one) && !expunged.has(one));
  for (let index = 0; ; index += 1) {
    const faults: TimedFault[] = [];
    const freeAt = new Map<string, number>();
    const plan = (atMs: number, fault: Fault): void => {
      const target = targetOf(fault);
      if (target !== null) {
        const until = 'lastsMs' in fault && fault.lastsMs !== null ? atMs + fault.lastsMs : loadMs;
        const isShort = fault.kind === 'power_on' || fault.kind === 'gateway_refuse';
        freeAt.set(target, isShort ? atMs + 500 : until);
      }
      faults.push({ atMs, fault });
    };
    // What was left without power comes back some day.
    for (const sled of all) {
      if (!off.has(sled) || !draw.percent(60)) continue;
      off.delete(sled);
      plan(draw.below(loadMs / 2), { kind: 'power_on', sled });
    }
    if (index % 3 === 1) {
      plan(draw.below(loadMs / 2), { kind: 'database_stop', lastsMs: draw.between(500, 4000) });
    }
    if (index % 4 === 2 && expunged.size < mostExpunged && inUse().length > least) {
      const sled = draw.of(inUse());
      expunged.add(sled);
      plan(draw.below(loadMs / 2), { kind: 'sled_expunge', sled });
    }
    const busyFrom = new Map(faults.map(({ atMs, fault }) => [targetOf(fault), atMs]));
    for (let atMs = draw.below(betweenFaultsMs); atMs < loadMs - lastBeforeEndMs;) {
      const fault = drawFault(draw, nexus, inUse());
      const target = targetOf(fault);
      const isFree =
        target === null || (atMs >= (freeAt.get(target) ?? 0) && !busyFrom.has(target));
      if (isFree && (fault.kind !== 'power_off' || inUse().length > least)) {
        plan(atMs, fault);
        if (fault.kind === 'power_off' && fault.lastsMs === null) off.add(fault.sled);
      }
      atMs += draw.between(1, betweenFaultsMs * 2);
    }
    yield {
      index,
      loadMs,
      faults: faults.toSorted((a, b) => a.atMs - b.atMs),
      off: [...off],
      expunged: [...expunged],
    };
  }
}
