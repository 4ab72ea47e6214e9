import {
  type Instance,
  type InstanceRuntimeState,
  type StartOrigin,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { DateTime, Uuid } from '@skewline/runtime/api';

/** What an instance was before it was started, as far as the start changes it. */
export type Found = Pick<InstanceRuntimeState, 'state' | 'timeLastAutoRestarted'>;

export function foundOf({ runtime }: Pick<Instance, 'runtime'>): Found {
  const { state, timeLastAutoRestarted } = runtime;
  // Only one that is linked to what another start has left is like that, and users see it as failed.
  return { state: state === 'vmm' ? 'failed' : state, timeLastAutoRestarted };
}

export interface MarkFacts {
  readonly instance: Pick<Instance, 'intendedState' | 'runtime'>;
  /** Of the VMM that it is linked to; null where there is none, or no record of it. */
  readonly activeVmm: VmmState | null;
  readonly found: Found;
  /** That of this start. */
  readonly vmmId: Uuid;
  readonly origin: StartOrigin;
}

export type MarkDecision =
  /** It was linked before. */
  | { readonly kind: 'already' }
  /** `replaced`: a VMM that another start has left, and that nobody is linked to from now on. */
  | {
      readonly kind: 'link';
      readonly runtime: InstanceRuntimeState;
      readonly replaced: Uuid | null;
    }
  /** Somebody has changed the instance; `why` is for operators. */
  | { readonly kind: 'changed'; readonly why: string };

/**
 * Whether an instance can be linked to the VMM of this start, and what it becomes (A2.2). Links to a migration of earlier
 * days go: nothing may seem to migrate that starts.
 */
export function decideMark(
  { instance, activeVmm, found, vmmId, origin }: MarkFacts,
  now: DateTime,
): MarkDecision {
  const { runtime, intendedState } = instance;
  const { activeVmmId, state } = runtime;
  if (activeVmmId === vmmId) return { kind: 'already' };
  if (intendedState !== 'running') {
    return { kind: 'changed', why: `it is meant to be ${intendedState}` };
  }
  if (activeVmmId !== null && activeVmm?.kind !== 'saga_unwound') {
    return { kind: 'changed', why: `it is on VMM ${activeVmmId}` };
  }
  if (activeVmmId === null && (state !== found.state || !isStartable(state))) {
    return { kind: 'changed', why: `it was ${found.state} and is ${state}` };
  }
  return {
    kind: 'link',
    replaced: activeVmmId,
    runtime: {
      state: 'vmm',
      gen: runtime.gen + 1,
      timeUpdated: now,
      activeVmmId: vmmId,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: origin === 'auto_restart' ? now : runtime.timeLastAutoRestarted,
    },
  };
}

function isStartable(state: Instance['runtime']['state']): boolean {
  return state === 'no_vmm' || state === 'failed';
}

/** What this start made of the instance. */
export interface Marked {
  readonly found: Found;
  /** The generation of that write. */
  readonly gen: number;
}

/**
 * What the instance becomes when the start is undone: what it was. Null where it is not on the VMM of this start any more,
 * but for one case: the VMM ended while the start was under way, and that was seen before the start was undone. That made
 * the instance failed, or shut down; but a start that fails changes neither. One that had failed and that somebody has
 * stopped while it was started again is stopped, as it would be if it had been stopped before.
 */
export function decideUnmark(
  { intendedState, runtime }: Pick<Instance, 'intendedState' | 'runtime'>,
  { found, gen }: Marked,
  vmmId: Uuid,
  now: DateTime,
): InstanceRuntimeState | null {
  const { activeVmmId, state } = runtime;
  const isOn = activeVmmId === vmmId;
  // One write since, and it took the VMM away: nobody else does that.
  const hasLost = activeVmmId === null && runtime.gen === gen + 1 && isStartable(state);
  if (!isOn && !hasLost) return null;
  const rest = intendedState === 'stopped' ? 'no_vmm' : found.state;
  if (hasLost && state === rest) return null;
  const links = { activeVmmId: null, targetVmmId: null, migrationId: null };
  return { ...links, ...found, state: rest, gen: runtime.gen + 1, timeUpdated: now };
}
