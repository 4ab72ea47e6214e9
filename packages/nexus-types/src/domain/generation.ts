import type { Uint64 } from '@skewline/runtime/api';

/** Counts the writes to a record: the greater generation is the newer state. The first is 1. */
export type Generation = Uint64;
