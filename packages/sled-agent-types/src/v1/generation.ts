import type { Uint64 } from '@skewline/runtime/api';

/** Counts the changes of one thing: of two accounts of it, the one with the larger number is newer. */
export type Generation = Uint64;
