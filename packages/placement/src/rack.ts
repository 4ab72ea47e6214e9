import type { SledReservation, SledReservationState } from '@skewline/nexus-types/domain';
import type { DiskPlacement } from './decision.ts';
import type { PlacementProblem } from './problem.ts';
import type { PlacementGroup, PlacementSled, PlacementZpool, RackSnapshot } from './snapshot.ts';

/**
 * The signatures, first. A mutation gives what is wrong with it, and has then changed nothing; an
 * empty list means that it is done.
 */
export declare class Rack {
  /** A rack, or everything that is wrong with the snapshot. */
  static from(snapshot: RackSnapshot): Rack | readonly PlacementProblem[];
  /** Adds a sled, or replaces what is known of it. */
  putSled(sled: PlacementSled): readonly PlacementProblem[];
  /** Only when nothing is reserved on it. */
  removeSled(sledId: string): readonly PlacementProblem[];
  /** What a pool has left now. */
  putZpool(sledId: string, zpool: PlacementZpool): readonly PlacementProblem[];
  /** The disks take their room from the pools of the reservation's sled, and keep it when it is released. */
  applyReservation(
    reservation: SledReservation,
    disks?: readonly DiskPlacement[],
  ): readonly PlacementProblem[];
  release(vmmId: string): readonly PlacementProblem[];
  setReservationState(vmmId: string, state: SledReservationState): readonly PlacementProblem[];
  /** Adds a group, or replaces what is known of it. */
  putGroup(group: PlacementGroup): readonly PlacementProblem[];
  removeGroup(groupId: string): readonly PlacementProblem[];
  setMembers(groupId: string, members: readonly string[]): readonly PlacementProblem[];
}
