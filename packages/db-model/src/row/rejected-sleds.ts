import type { RejectedSled } from '@skewline/nexus-types/domain';
import type { RejectedSledRow } from '../rows/index.ts';

/** More sleds than these nobody reads, and a row of the database is no place for them. */
const mostRejectedSleds = 1000;

/** None are null: the column is for those who have any. */
export function rejectedSledRows(
  sleds: readonly RejectedSled[],
): readonly RejectedSledRow[] | null {
  if (sleds.length === 0) return null;
  return sleds
    .slice(0, mostRejectedSleds)
    .map(({ sledId, reason, shortfall }) => ({ sled_id: sledId, reason, shortfall }));
}

export function rejectedSledsOfRows(
  rows: readonly RejectedSledRow[] | null,
): readonly RejectedSled[] {
  return (rows ?? []).map(({ sled_id, reason, shortfall }) => ({
    sledId: sled_id,
    reason,
    shortfall,
  }));
}
