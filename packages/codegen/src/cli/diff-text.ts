import type { Answer, VerdictFinding } from '../verdict/finding.ts';
import { asksPeople, type JudgedChange, type StepDiff, type Verdict } from './step-diff.ts';
import { shortList, type Style } from './style.ts';

/** The steps for people: a line with the verdict, then one finding per change. */
export function diffLines(
  api: string,
  steps: readonly StepDiff[],
  style: Style,
): readonly string[] {
  return steps.flatMap(({ from, to, verdict, flows, changes }, index) => [
    ...(index === 0 ? [] : ['']),
    `${style.title(`${api} ${from} → ${to}`)}: ${verdictText(verdict, style)}`,
    ...(changes.length === 0 ? [] : [style.faint(`  unconverted: ${flowsText(flows)}`)]),
    ...changes.flatMap((change) => ['', ...changeLines(change, style)]),
  ]);
}

function verdictText(verdict: Verdict, style: Style): string {
  const { changes, breaking, undecided } = verdict;
  if (verdict.documentationOnly) return style.good('compatible, only documentation changes');
  if (changes === 0) return style.good('compatible, nothing changes');
  if (verdict.compatible) return style.good('compatible');
  const of = `of ${String(changes)} ${changes === 1 ? 'change' : 'changes'}`;
  if (undecided > 0) {
    const word = breaking > 0 ? 'breaking' : 'compatible, but data may have moved';
    const needs = undecided === 1 ? 'needs a decision' : 'need a decision';
    return style.bad(`${word}: ${String(undecided)} ${of} ${needs}`);
  }
  const needs =
    breaking === 1 ? 'needs a conversion, which is derived' : 'need conversions, which are derived';
  return style.warn(`breaking: ${String(breaking)} ${of} ${needs}`);
}

/** In which flows the worst answers are given: `breaking in old-client-request`. */
function flowsText(flows: VerdictFinding['flows']): string {
  const entries = Object.entries(flows);
  if (entries.length === 0) return 'reaches no request, response or stored data';
  const answers: readonly Answer[] = ['breaking', 'unproven'];
  const bad = answers.flatMap((answer) => {
    const names = entries.filter(([, one]) => one === answer).map(([flow]) => flow);
    return names.length === 0 ? [] : [`${answer} in ${names.join(', ')}`];
  });
  return bad.length === 0
    ? `compatible in ${entries.map(([flow]) => flow).join(', ')}`
    : bad.join('; ');
}

function changeLines(change: JudgedChange, style: Style): readonly string[] {
  const isCompatible = change.passes.up && change.passes.down;
  const word = !isCompatible
    ? style.bad('breaking')
    : asksPeople(change, isCompatible)
      ? style.warn('may have moved')
      : style.good('compatible');
  const { before, after, operations, holes } = change;
  return [
    `  ${word}  ${style.title(change.path)}: ${change.message}`,
    ...(before === undefined ? [] : [style.faint(`    before      ${before}`)]),
    ...(after === undefined ? [] : [style.faint(`    after       ${after}`)]),
    ...(operations.length === 0 ? [] : [`    reaches     ${shortList(operations)}`]),
    `    unconverted ${flowsText(change.flows)} (${change.rule})`,
    `    up          ${directionText(change, 'up')}`,
    `    down        ${directionText(change, 'down')}`,
    ...(['up', 'down'] as const).flatMap((direction) =>
      holes[direction].map((key) => `    hole        ${direction} ${style.code(`'${key}'`)}`),
    ),
  ];
}

/** What becomes of a value that crosses the change in this direction. */
function directionText(change: JudgedChange, direction: 'up' | 'down'): string {
  if (change.holes[direction].length > 0) return 'a person decides';
  if (change.kind === (direction === 'up' ? 'property_removed' : 'property_added')) {
    return 'dropped, a declared loss';
  }
  if (change.passes[direction]) return 'passes as it is';
  if (change.kind === 'operation_removed' || change.kind === 'operation_added') {
    return 'has no counterpart';
  }
  return 'converted, derived';
}
