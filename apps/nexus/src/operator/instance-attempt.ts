import {
  fetchAttemptRecord,
  findRackInstance,
  type InTransaction,
  type RackStartAttempt,
} from '@skewline/db-model';
import type { StartAttempt as Attempt } from '@skewline/nexus-types/domain';
import type {
  StartAttempt,
  StartAttemptDetail,
  StartAttemptLine,
} from '@skewline/nexus-types/operator';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { reasonText } from './placement-amounts.ts';
import { serialsOf } from './placement-serials.ts';

/** All that is known of an attempt; null if there is none. */
export async function readAttempt(
  transaction: InTransaction,
  attemptId: Uuid,
): Promise<StartAttemptDetail | null> {
  const record = await fetchAttemptRecord(transaction, attemptId);
  if (record instanceof Refusal) return null;
  const { attempt, problems, sledId, sagaId, rejectedSleds } = record;
  const instance = await findRackInstance(transaction, attempt.instanceId);
  const serials = await serialsOf(transaction);
  return {
    ...attemptView({ value: attempt, problems, instanceName: instance?.name ?? null }),
    sled_id: sledId,
    saga_id: sagaId,
    rejected_sleds: rejectedSleds.map(({ sledId: id, reason, shortfall }) => ({
      sled_id: id,
      serial: serials.get(id) ?? null,
      reason,
      text: reasonText(reason, shortfall),
      shortfall,
    })),
  };
}

export function attemptView({ value, instanceName }: RackStartAttempt): StartAttempt {
  return {
    ...attemptLine(value),
    instance_id: value.instanceId,
    instance_name: instanceName,
  };
}

/** An attempt without its instance. */
export function attemptLine({
  id,
  origin,
  requestId,
  timeStarted,
  outcome,
  vmmId,
}: Attempt): StartAttemptLine {
  const failure = outcome.kind === 'failed' ? outcome.failure : null;
  return {
    id,
    origin,
    request_id: requestId,
    time_started: timeStarted,
    time_finished: outcome.kind === 'open' ? null : outcome.timeFinished,
    outcome: outcome.kind,
    code: failure?.code ?? null,
    fault: failure?.fault ?? null,
    transience: failure?.transience ?? null,
    message: failure?.message ?? null,
    hint: failure?.hint ?? null,
    detail: failure?.detail ?? null,
    vmm_id: vmmId,
  };
}
