import type { Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { JudgedVerdict } from '../verdict/approvals/apply.ts';
import { verdictsJson } from '../verdict/render/json.ts';
import type { Style } from './style.ts';

/** What a process of `skewline` ends with. Documented in `--help`. */
export const exitCodes = { fine: 0, toUpdate: 4, refused: 100, failed: 1 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command decided. Text and JSON are two ways to show it. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  /** Of a command that judges changes; absent where nothing could be compared. */
  readonly verdicts?: readonly JudgedVerdict[];
  /** Members of the JSON form, beside `exitCode`, `verdicts` and `problems`. */
  readonly data: { readonly [name: string]: unknown };
  /** The same as lines for people, without the problems. */
  text(style: Style): readonly string[];
}

/** Nothing could be done, for these reasons. */
export function refused(problems: readonly Problem[]): Outcome {
  return { exitCode: exitCodes.refused, problems, data: {}, text: () => [] };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** Whether there is something that `skewline generate` does not mend. */
export function isRefused(problems: readonly Problem[]): boolean {
  return problems.some(({ severity, fixedBy }) => severity === 'error' && fixedBy === undefined);
}

/** The JSON form. `skewline` writes nothing else to standard output then. */
export function jsonText({ exitCode, problems, data, verdicts }: Outcome): string {
  const judged = verdicts === undefined ? {} : { verdicts: verdictsJson(verdicts) };
  // Data of commands is made of plain objects and lists.
  const json = { exitCode, ...data, ...judged, problems } as unknown as Json;
  return JSON.stringify(json, null, 2);
}
