import type { DecideOptions } from './decide.ts';
import { dryRun } from './explain.ts';
import type { Explanation } from './explain/explanation.ts';
import { type PlacementProblem, placementProblem, within } from './problem.ts';
import { insideOf, type Rack } from './rack.ts';
import type { PlacementRequest } from './snapshot.ts';
import type { Change } from './what-if/change.ts';

type Problems = readonly PlacementProblem[];

/**
 * What placement would say if some things were otherwise. The changes are made to the rack itself, one
 * after the other, and taken back before this returns: nothing is copied, and the rack is as it was.
 * Problems where a change makes no sense; then nothing was asked.
 */
export function whatIf(
  rack: Rack,
  request: PlacementRequest,
  changes: readonly Change[],
  options: DecideOptions,
): Explanation | Problems {
  const undo: (() => Problems)[] = [];
  let changed = request;
  try {
    for (const [index, change] of changes.entries()) {
      if (change.change === 'request') {
        changed = { ...changed, ...change.to };
        continue;
      }
      const problems = apply(rack, change, undo);
      if (problems.length > 0) return within(['changes', index], problems);
    }
    return dryRun(rack, changed, options);
  } finally {
    putBack(undo);
  }
}

function putBack(undo: readonly (() => Problems)[]): void {
  for (const step of undo.toReversed()) {
    const [problem] = step();
    if (problem) throw new RangeError(`what was there cannot be put back: ${problem.code}`);
  }
}

/** Makes a change; how to take back what was done goes into `undo`, even where it ends in problems. */
function apply(
  rack: Rack,
  change: Exclude<Change, { change: 'request' }>,
  undo: (() => Problems)[],
): Problems {
  const { table, peers } = insideOf(rack);
  switch (change.change) {
    case 'more_sleds':
      for (const [index, sled] of change.sleds.entries()) {
        const isKnown = table.slotOf(sled.id) !== undefined;
        const problems = isKnown ? [placementProblem('duplicate_id', ['id'])] : rack.putSled(sled);
        if (problems.length > 0) return within(['sleds', index], problems);
        undo.push(() => rack.removeSled(sled.id));
      }
      return [];
    case 'without_group': {
      const found = peers.group(change.groupId);
      if (!found) return [placementProblem('unknown_group', ['groupId'])];
      const members = found.members.map(({ id }) => id);
      undo.push(() => rack.putGroup({ ...found.group, members }));
      return rack.removeGroup(change.groupId);
    }
    case 'without_reservations':
      for (const [index, vmmId] of change.vmmIds.entries()) {
        const found = peers.reservation(vmmId);
        if (!found) return [placementProblem('unknown_reservation', ['vmmIds', index])];
        undo.push(() => rack.applyReservation(found.reservation));
        rack.release(vmmId);
      }
      return [];
  }
}
