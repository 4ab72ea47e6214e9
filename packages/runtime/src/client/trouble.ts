import type { Failure, FailureCode } from './result.ts';

/** Why a call fails, while it is not said yet which call: becomes a `Failure`. */
export class Trouble {
  readonly code: FailureCode;
  readonly message: string;
  readonly details: Pick<Failure, 'status' | 'field' | 'since' | 'cause'>;

  constructor(code: FailureCode, message: string, details: Trouble['details'] = {}) {
    this.code = code;
    this.message = message;
    this.details = details;
  }
}

export function failure(trouble: Trouble, operation: string, version?: string): Failure {
  const { code, message, details } = trouble;
  const spoken = version === undefined ? {} : { version };
  return { ok: false, code, message, operation, ...spoken, ...details };
}

/** What an exception says, and what is behind it: fetch says `fetch failed` for everything. */
export function words(thrown: unknown): string {
  return String(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
}
