import type { Problem, ProblemCode } from '../model/problem.ts';
import { cut } from '../model/visible.ts';
import { schemaNameOf, tokensOf } from './pointer.ts';

/** Letters of a message: it may quote what a document says, and that may have no end. */
export const mostLetters = 800;

export interface Finding {
  readonly message: string;
  readonly fix: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly severity?: Problem['severity'];
}

/** Collects the problems of one document: each place once, and no more than a person will read. */
export class Reporter {
  readonly file: string;
  /** Of the file name, until the document has said its own. */
  version: string | undefined;
  readonly #limit: number;
  readonly #problems = new Map<string, Problem>();
  #hidden = 0;
  #firstHidden: Problem | undefined = undefined;

  constructor(file: string, limit: number, version: string | undefined) {
    this.file = file;
    this.version = version;
    this.#limit = limit;
  }

  report(code: ProblemCode, finding: Finding): void {
    const key = `${code} ${finding.pointer ?? ''} ${finding.message}`;
    if (this.#problems.has(key)) return;
    const problem: Problem = {
      code,
      file: this.file,
      ...(this.version === undefined ? {} : { version: this.version }),
      ...typeOf(finding.pointer),
      ...finding,
      message: cut(finding.message, mostLetters),
      fix: cut(finding.fix, mostLetters),
      severity: finding.severity ?? 'error',
    };
    if (this.#problems.size < this.#limit) {
      this.#problems.set(key, problem);
      return;
    }
    this.#hidden += 1;
    if (this.#firstHidden === undefined || this.#firstHidden.severity === 'warning') {
      this.#firstHidden = problem;
    }
  }

  /** Grows with every problem, shown or not. */
  get count(): number {
    return this.#problems.size + this.#hidden;
  }

  get problems(): readonly Problem[] {
    if (this.#firstHidden === undefined) return [...this.#problems.values()];
    const { code, severity, file } = this.#firstHidden;
    const more: Problem = {
      code,
      severity,
      message: `Further problems of this document are not shown: ${this.#hidden}.`,
      fix: 'Mend the problems above and read the document again.',
      ...(file === undefined ? {} : { file }),
      ...(this.version === undefined ? {} : { version: this.version }),
    };
    return [...this.#problems.values(), more];
  }
}

/** The named schema that the place is in. */
function typeOf(pointer: string | undefined): Pick<Problem, 'type'> {
  const type = schemaNameOf(tokensOf(pointer ?? '')?.slice(0, 3) ?? []);
  return type === undefined ? {} : { type };
}
