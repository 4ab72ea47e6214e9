import type { Snapshot } from '../snapshot/snapshot.ts';
import { underWay } from '../under-way.ts';
import { capacity, reservations } from './capacity.ts';
import type { Invariant, Violation } from './invariant.ts';
import { disks, localStorage, nothingLeft, quota } from './leftovers.ts';
import { createdKept, eventNumbers, intendedState, noStuckSaga, startOutcomes } from './starts.ts';
import { failureReasons, links, noOrphanVmm, oneVmm, reasonsKept } from './vmms.ts';

export const invariants: readonly Invariant[] = [
  capacity,
  reservations,
  oneVmm,
  noOrphanVmm,
  links,
  failureReasons,
  reasonsKept,
  createdKept,
  startOutcomes,
  eventNumbers,
  intendedState,
  noStuckSaga,
  nothingLeft,
  disks,
  localStorage,
  quota,
];

/** What must not be. Where something is still under way, that is said, and only what always holds is looked at. */
export function violationsOf(snapshot: Snapshot): readonly Violation[] {
  const busy = underWay(snapshot);
  return [
    ...busy.map((evidence) => ({ invariant: 'comes_to_rest', evidence })),
    ...invariants
      .filter(({ holds }) => holds === 'always' || busy.length === 0)
      .flatMap(({ name, check }) =>
        check(snapshot).map((evidence) => ({ invariant: name, evidence })),
      ),
  ];
}
