import type { Uint64 } from '@skewline/runtime/api';

/** A size in bytes. */
export type ByteCount = Uint64;
