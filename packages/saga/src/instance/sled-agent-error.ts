import { startFailure, type StartFailureCode, type VmmFailure } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { ActionFailure, type SagaError } from '../error.ts';
import { isObject } from '../json.ts';
import type { SledAgent, SledAgentResult } from './services.ts';
import { type FoundFailure, isVmmGone, type SledAnswer } from './watcher.ts';

/** What comes instead of what was asked for: a sled agent's answer, or that its sled is off; see `askSled`. */
export type SledAgentError =
  Exclude<SledAnswer, { readonly kind: 'state' }> | { readonly kind: 'off' };

/**
 * - `gone`: it does not know the VMM, and that is sure
 * - `ending`: the VMM is on its way out; its last state is still to be reported
 * - `refused`: it does not do that; asked again it says the same
 * - `failing`: it would, and cannot now
 * - `unreachable`: no connection, or no answer in time; it may have done it
 * - `off`: unreachable, and its sled has no power, for sure; nothing lives on it
 * - `not_understood`: what came is no answer of its API; it may have done it
 */
export type SledAgentErrorKind =
  'gone' | 'ending' | 'refused' | 'failing' | 'unreachable' | 'off' | 'not_understood';

/** What an error means for an action of a saga. */
export interface SledAgentErrorMeaning {
  /** With which a start that breaks on it is written down. */
  readonly code: Extract<StartFailureCode, 'sled_refused' | 'vmm_vanished' | 'internal'>;
  /** Whether asking again, as often as the action's policy says, may help. */
  readonly retry: boolean;
  /** What it proves of the VMM; null: nothing. */
  readonly proves: FoundFailure | null;
  /** For operators. */
  readonly phrase: string;
}

export const sledAgentErrors: { readonly [Kind in SledAgentErrorKind]: SledAgentErrorMeaning } = {
  gone: {
    code: 'vmm_vanished',
    retry: false,
    proves: 'no_such_instance',
    phrase: 'does not know the VMM',
  },
  ending: {
    code: 'vmm_vanished',
    retry: false,
    proves: null,
    phrase: 'is about to forget the VMM',
  },
  refused: { code: 'sled_refused', retry: false, proves: null, phrase: 'refuses' },
  failing: { code: 'sled_refused', retry: true, proves: null, phrase: 'fails' },
  unreachable: { code: 'sled_refused', retry: true, proves: null, phrase: 'cannot be reached' },
  off: { code: 'sled_refused', retry: false, proves: 'sled_off', phrase: 'is off' },
  not_understood: {
    code: 'internal',
    retry: true,
    proves: null,
    phrase: 'gives an answer that is none',
  },
};

/** Statuses below 500 that are about the moment and not about the request. */
const momentary: ReadonlySet<number> = new Set([408, 425, 429]);

export function sledAgentErrorKind(error: SledAgentError): SledAgentErrorKind {
  if (error.kind !== 'error_status') return error.kind;
  if (isVmmGone(error)) return 'gone';
  if (error.status === 410 && error.errorCode === 'NO_SUCH_INSTANCE') return 'ending';
  return error.status >= 500 || momentary.has(error.status) ? 'failing' : 'refused';
}

/** What the VMM that was asked about has failed of, if that is sure now. Otherwise its state is left as it is. */
export function failureProvenBy(error: SledAgentError): VmmFailure | null {
  const reason = sledAgentErrors[sledAgentErrorKind(error)].proves;
  return reason === null ? null : { reason, detail: null };
}

/** The code of an answer that stands for none: the sled agent's version has no words for what the instance has. */
const unrepresentable = 'Unrepresentable';

const tooOld = {
  message: 'The sled that was chosen is too old for how the instance is configured.',
  hint: 'Try again: another sled may be chosen. If none will do, tell whoever runs the system that its sleds want an upgrade.',
} as const;

/** What was asked, and of whom. */
export interface AskedOfSled {
  readonly operation: keyof SledAgent;
  readonly sledId: Uuid;
}

/**
 * The error as an action throws it. Its message and details are for operators: they name the sled, so they belong into
 * `StartFailure.detail` and not into its message. `details` has `kind`, `operation`, `sledId`, `status` and `errorCode`,
 * the last two null where there was no answer of the API, and `answer`, which is for users; see `answerOfSagaError`.
 */
export function sledAgentFailure(error: SledAgentError, asked: AskedOfSled): ActionFailure {
  const kind = sledAgentErrorKind(error);
  const { code, retry, phrase } = sledAgentErrors[kind];
  const { operation, sledId } = asked;
  const { status, errorCode } =
    error.kind === 'error_status' ? error : { status: null, errorCode: null };
  const answer = status === null ? '' : ` (${[status, errorCode ?? 'no code'].join(' ')})`;
  const detail = `${operation}: sled ${sledId} ${phrase}${answer}`;
  const told = errorCode === unrepresentable ? startFailure(code, { ...tooOld, detail }) : null;
  return new ActionFailure(code, detail, {
    details: {
      ...(told === null ? {} : { startFailure: { ...told, counts: [] } }),
      kind,
      operation,
      sledId,
      status,
      errorCode,
      answer: { ...sledAgentErrorAnswer(error) },
    },
    retry,
  });
}

/** What was asked for; anything else is thrown, as `sledAgentFailure`. */
export function valueOrFailure<Value>(
  result: SledAgentResult<Value> | SledAgentError,
  asked: AskedOfSled,
): Value {
  if (result.kind === 'ok') return result.value;
  throw sledAgentFailure(result, asked);
}

/** What to answer to a user over HTTP. */
export interface UserAnswer {
  readonly status: number;
  /** Without internal names. */
  readonly message: string;
}

const internal: UserAnswer = { status: 500, message: 'Internal Server Error' };
const vanished: UserAnswer = {
  status: 503,
  message:
    'The instance was running but is no longer reachable. It is being moved to the Failed state.',
};

/** What to answer over HTTP, as omicron does (facts A4). `timedOut` tells 504 from 502. */
export function sledAgentErrorAnswer(error: SledAgentError): UserAnswer {
  switch (error.kind) {
    case 'unreachable':
      return error.timedOut === true
        ? { status: 504, message: 'The sled of the instance did not answer in time.' }
        : { status: 502, message: 'The sled of the instance cannot be reached.' };
    case 'off':
      return vanished;
    case 'not_understood':
      return internal;
    case 'error_status':
      break;
  }
  if (isVmmGone(error)) return vanished;
  if (error.status === 503) {
    return { status: 503, message: 'The sled of the instance cannot do that now.' };
  }
  return error.status >= 400 && error.status < 500
    ? { status: 400, message: 'The sled of the instance refused the request.' }
    : internal;
}

/**
 * What to answer to a user whose request became a saga that unwound because of this error. Actions put it into the
 * `details` of what they throw, as `answer`; of anything else users learn nothing.
 */
export function answerOfSagaError({ code, source }: SagaError): UserAnswer {
  if (code === 'cancelled') return { status: 409, message: 'The request was cancelled.' };
  const details = source?.details;
  const answer = isObject(details) ? details['answer'] : undefined;
  if (!isObject(answer)) return internal;
  const { status, message } = answer;
  return typeof status === 'number' && typeof message === 'string' ? { status, message } : internal;
}
