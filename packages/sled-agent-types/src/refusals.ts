import { type Refusal, refusal, refuse } from '@skewline/runtime';

/** What a sled agent says of a request that makes no sense, in the form that its own errors have. */
export function invalid(message: string): Refusal {
  return refusal(400, message, 'InvalidRequest');
}

/** The answer to a hole where the other version has no words for what is there. */
export function cannotSay(what: string): ReturnType<typeof refuse> {
  return refuse(400, `${what} cannot be said in this version`, 'InvalidRequest');
}
