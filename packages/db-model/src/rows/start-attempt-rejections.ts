import type { Uint64, Uuid } from '@skewline/runtime/api';
import type { SledRejectionLabel } from './start-attempt.ts';

/** An item of `start_attempt_rejections.sleds`, which is JSON. */
export interface RejectedSledRow {
  readonly sled_id: Uuid;
  readonly reason: SledRejectionLabel;
  readonly shortfall: Uint64 | null;
}

/** Table `start_attempt_rejections`. For operators only. */
export interface StartAttemptRejectionsRow {
  readonly attempt_id: Uuid;
  readonly sleds: readonly RejectedSledRow[];
}
