import type { SledRejection } from '@skewline/nexus-types/domain';
import { checkRequest } from './check.ts';
import type { ExplainOptions } from './explain.ts';
import { bitOf, firstOf, reasonOrder } from './explain/reasons.ts';
import { SledTests } from './explain/sled-tests.ts';
import { type PlacementProblem, placementProblem } from './problem.ts';
import { insideOf, type Rack } from './rack.ts';
import { standings } from './rack/sled-table.ts';
import type { PlacementRequest } from './snapshot.ts';

/** One test of one sled. */
export interface SledTest {
  /** What the sled is passed over for if it fails. */
  readonly reason: SledRejection;
  /** `not_known`: another test before this one says that the sled takes nothing at all. */
  readonly outcome: 'passed' | 'failed' | 'not_known';
  /** What it lacks: threads, bytes or disks. Null where it passed, and where nothing is measured. */
  readonly shortfall: number | null;
  /** Whose rule it breaks, where it is a group's; by name. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

/** How one sled fares. For operators: there are ids in it. */
export interface SledExplanation {
  readonly sledId: string;
  /** Whether it passes every test. */
  readonly fits: boolean;
  /** The first test that it fails; in the counts of `explain` the sled is under this one. */
  readonly reason: SledRejection | null;
  /** Every test, in the order in which a sled is tested. */
  readonly tests: readonly SledTest[];
}

const ofStanding: ReadonlySet<SledRejection | null> = new Set(standings);

/** Why not that one? Every test of one sled, whatever became of the others. */
export function explainSled(
  rack: Rack,
  request: PlacementRequest,
  sledId: string,
  { taken = [] }: ExplainOptions = {},
): SledExplanation | readonly PlacementProblem[] {
  const problems = checkRequest(request);
  if (problems.length > 0) return problems;
  const inside = insideOf(rack);
  const slot = inside.table.slotOf(sledId);
  if (slot === undefined) return [placementProblem('unknown_sled', [])];
  const tests = new SledTests(inside, request, taken);
  const set = tests.against(slot);
  const reason = set === 0 ? null : (reasonOrder[firstOf(set)] ?? null);
  const outcomeOf = (of: SledRejection): SledTest['outcome'] => {
    if ((set & bitOf[of]) !== 0) return 'failed';
    const isLater = ofStanding.has(of) && ofStanding.has(reason) && reason !== null;
    return isLater && bitOf[of] > bitOf[reason] ? 'not_known' : 'passed';
  };
  return {
    sledId,
    fits: set === 0,
    reason,
    tests: reasonOrder.map((of) => {
      const outcome = outcomeOf(of);
      const shortfall = outcome === 'failed' ? tests.shortfall(slot, of) : null;
      return { reason: of, outcome, shortfall, groups: groupsOf(tests, slot, of, outcome) };
    }),
  };
}

function groupsOf(
  { rules }: SledTests,
  slot: number,
  reason: SledRejection,
  outcome: SledTest['outcome'],
): SledTest['groups'] {
  if (outcome !== 'failed') return [];
  const broken = rules.filter(({ voice, slots }) => {
    if (reason === 'anti_affinity') return voice === 'banned' && slots.has(slot);
    // A group that has members on this sled too does not forbid it by those.
    return reason === 'affinity' && voice === 'required' && [...slots].some((at) => at !== slot);
  });
  return broken.map(({ group: { id, name } }) => ({ id, name }));
}
