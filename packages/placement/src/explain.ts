import type { Transience } from '@skewline/nexus-types/domain';
import { isUnsettled } from './constraints.ts';
import { decide, type DecideOptions, sledsOfDisks } from './decide.ts';
import type { Decision, Refusal } from './decision.ts';
import type { Explanation, ReasonReport, RequiredSled, SledCounts } from './explain/explanation.ts';
import { type GroupReport, reportOf } from './explain/group-report.ts';
import { firstOf, reasonOrder, reasonsOf, sizeBits } from './explain/reasons.ts';
import { SledTests } from './explain/sled-tests.ts';
import { lasting, mostPools, type Tally, tally } from './explain/tally.ts';
import { remediesFor } from './hint.ts';
import { insideOf, type Rack, type RackInside } from './rack.ts';
import { hintOf } from './render/hint.ts';
import { messageOf } from './render/message.ts';
import type { PlacementRequest } from './snapshot.ts';

export interface ExplainOptions {
  /** As it was given to `decide`. */
  readonly taken?: Iterable<string>;
}

/**
 * Says how every sled fared, what stands in the way and what would help. The rack must be as it was
 * when the decision was made. It goes over all sleds, 50,000 in well under a millisecond; deciding does
 * not, so only who wants to know pays.
 */
export function explain(
  rack: Rack,
  request: PlacementRequest,
  decision: Decision,
  { taken = [] }: ExplainOptions = {},
): Explanation {
  const inside = insideOf(rack);
  const refusal = decision.kind === 'refused' ? decision : null;
  if (!isAboutSleds(inside, request, decision)) {
    const refused = refusal && {
      fault: refusal.fault,
      transience: refusal.transience,
      message: refusal.message,
      remedies: [],
      hint: refusal.hint,
    };
    return { decision, counts: null, groups: [], requiredSled: null, refused };
  }
  const takenSleds = [...taken];
  const tests = new SledTests(inside, request, takenSleds);
  const found = tally(tests);
  const counts = countsOf(tests, found);
  const groups = tests.rules.map(reportOf);
  const requiredSled = requiredSledOf(tests);
  const facts = {
    counts,
    groups,
    requiredSled,
    requiredSleds: tests.required.size,
    newDisks: tests.wanted.diskSizes.length,
    mostPools: () => mostPools(tests),
    homes: sledsOfDisks(request).size,
  };
  const refusedBy = (why: Refusal): Explanation['refused'] => {
    const transience = transienceOf(inside, request, why, tests, found);
    const remedies = remediesFor(inside, tests, found, request, takenSleds);
    return {
      fault: why.fault,
      transience,
      message: messageOf(why, facts),
      remedies,
      hint: hintOf(why, transience, remedies, counts),
    };
  };
  return { decision, counts, groups, requiredSled, refused: refusal && refusedBy(refusal) };
}

/** Decides and explains, and reserves nothing. */
export function dryRun(rack: Rack, request: PlacementRequest, options: DecideOptions): Explanation {
  const { taken } = options;
  const decision = decide(rack, request, options);
  return explain(rack, request, decision, taken === undefined ? {} : { taken });
}

/** Codes with which a request is refused before a sled is looked at. */
const withoutSleds: ReadonlySet<Refusal['code']> = new Set([
  'already_starting',
  'already_migrating',
  'cannot_migrate',
  'invalid_request',
]);

function isAboutSleds(
  { table }: RackInside,
  request: PlacementRequest,
  decision: Decision,
): boolean {
  if (decision.kind === 'chosen') return decision.reason !== 'existing';
  if (withoutSleds.has(decision.code)) return false;
  const { localDisks, mustSelectFrom } = request;
  if (!localDisks.some(({ allocation }) => allocation?.encrypted)) return true;
  // What has an encrypted disk is refused for it, once there is one sled to choose from.
  const homes = [...sledsOfDisks(request)];
  return (
    homes.length > 1 ||
    !homes.every((id) => table.slotOf(id) !== undefined && (mustSelectFrom?.includes(id) ?? true))
  );
}

/** In the columns of the tally every reason has a number: that is what each `!` says. */
function countsOf(tests: SledTests, found: Tally): SledCounts {
  const reasons: ReasonReport[] = [];
  for (const [at, reason] of reasonOrder.entries()) {
    if (found.inAll[at] === 0) continue;
    const nearest = found.nearest[at]!;
    reasons.push({
      reason,
      sleds: found.first[at]!,
      leastShortfall: nearest < 0 ? null : found.leastShortfall[at]!,
      sledsInAll: found.inAll[at]!,
      sledsOtherwiseFit: found.alone[at]!,
      nearestSledId: nearest < 0 ? null : tests.table.idOf(nearest),
      groups: groupsBehind(tests, at),
    });
  }
  return { sleds: found.sleds, fitting: found.fitting, reasons };
}

/** The groups that are the first reason against some sled; where they are not, all that speak. */
function groupsBehind(tests: SledTests, at: number): readonly GroupReport[] {
  const reason = reasonOrder[at];
  if (reason !== 'anti_affinity' && reason !== 'affinity') return [];
  const voice = reason === 'affinity' ? 'required' : 'banned';
  const rules = tests.rules.filter((rule) => rule.voice === voice);
  if (voice === 'required') return rules.map(reportOf);
  const isFirst = (slot: number): boolean => firstOf(tests.against(slot)) === at;
  const first = rules.filter(({ slots }) => [...slots].some(isFirst));
  return (first.length > 0 ? first : rules).map(reportOf);
}

function requiredSledOf(tests: SledTests): RequiredSled | null {
  const [slot] = tests.required;
  if (slot === undefined || tests.required.size > 1) return null;
  const reasons = reasonsOf(tests.against(slot));
  return {
    sledId: tests.table.idOf(slot),
    reasons: reasons.map((reason) => ({ reason, shortfall: tests.shortfall(slot, reason) })),
  };
}

/** Whether waiting may be enough. */
function transienceOf(
  { peers }: RackInside,
  { instanceId }: PlacementRequest,
  { code, transience }: Refusal,
  tests: SledTests,
  found: Tally,
): Transience {
  if (code === 'no_capacity') return found.isHopeful ? 'transient' : 'permanent';
  if (code !== 'required_sled_unavailable') return transience;
  const [slot] = tests.required;
  if (slot === undefined || isUnsettled(peers, instanceId)) return 'transient';
  const set = tests.against(slot);
  const isLasting = (set & lasting) !== 0 || ((set & sizeBits) !== 0 && tests.isTooSmall(slot));
  return isLasting ? 'permanent' : 'transient';
}
