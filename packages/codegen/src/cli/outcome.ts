import type { Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Style } from './style.ts';

/** What a process of `skewline` ends with. Documented in `--help`. */
export const exitCodes = { fine: 0, toUpdate: 4, refused: 100, failed: 1 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command decided. Text and JSON are two ways to show it. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  /** Members of the JSON form, beside `exitCode` and `problems`. */
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

/** The JSON form. `skewline` writes nothing else to standard output then. */
export function jsonText({ exitCode, problems, data }: Outcome): string {
  // Data of commands is made of plain objects and lists.
  const json = { exitCode, ...data, problems } as unknown as Json;
  return JSON.stringify(json, null, 2);
}
