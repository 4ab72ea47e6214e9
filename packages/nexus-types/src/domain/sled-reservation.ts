import type { Uuid } from '@skewline/runtime/api';
import type { Resources } from './resources.ts';

/**
 * `target` is where a migration leads; after it the source is `tombstoned` until its process is
 * known to be gone. All three take room.
 */
export type SledReservationState = 'active' | 'target' | 'tombstoned';

/** The room that one VMM takes on a sled. */
export interface SledReservation {
  /** The VMM's. */
  readonly id: Uuid;
  readonly sledId: Uuid;
  /** Null in reservations older than this column. */
  readonly instanceId: Uuid | null;
  readonly resources: Resources;
  readonly state: SledReservationState;
}
