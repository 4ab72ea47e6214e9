import type { SledPolicy, SledVmmState, VmmFailureReason } from '@skewline/nexus-types/domain';

/** What came of asking a sled agent about a VMM. */
export type SledAnswer =
  | { readonly kind: 'state'; readonly report: SledVmmState }
  /** An error of its API; `errorCode` is null where its body has none. */
  | { readonly kind: 'error_status'; readonly status: number; readonly errorCode: string | null }
  /** No connection, or no answer in time (`timedOut`). By itself this proves nothing. */
  | { readonly kind: 'unreachable'; readonly timedOut?: boolean }
  /** An answer that is none: not of its API, or one that cannot be said in it. */
  | { readonly kind: 'not_understood' };

/** The power state of a sled by its service processor; only in A0 does its host run. */
export type SledPowerState = 'A0' | 'A1' | 'A2';

/** What came of asking the rack's gateways; unknown also where the sled found is another one. */
export type SledPower = SledPowerState | 'unknown';

/** What is known so far of one check of one VMM. What is absent has not been asked. */
export interface VmmCheckFacts {
  readonly sledPolicy: SledPolicy;
  readonly answer?: SledAnswer;
  readonly power?: SledPower;
}

/** Why a check says less than it should. A number is the status of a sled agent's answer. */
export type IncompleteReason =
  'client_error' | 'unreachable' | 'instance_not_found' | 'update_failed' | number;

/** The failures that the control plane finds by itself. */
export type FoundFailure = Extract<
  VmmFailureReason,
  'no_such_instance' | 'sled_expunged' | 'sled_off'
>;

/** What a check has found out. */
export type VmmCheckResult =
  /** The sled agent's report, to be written as if it had been pushed. */
  | { readonly kind: 'success'; readonly report: SledVmmState }
  /** The VMM is to be marked failed. */
  | { readonly kind: 'failure'; readonly reason: FoundFailure }
  /** Nothing that may be written. */
  | { readonly kind: 'unknown'; readonly incomplete: IncompleteReason };

/** What to do next in a check: ask, or take the result. */
export type VmmCheckStep =
  { readonly kind: 'ask_sled' } | { readonly kind: 'ask_power' } | VmmCheckResult;

/**
 * The next step of a check of a VMM by what is known so far; whoever performs it asks, adds the answer
 * to the facts and decides again (A5, behaviour 32). Three things make a VMM failed: its sled was
 * expunged (nobody is asked), its sled agent does not know it, its sled agent cannot be reached and the
 * gateway says that the sled is off. Of everything else the state of the VMM is left as it is.
 */
export function decideVmmCheck({ sledPolicy, answer, power }: VmmCheckFacts): VmmCheckStep {
  if (sledPolicy === 'expunged') return { kind: 'failure', reason: 'sled_expunged' };
  if (answer === undefined) return { kind: 'ask_sled' };
  switch (answer.kind) {
    case 'state':
      return { kind: 'success', report: answer.report };
    case 'error_status':
      return isVmmGone(answer)
        ? { kind: 'failure', reason: 'no_such_instance' }
        : { kind: 'unknown', incomplete: answer.status };
    case 'not_understood':
      return { kind: 'unknown', incomplete: 'client_error' };
    case 'unreachable':
      if (power === undefined) return { kind: 'ask_power' };
      return isSledOff(power)
        ? { kind: 'failure', reason: 'sled_off' }
        : { kind: 'unknown', incomplete: 'unreachable' };
  }
}

/** Whether the host of a sled does not run, for sure: what was on it is lost. */
export function isSledOff(power: SledPower): boolean {
  return power !== 'A0' && power !== 'unknown';
}

/**
 * Whether a sled agent's error says that it does not know the VMM: 404 with `NO_SUCH_INSTANCE`. Not
 * 404 alone (a proxy's, another path's), and not 410 with that code: there the VMM is ending, and its
 * last state is still to be reported (A10.4).
 */
export function isVmmGone({
  status,
  errorCode,
}: {
  readonly status: number;
  readonly errorCode: string | null;
}): boolean {
  return status === 404 && errorCode === 'NO_SUCH_INSTANCE';
}

/** What became of writing what a check found out. */
export type VmmCheckWrite = 'ok' | 'not_found' | 'failed';

/** Why a check is incomplete after its write, if there was one; null if it is complete. */
export function incompleteOf(
  result: VmmCheckResult,
  write: VmmCheckWrite,
): IncompleteReason | null {
  if (result.kind === 'unknown') return result.incomplete;
  return write === 'ok' ? null : write === 'not_found' ? 'instance_not_found' : 'update_failed';
}

/** The answer of one gateway; an error is that it did not give any. */
export type GatewayAnswer = SledPowerState | 'error';

/**
 * The power state by the gateways asked so far, in that order: the first that answers is believed, and
 * no other is asked. Null where the next one has to be asked; `isLast` says that there is none.
 */
export function sledPowerOf(
  answers: readonly GatewayAnswer[],
  { isLast }: { readonly isLast: boolean },
): SledPower | null {
  return answers.find((answer) => answer !== 'error') ?? (isLast ? 'unknown' : null);
}
