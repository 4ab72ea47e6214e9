import type { DateTime } from '@skewline/runtime/api';
import { defaultAutoRestart } from './auto-restart.ts';
import { addSeconds, compareTimes } from './date-time.ts';
import type { Instance } from './instance.ts';
import type { VmmState } from './vmm-state.ts';

/** Whether an instance may be restarted by itself, and when. */
export type KarmicStatus =
  /** Its policy forbids it. */
  | { readonly kind: 'nirvana' }
  /** Not before `until`. */
  | { readonly kind: 'cooling_down'; readonly until: DateTime }
  | { readonly kind: 'will_reincarnate' };

/**
 * Whether the instance may be restarted now, going by its policy and its last automatic restart.
 * The cooldown is over at its last moment, not after it.
 */
export function karmicStatus(
  instance: Pick<Instance, 'autoRestart' | 'runtime'>,
  now: DateTime,
): KarmicStatus {
  const { policy, cooldownSeconds } = instance.autoRestart;
  if ((policy ?? defaultAutoRestart.policy) === 'never') return { kind: 'nirvana' };
  const last = instance.runtime.timeLastAutoRestarted;
  if (last === null) return { kind: 'will_reincarnate' };
  const until = addSeconds(last, cooldownSeconds ?? defaultAutoRestart.cooldownSeconds);
  return compareTimes(now, until) >= 0
    ? { kind: 'will_reincarnate' }
    : { kind: 'cooling_down', until };
}

/** Whether there is anything to restart: the instance is to run, and has failed or never got up. */
export function needsReincarnation(
  instance: Pick<Instance, 'intendedState' | 'runtime'>,
  activeVmm: VmmState | null,
): boolean {
  if (instance.intendedState !== 'running') return false;
  const { state } = instance.runtime;
  return state === 'failed' || (state === 'vmm' && activeVmm?.kind === 'saga_unwound');
}

/** Whether to start it now: it needs it and may be. */
export function shouldReincarnate(
  instance: Pick<Instance, 'autoRestart' | 'intendedState' | 'runtime'>,
  activeVmm: VmmState | null,
  now: DateTime,
): boolean {
  return (
    needsReincarnation(instance, activeVmm) &&
    karmicStatus(instance, now).kind === 'will_reincarnate'
  );
}
