import { changesOf, type Planned } from '../build.ts';
import { isCompatible } from '../diff/change.ts';
import { onlyDocumentationChanges } from '../diff/documentation.ts';
import type { Finding } from '../plan/findings.ts';
import type { StepPlan } from '../plan/step.ts';

/** One version to a later one, as `diff` shows it. */
export interface StepDiff {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly changes: readonly Finding[];
}

export interface Verdict {
  readonly compatible: boolean;
  /** Nothing changes on the wire, though the documents differ. */
  readonly documentationOnly: boolean;
  readonly changes: number;
  readonly breaking: number;
  /** Changes that a person has to decide; the others are converted without one. */
  readonly undecided: number;
}

export function stepDiffs(planned: Planned): readonly StepDiff[] {
  return changesOf(planned).map(([step, changes]) => ({
    from: step.older.id.text,
    to: step.newer.id.text,
    verdict: verdictOf(step, changes),
    changes,
  }));
}

function verdictOf(step: StepPlan, changes: readonly Finding[]): Verdict {
  const breaking = changes.filter((change) => !isCompatible(change));
  const undecided = changes.filter(needsDecision);
  return {
    compatible: breaking.length === 0 && undecided.length === 0,
    documentationOnly: changes.length === 0 && onlyDocumentationChanges(step),
    changes: changes.length,
    breaking: breaking.length,
    undecided: undecided.length,
  };
}

/**
 * A compatible change needs one too where data goes with it: an optional property that is removed
 * while others are added may have moved. What is only added beside it is no question of its own.
 */
export function needsDecision(change: Finding): boolean {
  const { up, down } = change.holes;
  const losesData = !isCompatible(change) || change.kind === 'property_removed';
  return losesData && up.length + down.length > 0;
}
