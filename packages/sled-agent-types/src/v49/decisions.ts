import { constant, drop } from '@skewline/runtime';
import type { DecisionsDownToV44, DecisionsUpToV49 } from '../generated/decisions.ts';

export const up: DecisionsUpToV49 = {
  // Its sled agent had no words for why, and nobody else knows.
  'VmmState(failed)': constant({ kind: 'failed', cause: 'unspecified', detail: null }),
};

export const down: DecisionsDownToV44 = {
  'VmmState(failed)': drop('why a VMM failed: cause and detail', 'failed'),
};
