import type { RunResult } from './run.ts';

/** What is said at the end, line by line; the last line says it all. */
export function summary(
  {
    injected,
    tally,
    quietPoints,
    violations,
    folder,
  }: Omit<RunResult, 'tally'> & {
    readonly tally: Pick<RunResult['tally'], 'requests' | 'lines'>;
  },
  seed: number,
): readonly string[] {
  const kinds = [...injected].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const faults = kinds.reduce((sum, [, count]) => sum + count, 0);
  return [
    '',
    'Requests:',
    ...tally.lines().map((line) => `  ${line}`),
    'Faults:',
    ...kinds.map(([kind, count]) => `  ${kind} ${String(count)}`),
    ...(violations.length === 0 ? [] : ['Violations:']),
    ...violations.map(({ invariant, evidence }) => `  ${invariant}: ${evidence}`),
    ...(folder === null ? [] : [`Logs: ${folder}/logs`]),
    '',
    `${String(faults)} faults injected, ${String(tally.requests)} requests, ${String(quietPoints)} quiet points, ${String(violations.length)} violations; seed ${String(seed)}`,
  ];
}
