import type { Instance, StartAttempt, VmmState } from '@skewline/nexus-types/domain';
import { needsReincarnation } from '@skewline/nexus-types/domain';
import type { KarmicStatus } from '@skewline/nexus-types/operator';
import type { DateTime } from '@skewline/runtime/api';
import { decideReincarnation, type RestartLimits } from '@skewline/saga/instance';

export interface KarmaFacts {
  readonly instance: Instance;
  readonly activeVmm: VmmState | null;
  /** The newest first, at least one more than there may be tries. */
  readonly attempts: readonly StartAttempt[];
}

/** Whether the control plane starts the instance again by itself; the same rules as those of its task. */
export function karmaOf(facts: KarmaFacts, now: DateTime, limits: RestartLimits): KarmicStatus {
  const { instance, activeVmm } = facts;
  if (instance.timeDeleted === null && needsReincarnation(instance, activeVmm)) {
    return statusOf(facts, now, limits);
  }
  // Who gives up says that it is not meant to run any more, and leaves it failed; who stops it does not.
  const { runtime, intendedState } = instance;
  const isLeftFailed = runtime.state === 'failed' && intendedState === 'stopped';
  if (instance.timeDeleted !== null || !isLeftFailed) return { kind: 'saved' };
  const asIfWanted = { ...facts, instance: { ...instance, intendedState: 'running' } as const };
  const status = statusOf(asIfWanted, now, limits);
  return status.kind === 'nirvana' || status.kind === 'given_up' ? status : { kind: 'saved' };
}

function statusOf(facts: KarmaFacts, now: DateTime, limits: RestartLimits): KarmicStatus {
  const decision = decideReincarnation(facts, now, limits);
  switch (decision.kind) {
    case 'not_needed':
      return { kind: 'saved' };
    // Somebody is at it; what comes of that is decided when it is over.
    case 'busy':
    case 'start':
      return { kind: 'will_reincarnate' };
    case 'wait':
      return { kind: 'cooling_down', until: decision.until };
    case 'give_up':
      return decision.why === 'policy_never'
        ? { kind: 'nirvana' }
        : { kind: 'given_up', why: decision.why };
  }
}
