/**
 * One instance after the other, with smaller disks each time. Whoever always takes the pool with most
 * room fails on it: the two roomier pools are gone when they are needed. Found by a search over
 * random workloads.
 */
export const descending = {
  /** Bytes. Less than a GiB in all, so that disks have no overhead. */
  unit: 50 * 2 ** 20,
  pools: [12, 12, 12, 13, 12, 13, 12, 12, 12],
  instances: [[10], [8, 8], [6, 6, 6, 6, 6, 6], [6]],
} as const;
