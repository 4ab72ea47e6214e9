import type { Resources, SledReservation } from '@skewline/nexus-types/domain';
import type { PlacementDisk, PlacementZpool, RackSnapshot } from './snapshot.ts';

/**
 * What `reserve` needs of whoever keeps the state. `placementDatabase` of `@skewline/db-model` is one,
 * by its shape: neither package knows the other.
 */
export interface PlacementStore {
  /** Everything that concerns the placing of the instance, at one moment. It may be out of date at once. */
  read(key: PlacementKey): Promise<PlacementReading>;
  /** The pools of a sled that may take local disks, as they are now. */
  readZpools(sledId: string): Promise<readonly PlacementZpool[]>;
  /**
   * Looks once more, at the rows as they are, and writes: all of the plan, or nothing and why. It is
   * the only thing that keeps two from taking the same room.
   */
  insert(plan: PlannedReservation): Promise<InsertOutcome>;
}

export interface PlacementKey {
  readonly vmmId: string;
  readonly instanceId: string;
}

export interface PlacementReading {
  /**
   * The groups are those of the instance. Reservations of their members, of the instance and of the
   * VMM come one by one; what others take of a sled may come as one reservation of no instance.
   */
  readonly rack: RackSnapshot;
  /** Those that are attached to the instance. */
  readonly localDisks: readonly PlacementDisk[];
}

export interface PlannedReservation {
  readonly vmmId: string;
  readonly instanceId: string;
  readonly sledId: string;
  readonly resources: Resources;
  readonly state: 'active' | 'target';
  /** A pool of the sled, each another one, for each local disk of the instance that is nowhere yet. */
  readonly disks: readonly { readonly diskId: string; readonly zpoolId: string }[];
}

/** Why a plan can no longer be carried out. */
export type Loss =
  /** The instance has a reservation of this kind. */
  | 'already_starting'
  | 'already_migrating'
  /** A disk of the plan was deleted or detached: no sled can help. */
  | 'disk_gone'
  /** The sled is deleted, out of service, or being emptied. */
  | 'sled_gone'
  | 'no_space'
  /** The sled has a member of an anti-affinity group now. */
  | 'banned'
  /** Members of an affinity group are on another sled now. */
  | 'required_elsewhere'
  /** The instance has a local disk that the plan does not know, or that is somewhere already. */
  | 'disks_changed'
  /** A pool of the plan may not be used any more, or has too little room. */
  | 'pool_full';

export type InsertOutcome =
  /** `exists`: there was one of this VMM before, and it is as it was. */
  | { readonly kind: 'inserted' | 'exists'; readonly reservation: SledReservation }
  | { readonly kind: Loss };
