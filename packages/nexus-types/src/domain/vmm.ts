import type { DateTime, Ip, Uint16, Uuid } from '@skewline/runtime/api';
import type { VmmCpuPlatform } from './cpu-platform.ts';
import type { Generation } from './generation.ts';
import { isVmmDestroyable } from './predicates.ts';
import { type DomainProblem, domainProblem } from './problem.ts';
import type { VmmFailure } from './vmm-failure-reason.ts';
import { sameVmmState, type VmmState } from './vmm-state.ts';

/** The part of a VMM that changes while it runs. While it lives, its sled agent owns it. */
export interface VmmRuntimeState {
  readonly state: VmmState;
  /** One more with every change of state. */
  readonly gen: Generation;
  /** When the state last changed. */
  readonly timeUpdated: DateTime;
}

/** One incarnation of an instance: a virtual machine on one sled. */
export interface Vmm {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly sledId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeDeleted: DateTime | null;
  /** Where the process that runs the machine listens. */
  readonly propolisIp: Ip;
  readonly propolisPort: Uint16;
  readonly cpuPlatform: VmmCpuPlatform;
  readonly runtime: VmmRuntimeState;
  /**
   * Why it had failed before it came to the state that it is in; null if it never had. While it is
   * failed this is null, for the state itself says why: so a VMM can be said in one way only, and
   * its row, which has one pair of columns for both, gives the same VMM back. See `checkVmm`.
   */
  readonly lastFailure: VmmFailure | null;
}

/** Where the process that runs the machine listens unless told otherwise. */
export const defaultPropolisPort: Uint16 = 12400;

/** What is known of a VMM before it is made. */
export interface VmmPlan {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly sledId: Uuid;
  readonly propolisIp: Ip;
  readonly propolisPort?: Uint16;
  readonly cpuPlatform: VmmCpuPlatform;
}

/** A VMM as its first record says it: creating, generation 1. */
export function newVmm(plan: VmmPlan, now: DateTime): Vmm {
  return {
    id: plan.id,
    instanceId: plan.instanceId,
    sledId: plan.sledId,
    timeCreated: now,
    timeDeleted: null,
    propolisIp: plan.propolisIp,
    propolisPort: plan.propolisPort ?? defaultPropolisPort,
    cpuPlatform: plan.cpuPlatform,
    runtime: { state: { kind: 'creating' }, gen: 1, timeUpdated: now },
    lastFailure: null,
  };
}

/**
 * The runtime state after a change to `to`. Where that is no change (the reason and detail of a
 * failure included) it is the very same value; otherwise one generation on, with the new time.
 */
export function transition(runtime: VmmRuntimeState, to: VmmState, now: DateTime): VmmRuntimeState {
  if (sameVmmState(runtime.state, to)) return runtime;
  if (runtime.gen >= Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`there is no generation after ${String(runtime.gen)}`);
  }
  return { state: to, gen: runtime.gen + 1, timeUpdated: now };
}

/** `transition` of the whole VMM: when it leaves `failed`, the reason stays as its last failure. */
export function transitionVmm(vmm: Vmm, to: VmmState, now: DateTime): Vmm {
  const runtime = transition(vmm.runtime, to, now);
  if (runtime === vmm.runtime) return vmm;
  return { ...vmm, runtime, lastFailure: to.kind === 'failed' ? null : lastFailureOf(vmm) };
}

/**
 * The VMM after the control plane has found out that it failed. One that has ended before stays as it is. Failed: what
 * was seen first is the cause, whatever the reason, and the rest follows from it. Destroyed or unwound: that a sled does
 * not know it any more is what was to be.
 */
export function markVmmFailed(vmm: Vmm, failure: VmmFailure, now: DateTime): Vmm {
  if (isVmmDestroyable(vmm.runtime.state)) return vmm;
  const { reason, detail } = failure;
  return transitionVmm(vmm, { kind: 'failed', reason, detail }, now);
}

/**
 * The VMM after the saga that made it was undone. One that had failed meanwhile keeps its reason as its last failure; one
 * that was destroyed stays so, for its guest has been and gone.
 */
export function markVmmSagaUnwound(vmm: Vmm, now: DateTime): Vmm {
  return vmm.runtime.state.kind === 'destroyed'
    ? vmm
    : transitionVmm(vmm, { kind: 'saga_unwound' }, now);
}

/** Why it is failed, or else why it last was; null if it never was. */
export function lastFailureOf(vmm: Vmm): VmmFailure | null {
  const { state } = vmm.runtime;
  return state.kind === 'failed' ? { reason: state.reason, detail: state.detail } : vmm.lastFailure;
}

/** Says what is wrong with a VMM that was put together by hand; null if nothing is. */
export function checkVmm(vmm: Vmm): DomainProblem | null {
  return vmm.runtime.state.kind === 'failed' && vmm.lastFailure !== null
    ? domainProblem('last_failure_while_failed', ['lastFailure'])
    : null;
}
