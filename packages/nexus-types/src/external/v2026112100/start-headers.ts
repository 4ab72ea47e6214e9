import type { Uuid } from '@skewline/runtime/api';

/** How a caller can say that it would rather wait. */
export interface PreferHeaders {
  /**
   * As in RFC 7240. `wait=20` asks for an answer that waits for the outcome, but for at most 20 seconds.
   * What the server does not know it ignores.
   */
  prefer?: string;
}

/** What a server says about a wish to wait. */
export interface PreferenceHeaders {
  /** The preferences that were followed, as in RFC 7240; absent where none was. */
  'preference-applied'?: string;
}

/** What a server says about a start that it has on record. */
export interface StartAttemptHeaders {
  /** The attempt to start the instance. Absent where there was nothing to start. */
  'start-attempt'?: Uuid;
}

/** The same where the caller could say that it would rather wait. */
export interface StartHeaders extends PreferenceHeaders, StartAttemptHeaders {}
