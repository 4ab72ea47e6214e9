import {
  appendInstanceEvent,
  type InTransaction,
  setIntendedState,
  updateInstanceRuntime,
} from '@skewline/db-model';
import type {
  Instance,
  InstanceEventWhat,
  InstanceRuntimeState,
  IntendedState,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Writes down that an instance is to be stopped. A new wish is told in the history; repeated, it changes nothing. */
export async function intendStopped(
  transaction: InTransaction,
  { id, intendedState }: Pick<Instance, 'id' | 'intendedState'>,
  time: DateTime,
): Promise<Refusal | null> {
  if (intendedState === 'stopped') return null;
  return intend(transaction, id, 'stopped', { kind: 'stop_requested' }, time);
}

/** Writes down what an instance is meant to be, and who asked for what. */
export async function intend(
  transaction: InTransaction,
  instanceId: Uuid,
  intended: IntendedState,
  what: InstanceEventWhat,
  time: DateTime,
): Promise<Refusal | null> {
  const refused = await setIntendedState(transaction, instanceId, intended);
  return refused ?? tell(transaction, instanceId, what, time);
}

/** An instance that has failed is stopped from now on. Where something newer was written, nothing is. */
export async function settle(
  transaction: InTransaction,
  instanceId: Uuid,
  runtime: InstanceRuntimeState,
): Promise<Refusal | null> {
  const written = await updateInstanceRuntime(transaction, instanceId, runtime);
  if (written instanceof Refusal) return written;
  if (!written) return null;
  const what = { kind: 'state_changed', from: 'failed', to: 'stopped' } as const;
  return tell(transaction, instanceId, what, runtime.timeUpdated);
}

async function tell(
  transaction: InTransaction,
  instanceId: Uuid,
  what: InstanceEventWhat,
  time: DateTime,
): Promise<Refusal | null> {
  const event = await appendInstanceEvent(transaction, { instanceId, time, what, detail: null });
  return event instanceof Refusal ? event : null;
}
