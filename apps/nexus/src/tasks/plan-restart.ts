import {
  appendInstanceEvent,
  fetchInstance,
  fetchVmm,
  type InTransaction,
  listStartAttempts,
  setIntendedState,
} from '@skewline/db-model';
import { compareTimes, type InstanceEventWhat, type VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import {
  decideReincarnation,
  type ReincarnationDecision,
  type RestartLimits,
} from '@skewline/saga/instance';

/**
 * Decides whether an instance is started again, and writes down what follows from it, in one transaction: where it is
 * given up the instance is meant to be stopped from now on, and its history says why; where it has to wait its history
 * says until when. Each is said once, whoever looks and how often: the outcome of a start that failed may have said it.
 */
export async function planRestart(
  transaction: InTransaction,
  instanceId: Uuid,
  limits: RestartLimits,
  now: DateTime,
): Promise<ReincarnationDecision> {
  // Whoever asks for a start or a stop meanwhile comes before this or after it.
  await transaction
    .selectFrom('instance')
    .select('id')
    .where('id', '=', instanceId)
    .forUpdate()
    .execute();
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return { kind: 'not_needed' };
  const instance = loaded.value;
  const attempts = await listStartAttempts(transaction, instanceId, { limit: limits.maxTries + 1 });
  const facts = {
    instance,
    activeVmm: await stateOf(transaction, instance.runtime.activeVmmId),
    attempts: attempts.map(({ value }) => value),
  };
  const decision = decideReincarnation(facts, now, limits);
  if (decision.kind === 'give_up') {
    const refusal = await setIntendedState(transaction, instanceId, 'stopped');
    if (refusal !== null) throw new Error(refusal.message);
    await tell(transaction, instanceId, { kind: 'restart_given_up', why: decision.why }, now);
  } else if (decision.kind === 'wait') {
    const { until: notBefore } = decision;
    if (!(await isPlanned(transaction, instanceId, notBefore))) {
      await tell(transaction, instanceId, { kind: 'restart_planned', notBefore }, now);
    }
  }
  return decision;
}

async function stateOf(
  transaction: InTransaction,
  activeVmmId: Uuid | null,
): Promise<VmmState | null> {
  if (activeVmmId === null) return null;
  const vmm = await fetchVmm(transaction, activeVmmId);
  return vmm instanceof Refusal ? null : vmm.value.runtime.state;
}

/** Whether this date is the last that was told. No other failure leads to the same one. */
async function isPlanned(
  transaction: InTransaction,
  instanceId: Uuid,
  notBefore: DateTime,
): Promise<boolean> {
  const last = await transaction
    .selectFrom('instance_event')
    .select('data')
    .where('instance_id', '=', instanceId)
    .where('kind', '=', 'restart_planned')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const told = last?.data['not_before'];
  return typeof told === 'string' && compareTimes(told, notBefore) === 0;
}

async function tell(
  transaction: InTransaction,
  instanceId: Uuid,
  what: InstanceEventWhat,
  time: DateTime,
): Promise<void> {
  const told = await appendInstanceEvent(transaction, { instanceId, time, what, detail: null });
  if (told instanceof Refusal) throw new Error(told.message);
}
