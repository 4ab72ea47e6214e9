/** Everything that can go wrong with a stored file, and what to do about it. */
export const fixes = {
  not_a_file: 'move away what is there: a file is wanted at this path',
  not_permitted: 'let this program read and write the file, and write in its folder',
  folder_missing: 'make the folder first',
  disk_full: 'make room on the disk, then write again',
  read_failed: 'see what the operating system says, then read again',
  write_failed: 'see what the operating system says, then write again',
  not_durable: 'write again: the new content is in place, but a power failure could undo it',
  too_large: 'see whether this is the right file; if it is, raise maxBytes',
  too_deep: 'see whether this is the right file; if it is, raise maxDepth',
  empty: 'restore a backup; or write with { setAside: true }, which keeps the file beside',
  cut_off: 'restore a backup; or write with { setAside: true }, which keeps the file beside',
  not_utf8: 'restore a backup; or write with { setAside: true }, which keeps the file beside',
  not_json: 'mend the text there, or restore a backup',
  number_inexact: 'write it as a number between -(2^53 - 1) and 2^53 - 1, or as a string',
  name_repeated: 'remove one of the two members',
  envelope_invalid: 'see whether this is the right file, or restore a backup',
  other_api: 'give the path of the right file',
  other_type: 'give the path of the right file',
  type_unknown: 'give the path of the right file, or restore a backup',
  version_newer: 'run the newer program again, or restore a backup from before it wrote the file',
  version_unknown: 'name a version that the API has',
  value_invalid: 'correct the value at the pointer',
  value_refused: 'correct the value at the pointer so that the newest version can say it',
  conversion_failed: 'mend the decision between these versions: it is a fault of the program',
  unrepresentable: 'leave out what the older version cannot say, or write a newer version',
  unreadable_there:
    'mend or restore the file; or write with { setAside: true }, which keeps it beside',
} as const;

export type StoredProblemCode = keyof typeof fixes;

/** Why a file was not read or not written. Then nothing has changed on the disk, see `not_durable`. */
export interface StoredProblem {
  readonly ok: false;
  readonly code: StoredProblemCode;
  /** A sentence for people. It never quotes what is in the file, but for versions and names. */
  readonly message: string;
  /** The path of the file, as it was given. */
  readonly file: string;
  /** Where in the file's document: a JSON pointer. What is stored is at `/value`. */
  readonly pointer: string;
  /** The version that this is about, in three numbers, where there is one. */
  readonly version?: string;
  /** The newest version that this program knows, in three numbers. */
  readonly newest: string;
  /** What to do. */
  readonly fix: string;
  /** The first version that can say it, where an older one cannot. */
  readonly since?: string;
  /** Of `unreadable_there`: why the file that would be lost cannot be read. */
  readonly because?: StoredProblem;
  /** What is behind it: an error of the operating system, a `Refusal`, or what a validator found. */
  readonly cause?: unknown;
}

/** A problem before it is known which file it is about. */
export class Fault {
  readonly code: StoredProblemCode;
  /** Goes on after the name of the file: `is not JSON`. */
  readonly message: string;
  readonly pointer: string;
  readonly details: FaultDetails;

  constructor(code: StoredProblemCode, message: string, pointer = '', details: FaultDetails = {}) {
    this.code = code;
    this.message = message;
    this.pointer = pointer;
    this.details = details;
  }
}

export type FaultDetails = Pick<StoredProblem, 'version' | 'since' | 'because' | 'cause'>;

export function problemOf(fault: Fault, file: string, newest: string): StoredProblem {
  const { code, message, pointer, details } = fault;
  const place = pointer === '' ? '' : ` at ${pointer}`;
  return {
    ok: false,
    code,
    message: `${file}${place}: ${message}`,
    file,
    pointer,
    newest,
    fix: fixes[code],
    ...details,
  };
}
