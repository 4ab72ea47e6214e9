import {
  externalState,
  type ExternalInstanceState,
  type Instance,
  type StartOrigin,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/** All that the answer goes by, read in one transaction. */
export interface StartRequestFacts {
  /** Null: there is none. */
  readonly instance: Pick<Instance, 'intendedState' | 'runtime' | 'timeDeleted'> | null;
  /** Of the VMM that it is linked to; null where there is none, or no record of it. */
  readonly activeVmm: VmmState | null;
  readonly openAttempt: Uuid | null;
  /**
   * Whether something else has it in hand: it is being deleted or moved, room is still kept for it, or an earlier start could
   * not be undone.
   */
  readonly isHeld: boolean;
  readonly origin: StartOrigin;
}

export type StartRefusalCode =
  /** 404: there is none, or none any more. */
  | 'instance_not_found'
  /** 409: it has to come to rest first. */
  | 'stopping'
  /** 409: it is being made, or is gone. */
  | 'wrong_state'
  /** 409: something else is being done with it. */
  | 'instance_busy'
  /** 409, to the control plane itself: since it failed somebody has stopped or started it. */
  | 'restart_not_wanted'
  /** 500: its record contradicts itself. */
  | 'contradictory_state';

export type StartRequestDecision =
  | { readonly kind: 'accept' }
  /** This attempt is open; it is the answer to whoever else asks. */
  | { readonly kind: 'open'; readonly attemptId: Uuid }
  /** It is starting or runs, and there is nothing to do. */
  | { readonly kind: 'already' }
  | StartRefused;

export interface StartRefused {
  readonly kind: 'refused';
  readonly code: StartRefusalCode;
  /** The HTTP status to answer with. */
  readonly status: number;
  readonly message: string;
}

/** How an instance in each state that users see answers to a start. */
const answers: {
  readonly [State in ExternalInstanceState]: 'already' | 'startable' | 'stopping' | 'wrong_state';
} = {
  starting: 'already',
  running: 'already',
  rebooting: 'already',
  migrating: 'already',
  stopped: 'startable',
  failed: 'startable',
  stopping: 'stopping',
  creating: 'wrong_state',
  repairing: 'wrong_state',
  destroyed: 'wrong_state',
};

/** What to answer to a start (A2.1), as far as that is known without looking for a sled. */
export function decideStartRequest(facts: StartRequestFacts): StartRequestDecision {
  const { instance, activeVmm, openAttempt, isHeld, origin } = facts;
  if (instance === null || instance.timeDeleted !== null) {
    return refused('instance_not_found', 404, 'there is no such instance');
  }
  const { state: record, migrationId, activeVmmId } = instance.runtime;
  const state = externalState(record, activeVmm, migrationId);
  const answer = answers[state];
  if (answer === 'stopping') {
    return refused('stopping', 409, 'instance must finish stopping before it can be started');
  }
  if (openAttempt !== null) return { kind: 'open', attemptId: openAttempt };
  const isOnVmm = activeVmmId !== null && activeVmm?.kind !== 'saga_unwound';
  // What cannot be undone is not under way, though it looks so.
  const isStuck = isHeld && state === 'starting';
  if (answer === 'already' && !isStuck) return { kind: 'already' };
  if (answer === 'wrong_state') {
    const message = `instance is in state ${state} but it must be stopped to be started`;
    return refused('wrong_state', 409, message);
  }
  if (origin === 'auto_restart' && !isRestartWanted(instance.intendedState, state)) {
    const message = 'the instance is no longer to be restarted by itself';
    return refused('restart_not_wanted', 409, message);
  }
  if (isHeld) {
    const message = 'something else that is being done with the instance has not finished';
    return refused('instance_busy', 409, message);
  }
  if (isOnVmm) {
    const message = `instance is in state ${state} but still has an active VMM`;
    return refused('contradictory_state', 500, message);
  }
  return { kind: 'accept' };
}

function isRestartWanted(
  intended: Instance['intendedState'],
  state: ExternalInstanceState,
): boolean {
  return intended === 'running' && state === 'failed';
}

function refused(code: StartRefusalCode, status: number, message: string): StartRefused {
  return { kind: 'refused', code, status, message };
}
