import {
  type Choice,
  decide,
  type DecideOptions,
  type PlacementDisk,
  type PlacementGroup,
  type PlacementRequest,
  type PlacementSled,
  Rack,
  type RackSnapshot,
  seeded,
} from '@skewline/placement';

type Reservation = RackSnapshot['reservations'][number];

/** A sled with 8 threads, 64 of memory and a reservoir of 32, unless something else is said. */
export function sled(id: string, facts: Partial<PlacementSled> = {}): PlacementSled {
  return {
    id,
    timeDeleted: null,
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    cpuFamily: 'amd_milan',
    capacity: { hardwareThreads: 8, rssRam: 64, reservoirRam: 32 },
    ...facts,
  };
}

/** Pools of a sled, by their headroom. */
export function zpools(
  sledId: string,
  ...headrooms: readonly number[]
): PlacementSled['zpools'] & {} {
  return headrooms.map((headroom, at) => ({ id: `${sledId}-${String(at)}`, headroom }));
}

/** An instance on a sled, with one thread and one of the reservoir. */
export function on(
  sledId: string,
  instanceId: string,
  facts: Partial<Reservation> = {},
): Reservation {
  return {
    id: `vmm of ${instanceId} on ${sledId}`,
    sledId,
    instanceId,
    resources: { hardwareThreads: 1, rssRam: 0, reservoirRam: 1 },
    state: 'active',
    ...facts,
  };
}

/** All there is on a sled of the usual size. */
export const everything = { hardwareThreads: 8, rssRam: 64, reservoirRam: 32 };

export function group(
  kind: PlacementGroup['kind'],
  policy: PlacementGroup['policy'],
  ...members: readonly string[]
): PlacementGroup {
  const id = `${kind} ${policy} ${members.join(' ')}`;
  return { id, name: id, kind, policy, members };
}

export function disk(
  id: string,
  size: number,
  allocation: PlacementDisk['allocation'] = null,
): PlacementDisk {
  return { id, size, allocation };
}

/** Instance `i` wants to start, with one thread and one of the reservoir. */
export function start(facts: Partial<PlacementRequest> = {}): PlacementRequest {
  return {
    vmmId: 'new',
    instanceId: 'i',
    resources: { hardwareThreads: 1, rssRam: 0, reservoirRam: 1 },
    reason: 'start',
    cpuPlatform: null,
    mustSelectFrom: null,
    localDisks: [],
    ...facts,
  };
}

export function rackOf(
  sleds: readonly PlacementSled[],
  reservations: readonly Reservation[] = [],
  groups: readonly PlacementGroup[] = [],
): Rack {
  const rack = Rack.from({ sleds, reservations, groups });
  if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
  return rack;
}

/** What becomes of a request with a hundred seeds: all sleds that are chosen, or the refusal. */
export function outcomes(
  rack: Rack,
  request: PlacementRequest = start(),
  options: Omit<DecideOptions, 'random'> = {},
): readonly string[] {
  const decisions = Array.from({ length: 100 }, (_, seed) =>
    decide(rack, request, { ...options, random: seeded(seed) }),
  );
  const told = decisions.map((decision) =>
    decision.kind === 'chosen'
      ? decision.sledId
      : `${decision.code} ${String(decision.http)} ${decision.fault} ${decision.transience}`,
  );
  return [...new Set(told)].toSorted();
}

/** The choice, where there must be one. */
export function choose(rack: Rack, request: PlacementRequest = start(), seed = 1): Choice {
  const decision = decide(rack, request, { random: seeded(seed) });
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision));
  return decision;
}
