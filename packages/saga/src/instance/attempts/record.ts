import {
  appendInstanceEvent,
  fetchInstance,
  finishStartAttempt,
  type InTransaction,
  listStartAttempts,
  openStartAttempt,
  setIntendedState,
  type StartAttemptWrite,
} from '@skewline/db-model';
import {
  type InstanceEventWhat,
  newStartAttempt,
  type StartFailure,
  type StartRequest,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { defaultRestartLimits, type RestartLimits } from '../reincarnation.ts';
import { decideRest } from './rest.ts';

/** What has become of an attempt that is to be ended. */
export type Recorded =
  /** It is over now; `restart`: the control plane is going to start the instance again by itself. */
  | { readonly kind: 'recorded'; readonly restart: boolean }
  /** It was over before, and is as it was. */
  | { readonly kind: 'already' };

/**
 * Accepts a start: the attempt is there, the instance is to run, and its history says so. Where another attempt is open,
 * that is given, and nothing is written.
 */
export async function acceptStart(
  transaction: InTransaction,
  request: StartRequest,
  now: DateTime,
): Promise<StartAttemptWrite> {
  const { id: attemptId, instanceId, origin } = request;
  const opened = await openStartAttempt(transaction, newStartAttempt(request, now));
  if (opened.written) {
    allowed(await setIntendedState(transaction, instanceId, 'running'));
    await tell(transaction, instanceId, { kind: 'start_accepted', attemptId, origin }, now);
  }
  return opened;
}

/** The attempt has succeeded. The first outcome stays: said twice, or said too late, it changes nothing. */
export async function recordStarted(
  transaction: InTransaction,
  { attemptId, instanceId }: AttemptOfInstance,
  now: DateTime,
): Promise<Recorded> {
  const outcome = { kind: 'succeeded', timeFinished: now } as const;
  const { written } = allowed(await finishStartAttempt(transaction, attemptId, outcome));
  if (!written) return { kind: 'already' };
  await tell(transaction, instanceId, { kind: 'start_succeeded', attemptId }, now);
  return { kind: 'recorded', restart: false };
}

/**
 * The attempt has failed. With the outcome comes what the instance is meant to be from now on: `stopped`, unless it is
 * going to be tried again, and then its history says when. The first outcome stays; a second call only does what the
 * first could not, because the instance was still linked to its VMM then.
 */
export async function recordNotStarted(
  transaction: InTransaction,
  { attemptId, instanceId }: AttemptOfInstance,
  failure: StartFailure,
  now: DateTime,
  limits: RestartLimits = defaultRestartLimits,
): Promise<Recorded> {
  const outcome = { kind: 'failed', timeFinished: now, failure } as const;
  const finished = allowed(await finishStartAttempt(transaction, attemptId, outcome));
  if (finished.written) {
    const { code, fault, transience, message, hint, detail } = failure;
    const what = {
      kind: 'start_failed',
      attemptId,
      code,
      fault,
      transience,
      message,
      hint,
    } as const;
    await tell(transaction, instanceId, what, now, detail);
  } else if (finished.value.outcome.kind !== 'failed') {
    return { kind: 'already' };
  }
  const restart = await settleRest(transaction, { attemptId, instanceId }, now, limits);
  return finished.written || restart !== null
    ? { kind: 'recorded', restart: restart === true }
    : { kind: 'already' };
}

export interface AttemptOfInstance {
  readonly attemptId: Uuid;
  readonly instanceId: Uuid;
}

/** True: it will be tried again. False: it will not. Null: there was nothing to decide. */
async function settleRest(
  transaction: InTransaction,
  { attemptId, instanceId }: AttemptOfInstance,
  now: DateTime,
  limits: RestartLimits,
): Promise<boolean | null> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return null;
  const instance = loaded.value;
  const attempts = await listStartAttempts(transaction, instanceId, {
    limit: limits.maxTries + 1,
  });
  const [newest] = attempts;
  // Whoever has started it since then knows more; so does whoever has decided this before.
  if (newest?.value.id !== attemptId) return null;
  if (await isRestTold(transaction, instanceId, attemptId)) return null;
  const facts = {
    instance,
    activeVmm: null,
    attempts: attempts.map(({ value }) => value),
  };
  const rest = decideRest(facts, now, limits);
  if (rest === null) return null;
  if (rest.intended !== instance.intendedState) {
    allowed(await setIntendedState(transaction, instanceId, rest.intended));
  }
  if (rest.event !== null) await tell(transaction, instanceId, rest.event, now);
  return rest.intended === 'running';
}

/** Whether the history has said, since this start failed, what comes next. */
async function isRestTold(
  transaction: InTransaction,
  instanceId: Uuid,
  attemptId: Uuid,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('instance_event')
    .select(['kind', 'data'])
    .where('instance_id', '=', instanceId)
    .where('kind', 'in', ['start_failed', 'restart_planned', 'restart_given_up'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .execute();
  const [last] = rows;
  return (
    last !== undefined && !(last.kind === 'start_failed' && last.data['attempt_id'] === attemptId)
  );
}

async function tell(
  transaction: InTransaction,
  instanceId: Uuid,
  what: InstanceEventWhat,
  time: DateTime,
  detail: string | null = null,
): Promise<void> {
  // Refused where there is no such instance: then there is no history either.
  await appendInstanceEvent(transaction, { instanceId, time, what, detail });
}

/** What cannot be refused here, for the rows were read in the same transaction. */
function allowed<Value>(value: Value | Refusal): Value {
  if (value instanceof Refusal) throw new Error(`${value.code}: ${value.message}`);
  return value;
}
