import type { NameOrId } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';
import type { EngineRefusal, Rest } from '@skewline/saga';
import { answerOfSagaError } from '@skewline/saga/instance';
import { type ErrorReply, errorReply, refused } from '../../refused.ts';
import { notFound } from '../lookup.ts';

/** What the control plane says for itself, and users may read as it is. */
const forUsers: ReadonlySet<string> = new Set([
  'already_starting',
  'being_created',
  'being_started',
  'being_stopped',
  'group_full',
  'instance_busy',
  'instance_not_stopped',
  'invalid_request',
  'name_taken',
  'not_found',
  'not_running',
  'stopping',
  'wrong_state',
]);

const gone: ReadonlySet<string> = new Set(['gone', 'instance_not_found']);

/** Why something was not done with an instance. What is no business of users is an internal error to them. */
export function instanceRefused(
  call: Call,
  refusal: Refusal | EngineRefusal,
  instance: NameOrId,
): ErrorReply {
  if (!(refusal instanceof Refusal)) return engineRefused(call, refusal);
  if (gone.has(refusal.code)) return refused(call, notFound('instance', instance));
  return forUsers.has(refusal.code) ? refused(call, refusal) : internalError(call);
}

/** Nexus takes nothing new any more, or something is wrong with it. */
export function engineRefused(call: Call, { status }: EngineRefusal): ErrorReply {
  return status === 503
    ? errorReply(call, 503, 'The system takes no new requests at the moment. Try again soon.')
    : internalError(call);
}

/** How something that has come to rest otherwise than done is answered. */
export function restRefused(call: Call, rest: Exclude<Rest, { kind: 'done' }>): ErrorReply {
  if (rest.kind !== 'unwound') return internalError(call);
  const { status, message } = answerOfSagaError(rest.error);
  return refused(call, new Refusal(message, { code: 'not_done', status }));
}

export function internalError(call: Call): ErrorReply {
  return errorReply(call, 500, 'Internal Server Error');
}
