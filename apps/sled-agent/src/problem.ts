export type SledProblemCode =
  | 'config_invalid'
  | 'address_in_use'
  | 'address_unusable'
  | 'state_in_use'
  | 'state_directory_missing'
  | 'state_not_writable'
  | 'state_newer'
  | 'state_unreadable';

/** Why a sled agent does not start. */
export class SledProblem {
  readonly code: SledProblemCode;
  /** A sentence for people. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;

  constructor(code: SledProblemCode, message: string, fix: string) {
    this.code = code;
    this.message = message;
    this.fix = fix;
  }
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What stands behind a server that does not listen. */
export function listenProblem(error: unknown, host: string, port: number): SledProblem {
  const at = `${host}:${String(port)}`;
  return errorCode(error) === 'EADDRINUSE'
    ? new SledProblem(
        'address_in_use',
        `${at} is in use`,
        'stop the program that listens there, or say another port',
      )
    : new SledProblem(
        'address_unusable',
        `cannot listen on ${at}: ${error instanceof Error ? error.message : String(error)}`,
        'say another host or port',
      );
}
