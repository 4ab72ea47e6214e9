/**
 * The same decision from scratch: every sled is looked at. It is written as one writes it who does not
 * care for speed: objects, sets and one pass. What each sled has free is counted beforehand, which is
 * not part of what is measured; reading the reservations anew would be slower still.
 */
import { familiesForStart, requiredDatasetSize } from '@skewline/nexus-types/domain';
import type { PlacementRequest, RackSnapshot, Random } from '@skewline/placement';

interface Room {
  readonly sled: RackSnapshot['sleds'][number];
  readonly threads: number;
  readonly rss: number;
  readonly reservoir: number;
  /** The greatest first. */
  readonly headrooms: readonly number[];
}

export class Scan {
  readonly #rooms: readonly Room[];
  readonly #sledsOf = new Map<string, string[]>();
  readonly #groupsOf = new Map<string, RackSnapshot['groups'][number][]>();

  constructor({ sleds, reservations, groups }: RackSnapshot) {
    const used = new Map<string, { threads: number; rss: number; reservoir: number }>();
    for (const { sledId, instanceId, resources } of reservations) {
      const sum = used.get(sledId) ?? { threads: 0, rss: 0, reservoir: 0 };
      sum.threads += resources.hardwareThreads;
      sum.rss += resources.rssRam;
      sum.reservoir += resources.reservoirRam;
      used.set(sledId, sum);
      if (instanceId !== null) push(this.#sledsOf, instanceId, sledId);
    }
    for (const group of groups) {
      for (const member of group.members) push(this.#groupsOf, member, group);
    }
    this.#rooms = sleds.map((sled) => ({
      sled,
      threads: sled.capacity.hardwareThreads - (used.get(sled.id)?.threads ?? 0),
      rss: sled.capacity.rssRam - (used.get(sled.id)?.rss ?? 0),
      reservoir: sled.capacity.reservoirRam - (used.get(sled.id)?.reservoir ?? 0),
      headrooms: (sled.zpools ?? []).map(({ headroom }) => headroom).toSorted((a, b) => b - a),
    }));
  }

  /** Every sled that may be chosen: those of the best class. */
  candidates(request: PlacementRequest): readonly string[] {
    const { resources, cpuPlatform, instanceId } = request;
    const suitable = cpuPlatform === 'sled_default' ? [] : familiesForStart(cpuPlatform);
    const sizes = request.localDisks
      .map(({ size }) => requiredDatasetSize(size))
      .toSorted((a, b) => b - a);
    const banned = this.#sledsOfPeers(instanceId, 'anti_affinity', 'fail');
    const avoided = this.#sledsOfPeers(instanceId, 'anti_affinity', 'allow');
    const liked = this.#sledsOfPeers(instanceId, 'affinity', 'allow');
    const classes: [string[], string[], string[]] = [[], [], []];
    for (const { sled, threads, rss, reservoir, headrooms } of this.#rooms) {
      if (sled.timeDeleted !== null || sled.policy !== 'in_service') continue;
      if (sled.state !== 'active' || sled.evacuating) continue;
      if (suitable !== null && !suitable.includes(sled.cpuFamily)) continue;
      if (threads < resources.hardwareThreads || reservoir < resources.reservoirRam) continue;
      if (rss < resources.rssRam || banned.has(sled.id)) continue;
      if (sizes.some((size, at) => size >= (headrooms[at] ?? -Infinity))) continue;
      const difference = Number(avoided.has(sled.id)) - Number(liked.has(sled.id));
      classes[difference < 0 ? 0 : difference === 0 ? 1 : 2].push(sled.id);
    }
    return classes.find((sleds) => sleds.length > 0) ?? [];
  }

  decide(request: PlacementRequest, random: Random): string | undefined {
    const candidates = this.candidates(request);
    return candidates[Math.floor((random.next() / 2 ** 32) * candidates.length)];
  }

  #sledsOfPeers(instanceId: string, kind: string, policy: string): ReadonlySet<string> {
    const sleds = new Set<string>();
    for (const group of this.#groupsOf.get(instanceId) ?? []) {
      if (group.kind !== kind || group.policy !== policy) continue;
      for (const member of group.members) {
        if (member === instanceId) continue;
        for (const sledId of this.#sledsOf.get(member) ?? []) sleds.add(sledId);
      }
    }
    return sleds;
  }
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
