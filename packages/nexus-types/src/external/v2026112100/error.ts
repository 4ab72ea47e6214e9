import type { Uuid } from '@skewline/runtime/api';
import type * as Initial from '../v2026073100/error.ts';
import type { StartFailure } from './start-failure.ts';

/** Why a request was not answered with what it asked for. */
export interface Error extends Initial.Error {
  /** Why the instance did not start, where that is why the request failed. */
  start_failure?: StartFailure;
  /** The attempt that failed, where the request waited for one. */
  start_attempt_id?: Uuid;
}
