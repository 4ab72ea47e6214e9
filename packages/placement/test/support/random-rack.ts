import {
  type PlacementGroup,
  type PlacementRequest,
  type PlacementSled,
  type RackSnapshot,
  type Random,
} from '@skewline/placement';

/** Draws from few values, so that what is drawn meets: full sleds, several groups, pools that just fit. */
export class Draw {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  below(bound: number): number {
    return this.#random.next() % bound;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
  some<Item>(items: readonly Item[], percent: number): Item[] {
    return items.filter(() => this.chance(percent));
  }
  times<Item>(count: number, make: (at: number) => Item): Item[] {
    return Array.from({ length: count }, (_, at) => make(at));
  }
}

export const instances: readonly string[] = Array.from({ length: 20 }, (_, at) => `i${String(at)}`);

export function drawSled(draw: Draw, id: string): PlacementSled {
  const whole = draw.chance(85);
  return {
    id,
    timeDeleted: !whole && draw.chance(20) ? '2026-01-01T00:00:00Z' : null,
    policy: whole ? 'in_service' : draw.of(['in_service', 'no_provision', 'expunged']),
    state: whole ? 'active' : draw.of(['active', 'active', 'decommissioned']),
    evacuating: !whole && draw.chance(30),
    cpuFamily: draw.of(['unknown', 'amd_milan', 'amd_milan', 'amd_turin', 'amd_turin_dense']),
    capacity: {
      hardwareThreads: draw.of([0, 4, 8, 8, 16]),
      rssRam: draw.of([2, 4, 9]),
      reservoirRam: draw.of([1, 8, 12, 64]),
    },
    zpools: draw.times(draw.below(6), (at) => ({
      id: `${id}-${String(at)}`,
      headroom: draw.below(12) - 1,
    })),
  };
}

export function drawGroup(draw: Draw, id: string): PlacementGroup {
  return {
    id,
    name: `name of ${id}`,
    kind: draw.of(['affinity', 'anti_affinity']),
    policy: draw.of(['fail', 'allow']),
    members: draw.some(instances, draw.of([10, 20, 30])),
  };
}

type Reservation = RackSnapshot['reservations'][number];

export function drawReservation(draw: Draw, id: string, sledIds: readonly string[]): Reservation {
  return {
    id,
    sledId: sledIds[draw.below(sledIds.length)] ?? 'none',
    instanceId: draw.chance(10) ? null : (instances[draw.below(instances.length)] ?? null),
    resources: {
      hardwareThreads: draw.below(4),
      rssRam: draw.below(3),
      reservoirRam: draw.below(4),
    },
    state: draw.of(['active', 'active', 'target', 'tombstoned']),
  };
}

/** Whether an instance has a reservation of that state already: then another is not allowed. */
export function isTwice(reservations: readonly Reservation[], next: Reservation): boolean {
  if (next.instanceId === null || next.state === 'tombstoned') return false;
  return reservations.some(
    ({ instanceId, state }) => instanceId === next.instanceId && state === next.state,
  );
}

export function drawRack(draw: Draw): RackSnapshot {
  // Now and then so many that the tree has inner nodes.
  const count = draw.chance(10) ? 17 + draw.below(80) : 1 + draw.below(4) * draw.below(3);
  const sleds = draw.times(count, (at) => drawSled(draw, `s${String(at)}`));
  const reservations: Reservation[] = [];
  for (let at = count === 0 ? 0 : draw.below(12 + 2 * count); at > 0; at -= 1) {
    const next = drawReservation(
      draw,
      `v${String(at)}`,
      sleds.map(({ id }) => id),
    );
    if (!isTwice(reservations, next)) reservations.push(next);
  }
  const groups = draw.times(draw.below(7), (at) => drawGroup(draw, `g${String(at)}`));
  return { sleds, reservations, groups };
}

/** Most often one that is in a group and has nothing reserved. */
function drawInstance(draw: Draw, { groups, reservations }: RackSnapshot): string {
  const placed = new Set(reservations.map(({ instanceId }) => instanceId));
  const members = groups.flatMap((group) => group.members.filter((id) => !placed.has(id)));
  const among = draw.chance(70) && members.length > 0 ? members : instances;
  return among[draw.below(among.length)] ?? 'i0';
}

export function drawRequest(draw: Draw, rack: RackSnapshot): PlacementRequest {
  const { sleds } = rack;
  const sledIds = sleds.map(({ id }) => id);
  const reason = draw.of(['start', 'start', 'migration'] as const);
  const home = sleds[draw.below(Math.max(1, sleds.length))];
  const pinned = draw.chance(20) && home !== undefined;
  const localDisks = draw.times(draw.chance(30) ? draw.below(5) : 0, (at) => ({
    id: `d${String(at)}`,
    size: draw.below(8),
    allocation:
      pinned && draw.chance(50)
        ? {
            sledId: draw.chance(80) ? home.id : 's0',
            zpoolId: home.zpools?.[at]?.id ?? 'another',
            encrypted: draw.chance(5),
          }
        : null,
  }));
  return {
    // Now and then one that is there already.
    vmmId: draw.chance(3) ? 'v1' : 'new',
    instanceId: drawInstance(draw, rack),
    resources: {
      hardwareThreads: draw.below(5),
      rssRam: draw.below(3),
      reservoirRam: draw.below(5),
    },
    reason,
    cpuPlatform: draw.of([
      null,
      null,
      null,
      null,
      'amd_milan',
      'amd_turin',
      'amd_turin_v2',
      reason === 'migration' ? 'sled_default' : null,
    ]),
    mustSelectFrom: draw.chance(20)
      ? [...draw.some(sledIds, 60), ...draw.some(['gone'], 20)]
      : null,
    localDisks,
  };
}
