import type { PlacementDryRun, StartFault } from '@skewline/nexus-client/external';
import type { ReactNode } from 'react';
import { StateBadge } from '../parts/state-badge.tsx';
import { SledCounts } from './sled-counts.tsx';
import { isTooMuch } from './start-failure.ts';

const faults: { readonly [Fault in StartFault]: string } = {
  user: 'You can change that: it is about the instance, its disks or its groups.',
  capacity: 'There is no room. Whoever has instances there, or adds sleds, can change that.',
  system: 'The fault is in the rack. The operator can change that.',
};

const tooMuch = 'Waiting does not help: it has to change.';

/** Whether it would fit now, and if not why, whose turn it is and what to do. */
export function DryRun({ run }: { readonly run: PlacementDryRun }): ReactNode {
  if (run.result === 'fits') {
    return (
      <div className="dry-run" role="status">
        <StateBadge tone="good">It fits</StateBadge>
        <SledCounts fitting={run.fitting_sleds} counts={run.counts} />
        <p className="hint">Nothing is kept free for it: that may be otherwise in a moment.</p>
      </div>
    );
  }
  const { code, message, hint, fault, counts } = run.failure;
  const isHopeless = isTooMuch(run.failure);
  return (
    <div className="dry-run" role="status">
      <StateBadge tone="bad">It would not start now</StateBadge>
      {/* That there is no room the sleds below say. */}
      {(code !== 'no_capacity' || counts.length === 0) && <p>{message}</p>}
      <SledCounts fitting={0} counts={counts} />
      <p>{isHopeless ? tooMuch : (faults[fault] ?? faults.system)}</p>
      {hint !== null && <p>{hint}</p>}
    </div>
  );
}
