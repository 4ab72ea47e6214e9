import type { Uint64 } from '@skewline/runtime/api';

/** How much the running instances of a project may take together; null is no limit. */
export interface Quota {
  cpus: Uint64 | null;
  /** Bytes. */
  memory: Uint64 | null;
}

/** What they may take, and take now. */
export interface QuotaUse {
  quota: Quota;
  cpus_used: Uint64;
  memory_used: Uint64;
}
