import { setTimeout as sleep } from 'node:timers/promises';
import type { Violation } from './invariants/invariant.ts';
import { violationsOf } from './invariants/index.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { takeSnapshot, type TakeOptions } from './snapshot/take.ts';
import { underWay } from './under-way.ts';

/** What was found when nothing happened any more. */
export interface QuietPoint {
  /** How long it took until nothing was under way. */
  readonly restMs: number;
  readonly violations: readonly Violation[];
  readonly snapshot: Snapshot;
  /** Instances that are not deleted, and of these those that run. */
  readonly instances: number;
  readonly running: number;
}

/**
 * The longest things that may still go on when all faults are lifted: a migration whose other side is gone, a lease that
 * has to end, a report that is tried again, one after the other; many times that on a busy machine.
 */
const limitMs = 120_000;
const pollMs = 1000;

/** Waits until nothing is under way, and looks whether all is as it must be. */
export async function quietPoint(options: TakeOptions): Promise<QuietPoint> {
  const began = Date.now();
  for (;;) {
    const snapshot = await takeSnapshot(options);
    const restMs = Date.now() - began;
    if (underWay(snapshot).length > 0 && restMs < limitMs) {
      await sleep(pollMs);
      continue;
    }
    const living = snapshot.records.instances.filter(({ time_deleted: at }) => at === null);
    return {
      restMs,
      violations: violationsOf(snapshot),
      snapshot,
      instances: living.length,
      running: living.filter(({ state }) => state === 'vmm').length,
    };
  }
}
