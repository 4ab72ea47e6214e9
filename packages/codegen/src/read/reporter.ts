import type { Problem, ProblemCode } from '../model/problem.ts';

export interface Finding {
  readonly message: string;
  readonly fix: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly type?: string;
  readonly field?: string;
  readonly severity?: Problem['severity'];
}

/** Collects the problems of one document: each place once, and no more than a person will read. */
export class Reporter {
  readonly file: string;
  /** Set as soon as it is known; problems found before it have none. */
  version: string | undefined = undefined;
  readonly #limit: number;
  readonly #problems = new Map<string, Problem>();
  #hidden = 0;
  #firstHidden: Problem | undefined = undefined;

  constructor(file: string, limit: number) {
    this.file = file;
    this.#limit = limit;
  }

  report(code: ProblemCode, finding: Finding): void {
    const key = `${code} ${finding.pointer ?? ''} ${finding.message}`;
    if (this.#problems.has(key)) return;
    const problem: Problem = {
      code,
      file: this.file,
      ...(this.version === undefined ? {} : { version: this.version }),
      ...finding,
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
