import { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';
import { type ErrorReply, errorReply, refused } from '../refused.ts';

/** What is not refused is answered with this status. */
export function answer<Status extends number, Body>(
  call: Call,
  status: Status,
  body: Body | Refusal,
): { readonly status: Status; readonly body: Body } | ErrorReply {
  return body instanceof Refusal ? answerRefused(call, body) : { status, body };
}

/** For what has no body to answer with. */
export function answerEmpty(
  call: Call,
  done: Refusal | null,
): { readonly status: 204 } | ErrorReply {
  return done === null ? { status: 204 } : answerRefused(call, done);
}

/** Clients of omicron know a value that is of the right type and no good by a code of its own. */
export function answerRefused(call: Call, refusal: Refusal): ErrorReply {
  return refusal.code === 'invalid_value'
    ? errorReply(call, 400, refusal.message, 'InvalidValue')
    : refused(call, refusal);
}

/** What was converted for users. A record that cannot be is broken: it was checked when it was made. */
export function shown<View>(view: View | Refusal): View {
  if (view instanceof Refusal) throw new Error(`a record cannot be shown: ${view.message}`);
  return view;
}
