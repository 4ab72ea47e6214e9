import type { Resources, SledReservation } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/** Where a local disk of the instance is to be put. */
export interface PlannedDisk {
  readonly diskId: Uuid;
  readonly zpoolId: Uuid;
}

/** What is to be reserved. */
export interface PlannedReservation {
  readonly vmmId: Uuid;
  readonly instanceId: Uuid;
  readonly sledId: Uuid;
  readonly resources: Resources;
  readonly state: 'active' | 'target';
  /** All local disks of the instance that are nowhere yet. */
  readonly disks: readonly PlannedDisk[];
}

/** Why a plan that was made from a reading can no longer be carried out. Nothing was written. */
export type LostReservation =
  /** The instance has a reservation of this kind. */
  | 'already_starting'
  | 'already_migrating'
  /** A disk of the plan was deleted or detached. */
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

export type ReservationOutcome =
  /** `exists`: there was one of this VMM before, and it is as it was. */
  | { readonly kind: 'inserted' | 'exists'; readonly reservation: SledReservation }
  | { readonly kind: LostReservation };
