import { fitsHeadroom, type SledRejection } from '@skewline/nexus-types/domain';
import { familyBits, sledsOfDisks } from '../decide.ts';
import type { RackInside } from '../rack.ts';
import { families, poolStride, roomiestPools, type SledTable } from '../rack/sled-table.ts';
import { type Wanted, wantedBy } from '../rack/wanted.ts';
import type { PlacementRequest } from '../snapshot.ts';
import { bitOf, standingBits } from './reasons.ts';
import { type Rule, rulesFor, slotsOfVoice } from './rules.ts';

/** In place of a slot: any sled will do, or none does. */
const anySled = -1;
const noSled = -2;

/**
 * Everything a sled is tested for, one test independent of the other. It reads what `decide` reads. What
 * is against each sled is found by columns, and what concerns few sleds only for those: a rack of 50,000
 * takes a fraction of a millisecond.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export class SledTests {
  readonly table: SledTable;
  readonly wanted: Wanted;
  readonly rules: readonly Rule[];
  /** Which sleds the affinity groups allow: all where it is empty, none where there are several. */
  readonly required: ReadonlySet<number>;
  readonly banned: ReadonlySet<number>;
  /** Of `mustSelectFrom`; null: all. */
  readonly #selected: ReadonlySet<number> | null;
  readonly #taken: ReadonlySet<number>;
  readonly #home: number;
  readonly #together: number;
  /** The reasons that a CPU family is, by its number. */
  readonly #families: Uint16Array;
  #sets: Uint16Array | null = null;

  constructor(inside: RackInside, request: PlacementRequest, taken: Iterable<string>) {
    const { table } = inside;
    const slots = (ids: Iterable<string>): Set<number> =>
      new Set([...ids].flatMap((id) => table.slotOf(id) ?? []));
    this.table = table;
    this.wanted = wantedBy(request);
    this.rules = rulesFor(inside, request.instanceId);
    this.required = slotsOfVoice(this.rules, 'required');
    this.banned = slotsOfVoice(this.rules, 'banned');
    this.#selected = request.mustSelectFrom && slots(request.mustSelectFrom);
    this.#taken = slots(taken);
    const suitable = familyBits(request);
    this.#families = Uint16Array.from(families, (_family, at) =>
      (suitable & (1 << at)) === 0 ? bitOf.cpu_family : 0,
    );
    this.#together = onlyOf(this.required);
    const homes = sledsOfDisks(request);
    this.#home = onlyOf(new Set([...homes].map((id) => table.slotOf(id) ?? noSled)));
  }

  /** The set of all reasons against a sled. */
  against(slot: number): number {
    return this.#sets ? this.#sets[slot]! : this.#setsOf(slot, slot + 1)[0]!;
  }

  /** The same of every slot; nothing is against one that was given back. */
  all(): Uint16Array {
    if (this.#sets) return this.#sets;
    const { table } = this;
    const sets = this.#setsOf(0, table.size);
    if (table.count < table.size) {
      for (let slot = 0; slot < table.size; slot += 1) if (table.ids[slot] === '') sets[slot] = 0;
    }
    this.#sets = sets;
    return sets;
  }

  #setsOf(from: number, to: number): Uint16Array {
    const sets = new Uint16Array(to - from);
    const { free, standing, family } = this.table;
    const { threads, rss, reservoir, diskSizes } = this.wanted;
    const familyReasons = this.#families;
    const everywhere =
      (this.#selected === null ? 0 : bitOf.not_selected) |
      (this.#home === anySled ? 0 : bitOf.disks_elsewhere) |
      (this.#together === anySled ? 0 : bitOf.affinity);
    for (let slot = from; slot < to; slot += 1) {
      // Sums instead of branches: which way one would go is as good as random, and a processor that
      // guessed wrong loses more time than all of this takes.
      sets[slot - from] =
        everywhere |
        standingBits[standing[slot]!]! |
        familyReasons[family[slot]!]! |
        (Number(free[3 * slot]! < threads) * bitOf.hardware_threads) |
        (Number(free[3 * slot + 1]! < rss) * bitOf.physical_ram) |
        (Number(free[3 * slot + 2]! < reservoir) * bitOf.reservoir);
    }
    if (diskSizes.length > 0) this.#addDisks(sets, from, to);
    const change = (slot: number, gone: number, added: number): void => {
      if (slot >= from && slot < to) sets[slot - from] = (sets[slot - from]! & ~gone) | added;
    };
    for (const slot of this.#selected ?? []) change(slot, bitOf.not_selected, 0);
    change(this.#home, bitOf.disks_elsewhere, 0);
    change(this.#together, bitOf.affinity, 0);
    for (const slot of this.banned) change(slot, 0, bitOf.anti_affinity);
    for (const slot of this.#taken) change(slot, 0, bitOf.taken_meanwhile);
    return sets;
  }

  /** What a sled lacks to pass a test that it fails: threads, bytes or disks; null where nothing is measured. */
  shortfall(slot: number, reason: SledRejection): number | null {
    const { wanted } = this;
    const { free } = this.table;
    switch (reason) {
      case 'hardware_threads':
        return wanted.threads - free[3 * slot]!;
      case 'physical_ram':
        return wanted.rss - free[3 * slot + 1]!;
      case 'reservoir':
        return wanted.reservoir - free[3 * slot + 2]!;
      case 'distinct_disks':
        return wanted.diskSizes.length - this.poolCount(slot);
      case 'disk_space':
        return this.#diskSpaceLacking(slot);
      default:
        return null;
    }
  }

  /** Whether the sled would fail for want of room even if it were empty. */
  isTooSmall(slot: number): boolean {
    const { wanted } = this;
    const { capacity } = this.table;
    return (
      capacity[3 * slot]! < wanted.threads ||
      capacity[3 * slot + 1]! < wanted.rss ||
      capacity[3 * slot + 2]! < wanted.reservoir
    );
  }

  /** The pools that may take disks of the instance: those it has no disk on yet. */
  poolCount(slot: number): number {
    return this.#home === slot
      ? this.#freePools(slot).length
      : this.table.pools[poolStride * slot]!;
  }

  /** Whether the smallest disks fit on a sled, without so many of the greatest. */
  fitWithout(slot: number, disks: number): boolean {
    const { diskSizes } = this.wanted;
    for (let rank = 0; rank + disks < diskSizes.length; rank += 1) {
      if (!fitsHeadroom(diskSizes[rank + disks]!, this.#headroom(slot, rank))) return false;
    }
    return true;
  }

  #addDisks(sets: Uint16Array, from: number, to: number): void {
    const home = this.#home;
    if (this.wanted.diskSizes.length > roomiestPools) {
      for (let slot = from; slot < to; slot += 1) {
        sets[slot - from] = sets[slot - from]! | this.#againstDisks(slot);
      }
      return;
    }
    // What is at hand is of all pools; where the instance has disks some of them do not count.
    const ofHome = home >= from && home < to ? sets[home - from]! | this.#againstDisks(home) : 0;
    this.#addDisksAtHand(sets, from, to);
    if (home >= from && home < to) sets[home - from] = ofHome;
  }

  /** Sums instead of branches here too. */
  #addDisksAtHand(sets: Uint16Array, from: number, to: number): void {
    const { pools } = this.table;
    const { distinct_disks: ofPools, disk_space: ofSpace } = bitOf;
    const sizes = Float64Array.from(this.wanted.diskSizes);
    const count = sizes.length;
    for (let slot = from; slot < to; slot += 1) {
      const start = poolStride * slot;
      // Most sleds take the greatest disk even in the last pool that would be asked.
      if (fitsHeadroom(sizes[0]!, pools[start + count]!)) continue;
      const absent = Math.max(0, count - pools[start]!);
      // The absent ones are among these: at hand they are of minus infinity.
      let tooSmall = 0;
      for (let rank = 0; rank < count; rank += 1) {
        tooSmall += Number(!fitsHeadroom(sizes[rank]!, pools[start + 1 + rank]!));
      }
      sets[slot - from] =
        sets[slot - from]! | (Number(absent > 0) * ofPools) | (Number(tooSmall > absent) * ofSpace);
    }
  }

  #againstDisks(slot: number): number {
    const { diskSizes } = this.wanted;
    const count = this.poolCount(slot);
    const placed = diskSizes.slice(0, count);
    const isTooSmall = placed.some((size, rank) => !fitsHeadroom(size, this.#headroom(slot, rank)));
    return (
      (count < diskSizes.length ? bitOf.distinct_disks : 0) | (isTooSmall ? bitOf.disk_space : 0)
    );
  }

  /** By how much the pools that there are would have to grow altogether, the greatest disk on the roomiest. */
  #diskSpaceLacking(slot: number): number {
    const { diskSizes } = this.wanted;
    const placed = Math.min(this.poolCount(slot), diskSizes.length);
    let lacking = 0;
    for (let rank = 0; rank < placed; rank += 1) {
      // More than it needs must be there, by one byte at least.
      lacking += Math.max(0, diskSizes[rank]! + 1 - this.#headroom(slot, rank));
    }
    return lacking;
  }

  /** Of the nth roomiest pool; minus infinity where there is none. */
  #headroom(slot: number, rank: number): number {
    if (this.#home === slot) return this.#freePools(slot)[rank]?.headroom ?? -Infinity;
    if (rank < roomiestPools) return this.table.pools[poolStride * slot + 1 + rank]!;
    return this.table.zpools[slot]![rank]?.headroom ?? -Infinity;
  }

  /** Only of the sled where the instance has disks: pools are of one sled. */
  #freePools(slot: number): SledTable['zpools'][number] {
    return this.table.zpools[slot]!.filter(({ id }) => !this.wanted.poolsInUse.has(id));
  }
}

function onlyOf(slots: ReadonlySet<number>): number {
  if (slots.size === 0) return anySled;
  const [first = noSled] = slots;
  return slots.size === 1 ? first : noSled;
}
