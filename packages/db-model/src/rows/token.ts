import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Table `api_token`, as plain data. */
export interface ApiTokenRow {
  readonly id: Uuid;
  readonly user_id: Uuid;
  /** The SHA-256 of the secret, in base64; the column itself has bytes, see `StoredApiTokenRow`. */
  readonly hash: string;
  readonly time_created: DateTime;
  /** Null: it does not expire. */
  readonly time_expires: DateTime | null;
  readonly time_deleted: DateTime | null;
}

/** Table `api_token`, as a query gives and takes it. */
export interface StoredApiTokenRow extends Omit<ApiTokenRow, 'hash'> {
  /** 32 bytes. */
  readonly hash: Uint8Array;
}
