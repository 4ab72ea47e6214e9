import type {
  Resources,
  SledReservation,
  SledReservationState,
} from '@skewline/nexus-types/domain';
import {
  checkGroup,
  checkReservation,
  checkReservationState,
  checkSled,
  checkZpool,
} from './check.ts';
import type { DiskPlacement } from './decision.ts';
import { type PlacementProblem, placementProblem, within } from './problem.ts';
import { Peers } from './rack/peers.ts';
import { RoomTree } from './rack/room-tree.ts';
import { families, SledTable } from './rack/sled-table.ts';
import type { PlacementGroup, PlacementSled, PlacementZpool, RackSnapshot } from './snapshot.ts';

type Problems = readonly PlacementProblem[];
const done: Problems = [];

/** What the rest of this package looks at. */
export interface RackInside {
  readonly table: SledTable;
  /** The sleds that may be used, by the number of their CPU family. */
  readonly trees: readonly RoomTree[];
  readonly peers: Peers;
}

let open: (rack: Rack) => RackInside;

/** For this package only. */
export function insideOf(rack: Rack): RackInside {
  return open(rack);
}

/**
 * A rack: its sleds, what is reserved on them, and the groups. It is kept up to date with what happens,
 * each change in logarithmic time, and a decision does not read every sled.
 *
 *     const rack = Rack.from(snapshot);
 *     if (!(rack instanceof Rack)) return report(rack);
 *     const decision = decide(rack, request, { random: seeded(1) });
 *     if (decision.kind === 'chosen') rack.applyReservation(decision.reservation, decision.disks);
 *
 * Whatever is told to it is checked. A change gives what is wrong with it, and has then changed
 * nothing; an empty list means that it is done.
 */
export class Rack {
  readonly #table = new SledTable();
  readonly #trees: readonly RoomTree[] = families.map(() => new RoomTree(this.#table));
  readonly #peers = new Peers();
  /** Off while a rack is read in: each sled goes into its tree once then, and not with each change. */
  #planted = true;

  static {
    open = (rack) => ({ table: rack.#table, trees: rack.#trees, peers: rack.#peers });
  }

  /** A rack, or everything that is wrong with the snapshot. */
  static from(snapshot: RackSnapshot): Rack | readonly PlacementProblem[] {
    const rack = new Rack();
    rack.#planted = false;
    const problems: PlacementProblem[] = [];
    for (const [index, sled] of snapshot.sleds.entries()) {
      const path = ['sleds', index];
      const known = rack.#table.slotOf(sled.id) !== undefined;
      if (known) problems.push(placementProblem('duplicate_id', [...path, 'id']));
      else problems.push(...within(path, rack.putSled(sled)));
    }
    for (const [index, group] of snapshot.groups.entries()) {
      const path = ['groups', index];
      const known = rack.#peers.group(group.id) !== undefined;
      if (known) problems.push(placementProblem('duplicate_id', [...path, 'id']));
      else problems.push(...within(path, rack.putGroup(group)));
    }
    const named = new Set(snapshot.sleds.map(({ id }) => id));
    for (const [index, reservation] of snapshot.reservations.entries()) {
      const { sledId } = reservation;
      // That its sled is wrong has been said.
      if (named.has(sledId) && rack.#table.slotOf(sledId) === undefined) continue;
      problems.push(...within(['reservations', index], rack.applyReservation(reservation)));
    }
    if (problems.length > 0) return problems;
    rack.#planted = true;
    for (const slot of rack.#table.slots()) rack.#plant(slot);
    return rack;
  }

  /** How many sleds there are, those included that may not be used. */
  get sledCount(): number {
    return this.#table.count;
  }

  /** Adds a sled, or replaces what is known of it. */
  putSled(sled: PlacementSled): readonly PlacementProblem[] {
    const problems = checkSled(sled);
    if (problems.length > 0) return problems;
    const known = this.#table.slotOf(sled.id);
    const slot = known ?? this.#table.add(sled.id);
    if (known !== undefined) this.#uproot(slot);
    this.#table.describe(slot, sled);
    this.#plant(slot);
    return done;
  }

  /** Only when nothing is reserved on it. */
  removeSled(sledId: string): readonly PlacementProblem[] {
    const slot = this.#table.slotOf(sledId);
    if (slot === undefined) return [placementProblem('unknown_sled', [])];
    if (this.#table.reservations[slot] !== 0) return [placementProblem('sled_in_use', [])];
    this.#uproot(slot);
    this.#table.remove(slot);
    return done;
  }

  /** Says what headroom a pool of a sled has now; a pool that is not known yet is added. */
  putZpool(sledId: string, zpool: PlacementZpool): readonly PlacementProblem[] {
    const problems = checkZpool(zpool);
    if (problems.length > 0) return problems;
    const slot = this.#table.slotOf(sledId);
    if (slot === undefined) return [placementProblem('unknown_sled', [])];
    const others = this.#zpools(slot).filter(({ id }) => id !== zpool.id);
    this.#uproot(slot);
    this.#table.setPools(slot, [...others, zpool]);
    this.#plant(slot);
    return done;
  }

  /**
   * Takes the room that a reservation says. The disks take theirs from the pools of its sled, and keep
   * it when the reservation is released: a disk outlives the VMM.
   */
  applyReservation(
    reservation: SledReservation,
    disks: readonly DiskPlacement[] = [],
  ): readonly PlacementProblem[] {
    const wrong = checkReservation(reservation);
    if (wrong.length > 0) return wrong;
    const slot = this.#table.slotOf(reservation.sledId);
    if (slot === undefined) return [placementProblem('unknown_sled', ['sledId'])];
    const forbidden = this.#peers.checkReservation(reservation);
    if (forbidden.length > 0) return forbidden;
    if (!this.#countable(slot, reservation.resources)) {
      return [placementProblem('beyond_counting', ['resources'])];
    }
    const zpools = disks.length > 0 ? this.#zpoolsLess(slot, disks) : null;
    if (Array.isArray(zpools)) return zpools;
    this.#uproot(slot);
    this.#table.take(slot, reservation.resources, 1);
    if (zpools) this.#table.setPools(slot, zpools.left);
    this.#plant(slot);
    this.#peers.reserve(reservation, slot);
    return done;
  }

  release(vmmId: string): readonly PlacementProblem[] {
    const reserved = this.#peers.reservation(vmmId);
    if (!reserved) return [placementProblem('unknown_reservation', [])];
    const { slot, reservation } = reserved;
    this.#uproot(slot);
    this.#table.take(slot, reservation.resources, -1);
    this.#plant(slot);
    this.#peers.release(reserved);
    return done;
  }

  /** After a migration: first the source `tombstoned`, then the target `active`. */
  setReservationState(vmmId: string, state: SledReservationState): readonly PlacementProblem[] {
    const wrong = checkReservationState(state);
    if (wrong.length > 0) return wrong;
    const reserved = this.#peers.reservation(vmmId);
    if (!reserved) return [placementProblem('unknown_reservation', [])];
    const reservation = { ...reserved.reservation, state };
    const forbidden = this.#peers.checkReservation(reservation, reserved);
    if (forbidden.length > 0) return forbidden;
    this.#peers.release(reserved);
    this.#peers.reserve(reservation, reserved.slot);
    return done;
  }

  /** Adds a group, or replaces what is known of it. */
  putGroup(group: PlacementGroup): readonly PlacementProblem[] {
    const wrong = checkGroup(group);
    if (wrong.length > 0) return wrong;
    const forbidden = this.#peers.checkMembers(group);
    if (forbidden.length > 0) return forbidden;
    this.#peers.putGroup(group);
    return done;
  }

  removeGroup(groupId: string): readonly PlacementProblem[] {
    const group = this.#peers.group(groupId);
    if (!group) return [placementProblem('unknown_group', [])];
    this.#peers.removeGroup(group);
    return done;
  }

  /** Replaces the members of a group. */
  setMembers(groupId: string, members: readonly string[]): readonly PlacementProblem[] {
    const group = this.#peers.group(groupId);
    if (!group) return [placementProblem('unknown_group', [])];
    return this.putGroup({ ...group.group, members });
  }

  #zpools(slot: number): readonly PlacementZpool[] {
    return this.#table.zpools[slot] ?? [];
  }

  /** The pools of a sled after the disks have been cut from them. */
  #zpoolsLess(
    slot: number,
    disks: readonly DiskPlacement[],
  ): { readonly left: readonly PlacementZpool[] } | PlacementProblem[] {
    const left = new Map(this.#zpools(slot).map(({ id, headroom }) => [id, headroom]));
    for (const [index, { zpoolId, requiredSize }] of disks.entries()) {
      const headroom = left.get(zpoolId);
      if (headroom === undefined) {
        return [placementProblem('unknown_zpool', ['disks', index, 'zpoolId'])];
      }
      if (!Number.isSafeInteger(requiredSize) || requiredSize < 0) {
        return [placementProblem('not_an_amount', ['disks', index, 'requiredSize'])];
      }
      if (!Number.isSafeInteger(headroom - requiredSize)) {
        return [placementProblem('not_a_size', ['disks', index, 'requiredSize'])];
      }
      left.set(zpoolId, headroom - requiredSize);
    }
    return { left: [...left].map(([id, headroom]) => ({ id, headroom })) };
  }

  /** Whether what is reserved on the sled stays a number that is exact. */
  #countable(slot: number, { hardwareThreads, rssRam, reservoirRam }: Resources): boolean {
    return [hardwareThreads, rssRam, reservoirRam].every((amount, dimension) =>
      Number.isSafeInteger((this.#table.used[3 * slot + dimension] ?? 0) + amount),
    );
  }

  #treeOf(slot: number): RoomTree | undefined {
    return this.#table.standing[slot] === 0
      ? this.#trees[this.#table.family[slot] ?? 0]
      : undefined;
  }

  /** Before anything of the sled changes that its place in the tree depends on. */
  #uproot(slot: number): void {
    if (this.#planted) this.#treeOf(slot)?.remove(slot);
  }

  #plant(slot: number): void {
    if (this.#planted) this.#treeOf(slot)?.insert(slot);
  }
}
