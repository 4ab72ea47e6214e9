import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Table `api_token`. */
export interface ApiTokenRow {
  readonly id: Uuid;
  readonly user_id: Uuid;
  /** The SHA-256 of the secret: 32 bytes. */
  readonly hash: Uint8Array;
  readonly time_created: DateTime;
  /** Null: it does not expire. */
  readonly time_expires: DateTime | null;
  readonly time_deleted: DateTime | null;
}
