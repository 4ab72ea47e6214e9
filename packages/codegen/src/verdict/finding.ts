import type { RuleId } from './rules.ts';

/**
 * Whether every value that one side writes is accepted, and understood the same, by the other.
 * `unproven` is an answer of its own: it may be so, and nothing here can show it.
 */
export type Answer = 'compatible' | 'breaking' | 'unproven';

/**
 * Who writes and who reads. The first word is the age of the client; the server is of the other
 * age. Stored data has no client: a newer program reads what an older one wrote, and, after a
 * rollback, the other way round.
 */
export type Flow =
  | 'old-client-request'
  | 'new-client-request'
  | 'old-client-response'
  | 'new-client-response'
  | 'stored-upgrade'
  | 'stored-rollback';

/** A place in one of the two documents. */
export interface DocumentPlace {
  /** As the reader was given it. */
  readonly file: string;
  /** JSON pointer. */
  readonly pointer: string;
}

/** An operation that a finding reaches, and by which way. */
export interface ReachedOperation {
  readonly id: string;
  readonly parts: readonly ('request' | 'response')[];
}

/** One structural difference with one root cause, judged. Plain data: everything is rendered from it. */
export interface VerdictFinding {
  /**
   * The same for the same change, whatever the versions are called and wherever files stand; another
   * where the change is another. Approvals refer to it.
   */
  readonly id: string;
  readonly rule: RuleId;
  /** In words: `required memory is added`. */
  readonly message: string;
  /** `Instance(failed).reason` */
  readonly path: string;
  readonly subject: { readonly kind: 'type' | 'operation'; readonly name: string };
  /** Only flows that it reaches: a type of responses alone has no request flows. */
  readonly flows: { readonly [F in Flow]?: Answer };
  readonly before?: DocumentPlace;
  readonly after?: DocumentPlace;
  readonly operations: readonly ReachedOperation[];
  /** For a breaking one: a value that the writer may send and the reader refuses or misunderstands. */
  readonly witness?: Witness;
  /** What to do about it. */
  readonly fix: string;
}

export interface Witness {
  readonly flow: Flow;
  /** Of the named type, or of the request or response part, that `subject` names. */
  readonly value: unknown;
  /** JSON pointer in the value to what is refused; empty for all of it. */
  readonly pointer: string;
  /** Why, in a sentence. */
  readonly why: string;
}

/** What is said of one version, or one step from a version to another. */
export interface Verdict {
  readonly api: string;
  readonly from: string;
  readonly to: string;
  /** The worst answer of all flows of all findings. */
  readonly answer: Answer;
  readonly findings: readonly VerdictFinding[];
  /** Operations that are promised to nobody, and were not judged. */
  readonly leftOut?: readonly string[];
}
