import type { InstanceEventWhat } from '@skewline/nexus-types/domain';
import type { DateTime } from '@skewline/runtime/api';
import {
  decideReincarnation,
  type ReincarnationFacts,
  type RestartLimits,
} from '../reincarnation.ts';

/** Where an instance rests after a start that failed. */
export interface Rest {
  readonly intended: 'running' | 'stopped';
  /** For its history: when it is tried again, or why not; null where that was never to be expected. */
  readonly event: Extract<
    InstanceEventWhat,
    { readonly kind: 'restart_planned' | 'restart_given_up' }
  > | null;
}

/**
 * What an instance is meant to be once a start of it has failed: `running` only if the control plane is going to try again,
 * and then with a date; otherwise `stopped`. Null where this is not for the start to say: somebody has asked for something
 * else meanwhile, the instance is gone, or it still has its VMM.
 *
 * `guest_shutdown` counts as running: the guest did not shut down, its VMM was taken away while the start was undone.
 */
export function decideRest(
  facts: ReincarnationFacts,
  now: DateTime,
  limits?: RestartLimits,
): Rest | null {
  const { instance } = facts;
  const { intendedState, runtime, timeDeleted } = instance;
  if (timeDeleted !== null || runtime.state === 'vmm') return null;
  if (intendedState !== 'running' && intendedState !== 'guest_shutdown') return null;
  // A saga that holds the lock now is over when it is time to try again.
  const updaterLock = { ...instance.updaterLock, updaterId: null };
  const toBeRun = { ...instance, intendedState: 'running', updaterLock } as const;
  const decision = decideReincarnation({ ...facts, instance: toBeRun }, now, limits);
  switch (decision.kind) {
    case 'wait':
      return running(decision.until);
    case 'start':
      return running(now);
    case 'give_up':
      return { intended: 'stopped', event: { kind: 'restart_given_up', why: decision.why } };
    case 'not_needed':
    case 'busy':
      return { intended: 'stopped', event: null };
  }
}

function running(notBefore: DateTime): Rest {
  return { intended: 'running', event: { kind: 'restart_planned', notBefore } };
}
