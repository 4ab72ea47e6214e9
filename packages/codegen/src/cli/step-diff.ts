import { changesOf, type Planned } from '../build.ts';
import { isCompatible, passes } from '../diff/change.ts';
import { onlyDocumentationChanges } from '../diff/documentation.ts';
import type { Finding } from '../plan/findings.ts';
import type { StepPlan } from '../plan/step.ts';
import type { Answer, Flow, Verdict as Judged, VerdictFinding } from '../verdict/finding.ts';
import { allFlows, worst } from '../verdict/policy.ts';
import { type RuleId, ruleOf } from '../verdict/rules.ts';

/** One version to a later one, as `diff` shows it. */
export interface StepDiff {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  /** The worst of all flows that happen, and of each of them. */
  readonly answer: Answer;
  readonly flows: VerdictFinding['flows'];
  readonly changes: readonly JudgedChange[];
}

/** A change with what is said of it: plain data, without what only programs follow. */
export interface JudgedChange extends Omit<Finding, 'readings' | 'where' | 'text' | 'part'> {
  readonly passes: { readonly up: boolean; readonly down: boolean };
  readonly rule: RuleId;
  /** Of the finding, for an approval; absent where the operation is left out as unstable. */
  readonly id?: string;
  readonly flows: VerdictFinding['flows'];
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

/** With the verdict of each step, in the same order. */
export function stepDiffs(planned: Planned, verdicts: readonly Judged[]): readonly StepDiff[] {
  return changesOf(planned).map(([step, changes], index) => {
    const judged = verdicts[index];
    return {
      from: step.older.id.text,
      to: step.newer.id.text,
      verdict: verdictOf(step, changes),
      answer: judged?.answer ?? 'compatible',
      flows: flowsOf(judged?.findings ?? []),
      changes: changes.map((change) => judgedChange(change, judged?.findings ?? [])),
    };
  });
}

function flowsOf(findings: readonly VerdictFinding[]): VerdictFinding['flows'] {
  const answered = allFlows.flatMap((flow): (readonly [Flow, Answer])[] => {
    const answers = findings.flatMap(({ flows }) => flows[flow] ?? []);
    return answers.length === 0 ? [] : [[flow, worst(answers)]];
  });
  return Object.fromEntries(answered);
}

function judgedChange(
  { readings, where: _where, text: _text, part: _part, ...change }: Finding,
  findings: readonly VerdictFinding[],
): JudgedChange {
  const rule = ruleOf(change.kind);
  const found = findings.find(
    ({ rule: other, path, message, subject }) =>
      other === rule &&
      path === change.path &&
      message === change.message &&
      subject.name === change.subject.name,
  );
  const crossing = { kind: change.kind, readings };
  return {
    ...change,
    passes: { up: passes(crossing, 'up'), down: passes(crossing, 'down') },
    rule,
    ...(found === undefined ? {} : { id: found.id }),
    flows: found?.flows ?? {},
  };
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
function needsDecision(change: Finding): boolean {
  return asksPeople(change, isCompatible(change));
}

/** The same of a change that is known to pass both ways, or not to. */
export function asksPeople(
  change: Pick<Finding, 'kind' | 'holes'>,
  isCompatibleChange: boolean,
): boolean {
  const { up, down } = change.holes;
  const losesData = !isCompatibleChange || change.kind === 'property_removed';
  return losesData && up.length + down.length > 0;
}
