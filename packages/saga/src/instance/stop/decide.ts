import type {
  Instance,
  InstanceRuntimeState,
  InstanceState,
  Vmm,
  VmmStateKind,
} from '@skewline/nexus-types/domain';
import type { DateTime, Uuid } from '@skewline/runtime/api';

/** An instance, and the VMM that it is linked to as the active one; null where there is none, or no record of it. */
export interface StopFacts {
  readonly instance: Pick<Instance, 'runtime'>;
  readonly activeVmm: Pick<Vmm, 'id' | 'runtime' | 'sledId'> | null;
}

export interface StateRefusal {
  readonly kind: 'refused';
  readonly code: 'being_created' | 'being_started' | 'being_stopped' | 'not_running' | 'gone';
  /** The HTTP status to answer with. */
  readonly status: 400 | 404 | 409;
  readonly message: string;
}

export interface AskVmm {
  readonly kind: 'ask';
  readonly vmmId: Uuid;
  readonly sledId: Uuid;
}

export interface AskToStop extends AskVmm {
  /** Its guest may have left by now: then it has to be stopped where it went. */
  readonly isMoving: boolean;
}

/** What there is to do, once it is written down that the instance is to be stopped. */
export type StopDecision =
  /** It does not run, or is on its way there already, or does not run yet: the wish is enough. */
  | { readonly kind: 'nothing' }
  /** It has failed: stopped from now on, in this runtime state. */
  | { readonly kind: 'settle'; readonly runtime: InstanceRuntimeState }
  /** Its VMM is over and somebody has to see to the instance. */
  | { readonly kind: 'update' }
  /**
   * Its VMM is over, or will be, and it is on its way to another one, where it may run: who to ask is known when it was seen
   * to.
   */
  | { readonly kind: 'moving' }
  | AskToStop
  | StateRefusal;

/** Whether the sled agent has to be asked to stop a VMM in this state. */
const stopping: { readonly [Kind in VmmStateKind]: 'ask' | 'nothing' | 'update' } = {
  // No sled has been told of it: asked, it would say that there is no such VMM. The start looks at the wish before it
  // lets the guest run, and gives up.
  creating: 'nothing',
  starting: 'ask',
  running: 'ask',
  rebooting: 'ask',
  migrating: 'ask',
  stopping: 'nothing',
  stopped: 'nothing',
  failed: 'update',
  destroyed: 'update',
  saga_unwound: 'nothing',
};

/** What stopping an instance takes, by what is known of it (A4). */
export function decideStop({ instance, activeVmm }: StopFacts, now: DateTime): StopDecision {
  const { runtime } = instance;
  switch (runtime.state) {
    case 'creating':
      return refusals.being_created;
    case 'destroyed':
      return refusals.gone;
    case 'no_vmm':
      return { kind: 'nothing' };
    case 'failed':
      return {
        kind: 'settle',
        runtime: { ...runtime, state: 'no_vmm', gen: runtime.gen + 1, timeUpdated: now },
      };
    case 'vmm':
      break;
  }
  // No record of it: an update gives the instance a state that can be stopped.
  if (activeVmm === null) return { kind: 'update' };
  const { id: vmmId, sledId } = activeVmm;
  const what = stopping[activeVmm.runtime.state.kind];
  const isMoving = runtime.targetVmmId !== null;
  if (what === 'ask') return { kind: 'ask', vmmId, sledId, isMoving };
  return { kind: isMoving ? 'moving' : what };
}

const rebooting: { readonly [Kind in VmmStateKind]: 'ask' | 'being_started' | 'being_stopped' } = {
  creating: 'being_started',
  starting: 'ask',
  running: 'ask',
  rebooting: 'ask',
  migrating: 'ask',
  stopping: 'being_stopped',
  stopped: 'being_stopped',
  failed: 'being_stopped',
  destroyed: 'being_stopped',
  saga_unwound: 'being_stopped',
};

const withoutVmm: { readonly [State in InstanceState]: StateRefusal['code'] } = {
  creating: 'being_created',
  no_vmm: 'not_running',
  failed: 'not_running',
  destroyed: 'gone',
  vmm: 'being_stopped',
};

/** Whether an instance can be rebooted: there must be a VMM that a sled knows, and that is not about to end. */
export function decideReboot({ instance, activeVmm }: StopFacts): AskVmm | StateRefusal {
  const { state } = instance.runtime;
  if (state !== 'vmm' || activeVmm === null) return refusals[withoutVmm[state]];
  const what = rebooting[activeVmm.runtime.state.kind];
  if (what !== 'ask') return refusals[what];
  return { kind: 'ask', vmmId: activeVmm.id, sledId: activeVmm.sledId };
}

const refusals: {
  readonly [Code in StateRefusal['code']]: StateRefusal & { readonly code: Code };
} = {
  being_created: {
    kind: 'refused',
    code: 'being_created',
    status: 409,
    message: 'instance is still being created',
  },
  being_started: {
    kind: 'refused',
    code: 'being_started',
    status: 409,
    message: 'instance is just being started; try again in a moment',
  },
  being_stopped: {
    kind: 'refused',
    code: 'being_stopped',
    status: 409,
    message: 'instance is stopping, and must be started again when it has stopped',
  },
  not_running: {
    kind: 'refused',
    code: 'not_running',
    status: 400,
    message: 'instance is not running',
  },
  gone: { kind: 'refused', code: 'gone', status: 404, message: 'instance was deleted' },
};
