import type { SledReservation } from '@skewline/nexus-types/domain';
import { decide, type DecideOptions } from './decide.ts';
import type { Choice, Refusal } from './decision.ts';
import { Rack } from './rack.ts';
import { refuse } from './refusal.ts';
import { refuseReserving, type ReserveRefusal } from './reserve/refusal.ts';
import type { PlacementRequest, PlacementSled } from './snapshot.ts';
import type { PlacementReading, PlacementStore, PlannedReservation } from './store-port.ts';

/** What is asked for; the local disks are read from the store. */
export type ReserveRequest = Omit<PlacementRequest, 'localDisks'>;

export interface ReserveOptions extends Pick<DecideOptions, 'random' | 'strategy'> {
  /** An `AbortSignal`. Once it is aborted nothing more is tried; what was reserved by then stands. */
  readonly signal?: { readonly aborted: boolean };
  /**
   * How often everything is read at most; 4 unless told otherwise. A refusal that comes after a race
   * was lost is trusted only then: what was read is out of date.
   */
  readonly readings?: number;
}

export type ReserveResult = Reserved | NotReserved;

export interface Reserved {
  readonly kind: 'reserved';
  readonly reservation: SledReservation;
  /** What the reservation came from; null if there was one of this VMM before. */
  readonly choice: Choice | null;
  readonly tries: Tries;
}

export interface NotReserved {
  readonly kind: 'refused';
  readonly refusal: ReserveRefusal;
  /** What it was decided from, for `explain`; null if it came to no decision about sleds. */
  readonly considered: Considered | null;
  readonly tries: Tries;
}

/**
 * The last decision, and what it was made from: `explain(rack, request, decision, { taken })` says
 * how every sled fared.
 */
export interface Considered {
  readonly decision: Refusal;
  readonly rack: Rack;
  readonly request: PlacementRequest;
  /** The sleds that turned out to be taken when they were to be reserved. */
  readonly taken: ReadonlySet<string>;
}

/** How much it took. Without anybody else about: one reading, one insert. */
export interface Tries {
  readonly readings: number;
  readonly inserts: number;
}

/**
 * Chooses a sled and reserves it: reads, chooses, inserts; and where somebody else was faster, drops
 * that sled and chooses again. Repeated with the same VMM id it gives the same reservation. It ends,
 * for each lost race leaves less to choose from, and it waits for nothing but the store.
 *
 * What the store throws is thrown on: whether a reservation was made is then not known, and asking
 * again with the same VMM id tells.
 */
export async function reserve(
  store: PlacementStore,
  request: ReserveRequest,
  options: ReserveOptions,
): Promise<ReserveResult> {
  const { readings = 4 } = options;
  const tries = { readings: 0, inserts: 0 };
  for (;;) {
    const isLast = tries.readings + 1 >= readings;
    const end = await fromOneReading(store, request, options, tries, isLast);
    if (end !== 'out_of_date') return { ...end, tries };
  }
}

type End = Omit<Reserved, 'tries'> | Omit<NotReserved, 'tries'>;

async function fromOneReading(
  store: PlacementStore,
  key: ReserveRequest,
  { random, strategy, signal }: ReserveOptions,
  tries: { readings: number; inserts: number },
  isLast: boolean,
): Promise<End | 'out_of_date'> {
  const isAborted = (): boolean => signal?.aborted ?? false;
  if (isAborted()) return refused(refuseReserving('cancelled'));
  tries.readings += 1;
  const reading = await store.read(key);
  const rack = Rack.from(reading.rack);
  if (!(rack instanceof Rack)) return refused(refuseReserving('internal', rack));
  const request = { ...key, localDisks: reading.localDisks };
  const taken = new Set<string>();
  const pools = new PoolRaces(reading);
  const decideOptions = { random, taken, ...(strategy === undefined ? {} : { strategy }) };

  for (let races = 0; ; races += 1) {
    const choice = decide(rack, request, decideOptions);
    if (choice.kind === 'refused') {
      if (races > 0 && !isLast) return 'out_of_date';
      return refused(choice, { decision: choice, rack, request, taken });
    }
    const { sledId } = choice;
    if (choice.reason === 'existing') {
      return { kind: 'reserved', reservation: choice.reservation, choice: null };
    }
    if (isAborted()) return refused(refuseReserving('cancelled'));
    tries.inserts += 1;
    const outcome = await store.insert(planOf(request, choice));
    switch (outcome.kind) {
      case 'inserted':
        return { kind: 'reserved', reservation: outcome.reservation, choice };
      case 'exists':
        return { kind: 'reserved', reservation: outcome.reservation, choice: null };
      case 'already_starting':
      case 'already_migrating':
        return refused(refuse(outcome.kind));
      case 'disk_gone':
        return refused(refuseReserving('instance_changed'));
      case 'disks_changed':
        return isLast ? refused(refuseReserving('instance_changed')) : 'out_of_date';
      case 'required_elsewhere':
        // Not only this sled: all but one are wrong now.
        if (!isLast) return 'out_of_date';
        taken.add(sledId);
        break;
      case 'pool_full': {
        const sled = pools.lost(sledId);
        if (sled === null) {
          taken.add(sledId);
          break;
        }
        const zpools = await store.readZpools(sledId);
        const problems = rack.putSled({ ...sled, zpools });
        if (problems.length > 0) return refused(refuseReserving('internal', problems));
        break;
      }
      case 'sled_gone':
      case 'no_space':
      case 'banned':
        taken.add(sledId);
        break;
    }
  }
}

function refused(refusal: ReserveRefusal, considered: Considered | null = null): End {
  return { kind: 'refused', refusal, considered };
}

function planOf(
  { vmmId, instanceId, resources, reason }: PlacementRequest,
  { sledId, disks }: Choice,
): PlannedReservation {
  const state = reason === 'start' ? 'active' : 'target';
  return { vmmId, instanceId, sledId, resources, state, disks };
}

/**
 * How often a sled's pools may turn out to be too full before the sled is dropped. Each lost race
 * rules out one disk on one pool at least, unless room is freed meanwhile.
 */
class PoolRaces {
  readonly #sleds: ReadonlyMap<string, PlacementSled>;
  readonly #disks: number;
  readonly #lost = new Map<string, number>();

  constructor({ rack, localDisks }: PlacementReading) {
    this.#sleds = new Map(rack.sleds.map((sled) => [sled.id, sled]));
    this.#disks = localDisks.filter(({ allocation }) => allocation === null).length;
  }

  /** Counts one; gives the sled if it may be tried once more. */
  lost(sledId: string): PlacementSled | null {
    const sled = this.#sleds.get(sledId);
    const lost = (this.#lost.get(sledId) ?? 0) + 1;
    this.#lost.set(sledId, lost);
    return sled !== undefined && lost < this.#disks * (sled.zpools?.length ?? 0) ? sled : null;
  }
}
