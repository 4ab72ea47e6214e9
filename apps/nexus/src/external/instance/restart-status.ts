import type { StartAttempt } from '@skewline/nexus-types/domain';
import type { InstanceAutoRestartStatus } from '@skewline/nexus-types/external';
import type { DateTime } from '@skewline/runtime/api';
import {
  decideReincarnation,
  type ReincarnationFacts,
  type RestartLimits,
} from '@skewline/saga/instance';

export interface RestartFacts extends Omit<ReincarnationFacts, 'attempts'> {
  /** The newest first; those since the last that succeeded are enough. */
  readonly attempts: readonly Pick<StartAttempt, 'id' | 'origin' | 'outcome' | 'timeStarted'>[];
}

/**
 * Whether, when and why not an instance is started again by itself: what the control plane decides when it looks, in words
 * for users. That a saga is at the record at this moment does not change it.
 */
export function restartStatus(
  facts: RestartFacts,
  now: DateTime,
  limits: RestartLimits,
): InstanceAutoRestartStatus {
  const { attempts } = facts;
  const updaterLock = { ...facts.instance.updaterLock, updaterId: null };
  const instance = { ...facts.instance, updaterLock };
  const decision = decideReincarnation({ ...facts, instance }, now, limits);
  switch (decision.kind) {
    case 'not_needed':
      break;
    case 'busy': {
      const [open] = attempts;
      return open === undefined
        ? { kind: 'planned', time_next_try: now }
        : { kind: 'under_way', attempt_id: open.id };
    }
    case 'wait':
      return { kind: 'planned', time_next_try: decision.until };
    case 'start':
      return { kind: 'planned', time_next_try: now };
    case 'give_up':
      return { kind: 'given_up', why: decision.why };
  }
  // Who gives up says that it is not meant to run any more, and leaves it failed. Whoever has it stopped does not.
  const { runtime, intendedState, timeDeleted } = instance;
  if (timeDeleted !== null || runtime.state !== 'failed' || intendedState !== 'stopped') {
    return { kind: 'not_needed' };
  }
  const asIfWanted = { ...instance, intendedState: 'running' } as const;
  const then = decideReincarnation({ ...facts, instance: asIfWanted }, now, limits);
  return then.kind === 'give_up' ? { kind: 'given_up', why: then.why } : { kind: 'not_needed' };
}
