import type { Checked, Problem } from '../../model/problem.ts';
import type { DocumentText } from '../../read/documents.ts';
import type { Verdict, VerdictFinding } from '../finding.ts';

/** What `generate` does to the store. Paths are relative to the package. */
export type StoreAction =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove'; readonly path: string };

/**
 * What is to be said of one version of an API, or of its store as a whole. Plain data. A problem that
 * `generate` mends says so in `fixedBy`, and the actions that mend it are here; another error is for
 * a person; a warning is a note.
 */
export interface Resolution {
  readonly api: string;
  readonly kind: 'frozen' | 'new' | 'gone' | 'store';
  /** Absent for the store as a whole. */
  readonly version?: string;
  readonly problems: readonly Problem[];
  readonly actions: readonly StoreAction[];
  /** Where a frozen version would say something else now. */
  readonly verdict?: Verdict;
  /** Of the verdict, what is neither compatible nor approved. */
  readonly refused?: readonly VerdictFinding[];
}

/** Reads two documents of one version, and judges what leads from one to the other. */
export type Judge = (frozen: DocumentText, now: DocumentText) => Checked<Verdict>;

/** How strict an API is with its documents. */
export interface StorePolicy {
  /** The newest frozen version may change in words, order and names of types. */
  readonly allowTrivialChanges: boolean;
  /** Older frozen documents are kept as the place where git has them. */
  readonly gitReferences: boolean;
  /** Ids of findings that people have approved. */
  readonly approved: ReadonlySet<string>;
}

/** Problems and actions of one version while they are found. */
export class Findings {
  readonly #problems: Problem[] = [];
  readonly #actions: StoreAction[] = [];
  readonly #about: Pick<Problem, 'version'>;

  constructor(version?: string) {
    this.#about = version === undefined ? {} : { version };
  }

  /** Something that these actions mend. */
  mend(problem: Omit<Problem, 'severity' | 'fix'>, ...actions: readonly StoreAction[]): void {
    const fix = 'run `skewline generate`';
    const more = { severity: 'error' as const, fix, fixedBy: 'generate' as const };
    this.#problems.push({ ...this.#about, ...problem, ...more });
    this.#actions.push(...actions);
  }

  /** Something for a person. */
  refuse(problem: Omit<Problem, 'severity'> & { readonly fix: string }): void {
    this.#problems.push({ ...this.#about, ...problem, severity: 'error' });
  }

  /** Something to know. */
  note(problem: Omit<Problem, 'severity'>): void {
    this.#problems.push({ ...this.#about, ...problem, severity: 'warning' });
  }

  resolution(of: Pick<Resolution, 'api' | 'kind' | 'version' | 'verdict' | 'refused'>): Resolution {
    return { ...of, problems: this.#problems, actions: this.#actions };
  }
}
