import type { Effect } from './limit.ts';
import type { ReportedLimit } from './limit-list.ts';
import type { SkewReport } from './report.ts';

/** What several operations have in common, such as the error that all of them may answer with. */
export interface Group {
  /** The first of the limits; the others are as this one, but for operation and status. */
  readonly limit: ReportedLimit;
  /** Positions in the report's list. */
  readonly positions: readonly number[];
  /** Each with its statuses, where they differ: `instance_start 400, 409`. */
  readonly operations: readonly string[];
}

/** What people read, in the order in which it matters to them. */
export const effects: readonly Effect[] = ['refused', 'decided', 'lost'];

/** Limits that differ only in the operation are said once. */
export function groupsOf({ limits }: SkewReport): readonly Group[] {
  const found = new Map<string, number[]>();
  for (const [position, limit] of limits.entries()) {
    const { operation: _operation, status: _status, ...alike } = limit;
    const key = JSON.stringify(alike);
    const group = found.get(key);
    if (group === undefined) found.set(key, [position]);
    else group.push(position);
  }
  const groups = [...found.values()].flatMap((positions): readonly Group[] => {
    const members = positions.flatMap((position) => limits[position] ?? []);
    const [limit] = members;
    return limit === undefined ? [] : [{ limit, positions, operations: operationsOf(members) }];
  });
  return effects.flatMap((effect) => groups.filter(({ limit }) => limit.effect === effect));
}

function operationsOf(limits: readonly ReportedLimit[]): readonly string[] {
  const statuses = new Map<string, string[]>();
  for (const { operation, status } of limits) {
    const known = statuses.get(operation) ?? [];
    if (status !== undefined && !known.includes(status)) known.push(status);
    statuses.set(operation, known);
  }
  return [...statuses].map(([operation, all]) => [operation, all.join(', ')].join(' ').trim());
}
