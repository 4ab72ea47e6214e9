import { type Refusal, refusal } from '@skewline/runtime';

/** The sled agent has no such VMM: the word by which nexus knows that it is gone. */
export function noSuchInstance(id: string): Refusal {
  return refusal(404, `this sled has no VMM ${id}`, 'NO_SUCH_INSTANCE');
}

/** It is over, and is here only until nexus has been told. */
export function isGone(id: string): Refusal {
  return refusal(410, `VMM ${id} is terminating`, 'NO_SUCH_INSTANCE');
}

export function conflict(message: string): Refusal {
  return refusal(409, message, 'Conflict');
}

export function invalid(message: string): Refusal {
  return refusal(400, message, 'InvalidRequest');
}
