/** What is wrong, where, and what to do about it. */
export interface Problem {
  readonly what: string;
  readonly where: string;
  readonly fix: string;
}

/** One check of one package. Without problems it is passed. */
export interface CheckResult {
  readonly package: string;
  readonly check: string;
  /** What was seen or measured, in a few words. */
  readonly seen: string;
  readonly problems: readonly Problem[];
}

/** One line for a check, and three for each of its problems. */
export function resultLines(result: CheckResult): readonly string[] {
  const { problems } = result;
  const count = `${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`;
  const verdict = problems.length === 0 ? 'fine' : count;
  const head = `${result.package.padEnd(26)} ${result.check.padEnd(20)} ${verdict.padEnd(10)} ${result.seen}`;
  return [head.trimEnd(), ...problems.flatMap(problemLines)];
}

export function problemLines({ what, where, fix }: Problem): readonly string[] {
  return [
    `    what:  ${indented(what)}`,
    `    where: ${indented(where)}`,
    `    fix:   ${indented(fix)}`,
  ];
}

/** Compilers and programs say several lines; those stay under the first. */
function indented(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n           ');
}

/** The beginning of what a program said, enough to act on. */
export function excerpt(text: string, lines = 12): string {
  const all = text.trim().split('\n');
  const more = all.length - lines;
  return more > 0
    ? [...all.slice(0, lines), `… ${String(more)} more lines`].join('\n')
    : all.join('\n');
}
