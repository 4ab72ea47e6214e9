import type { Uuid } from '@skewline/runtime/api';

/** Asks for a snapshot of a disk while a VMM uses it. */
export interface VmmIssueDiskSnapshotRequestBody {
  /** Chosen by the caller, so that asking again asks for the same snapshot. */
  snapshot_id: Uuid;
}

/** The snapshot was taken. */
export interface VmmIssueDiskSnapshotRequestResponse {
  /** As in the request. */
  snapshot_id: Uuid;
}
