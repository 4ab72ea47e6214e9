import { type Reasons, whyNotForwarded } from '../plan/not-forwarded.ts';
import type { StepPlan } from '../plan/step.ts';
import { literal } from './code.ts';

/** What must not go up, for programs that learn the operation only when they run: one row per range. */
export function notForwardedTable(
  steps: readonly StepPlan[],
  configured: Reasons,
): readonly string[] {
  const rows: { operation: string; first: number; last: number; reason: string }[] = [];
  for (const [index, step] of steps.entries()) {
    for (const operation of step.older.operations.keys()) {
      const reason = whyNotForwarded(step, operation, configured);
      if (reason === undefined) continue;
      const row = rows.find((one) => one.operation === operation && one.last === index - 1);
      if (row?.reason === reason) row.last = index;
      else rows.push({ operation, first: index, last: index, reason });
    }
  }
  if (rows.length === 0) return [];
  return [
    '',
    '/** Requests that must not go up from a version in this range: positions, both included. */',
    'export const notForwarded: readonly {',
    '  readonly operation: string;',
    '  readonly first: number;',
    '  readonly last: number;',
    '  readonly reason: string;',
    '}[] = [',
    ...rows.map(({ operation, first, last, reason }) => {
      const range = `first: ${String(first)}, last: ${String(last)}`;
      return `  { operation: ${literal(operation)}, ${range}, reason: ${literal(reason)} },`;
    }),
    '];',
  ];
}
