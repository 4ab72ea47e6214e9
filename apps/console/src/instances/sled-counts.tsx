import type { RejectionCount } from '@skewline/nexus-client/external';
import type { ReactNode } from 'react';
import { counted } from '../placement/counted.ts';
import { CountedSleds } from '../placement/counts.tsx';

/** How many sleds can take it, and what keeps the others from it; nothing where sleds were not the matter. */
export function SledCounts({
  fitting,
  counts,
}: {
  readonly fitting: number;
  readonly counts: readonly RejectionCount[];
}): ReactNode {
  if (fitting === 0 && counts.length === 0) return null;
  return <CountedSleds counted={counted(fitting, counts)} />;
}
