/** Why a command does not do what it was asked. It is returned, not thrown. */
export class CliProblem {
  readonly message: string;
  /** What to do about it; null where the message says it. */
  readonly fix: string | null;
  /** 1: the answer is an error. 2: that is no way to ask. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2, fix: string | null = null) {
    this.message = message;
    this.exitCode = exitCode;
    this.fix = fix;
  }
}

/** Nothing was asked of anybody yet. */
export function badUse(message: string, fix: string | null = null): CliProblem {
  return new CliProblem(message, 2, fix);
}

export function failed(message: string, fix: string | null = null): CliProblem {
  return new CliProblem(message, 1, fix);
}
