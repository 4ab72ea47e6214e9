import type { Uint32 } from '@skewline/runtime/api';
import type { RejectionCount } from './sled-rejection.ts';
import type { StartFailure } from './start-failure.ts';

/**
 * Whether an instance could be placed now. Nothing is reserved, so the answer may be another by the
 * time that it starts.
 */
export type PlacementDryRun =
  /** It could. */
  | {
      result: 'fits';
      /** How many sleds can take it. */
      fitting_sleds: Uint32;
      /** What keeps how many others from taking it. */
      counts: RejectionCount[];
    }
  /** It could not. */
  | { result: 'refused'; failure: StartFailure };
