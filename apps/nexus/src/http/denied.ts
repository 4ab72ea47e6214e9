import type { ErrorStatus } from '../refused.ts';

/** Thrown by a hook: the request goes no further, and this is its answer. */
export class Denied extends Error {
  override readonly name = 'Denied';
  readonly status: ErrorStatus;

  constructor(status: ErrorStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/** Who asks has not shown who they are. */
export function unauthorized(): Denied {
  return new Denied(401, 'credentials missing or invalid');
}

/** Who asks may not. */
export function forbidden(): Denied {
  return new Denied(403, 'Forbidden');
}

/** What is said while the database cannot be reached. */
export const databaseAway = 'Service Unavailable: the database does not answer; try again';
