/** Why a rack did not start, or one of its processes did not do what it was asked to. */
export type RackProblemCode =
  /** Another rack uses the folder. */
  | 'folder_in_use'
  /** The folder cannot be made, read or written. */
  | 'folder_unusable'
  /** What is in it was not written by a rack, or was damaged. */
  | 'state_unreadable'
  /** It was written by a newer rack. */
  | 'state_newer'
  /** It belongs to a rack with another kind of database. */
  | 'other_database'
  /** The options contradict each other. */
  | 'options'
  /** Something else listens where a process of this rack did. */
  | 'port_in_use'
  /** A process ended when it should have begun to listen. */
  | 'process_failed'
  /** A process did not begin to listen in time. */
  | 'process_not_ready'
  /** Nexus refused what every rack is told at first: its sleds, or its users. */
  | 'nexus_refused'
  /** It was told to stop while it was starting. */
  | 'stopped';

/** Thrown by `startRack` and by the handles of a rack. */
export class RackProblem extends Error {
  override readonly name = 'RackProblem';
  readonly code: RackProblemCode;
  /** What to do about it, in one sentence; null where there is nothing to say. */
  readonly fix: string | null;

  constructor(code: RackProblemCode, message: string, fix: string | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.fix = fix;
  }
}

/** The words of an error of any origin. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}
