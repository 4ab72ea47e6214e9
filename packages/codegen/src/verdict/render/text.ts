import { approvalEntry } from '../approvals/approval.ts';
import type { JudgedFinding, JudgedVerdict } from '../approvals/apply.ts';
import type { Answer } from '../finding.ts';
import {
  approvalText,
  countsText,
  flowsOf,
  flowWords,
  operationText,
  placeText,
  worstFirst,
} from './report.ts';
import { cut, valueText, visible } from '../../model/visible.ts';

/** How a terminal shows kinds of text; without colours each is the text itself. */
export interface Paint {
  title(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  faint(text: string): string;
  code(text: string): string;
}

/** Verdicts for people at a terminal, worst findings first. Problems are shown apart from them. */
export function verdictLines(verdicts: readonly JudgedVerdict[], paint: Paint): readonly string[] {
  const blocks = verdicts.map((verdict) => [
    headLine(verdict, paint),
    ...leftOutLines(verdict, paint),
    ...worstFirst(verdict.findings).flatMap((finding, index, all) => {
      const startsGroup = finding.standing !== 'compatible' || all[index - 1]?.standing !== 'compatible';
      return [...(startsGroup ? [''] : []), ...findingLines(finding, verdict.api, paint)];
    }),
  ]);
  const counts = countsText(verdicts.flatMap(({ findings }) => findings));
  const whole = `${String(verdicts.length)} comparisons: ${counts === '' ? 'nothing changes' : counts}`;
  return [
    ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    ...(verdicts.length > 1 ? ['', paint.title(whole)] : []),
  ];
}

function headLine({ api, from, to, answer, findings }: JudgedVerdict, paint: Paint): string {
  const title = paint.title(line(from === to ? `${api} ${to}` : `${api} ${from} → ${to}`));
  const counts = countsText(findings);
  if (counts === '') return `${title}: ${paint.good('compatible')}, nothing changes`;
  return `${title}: ${answerText(answer, paint)}; ${counts}`;
}

function leftOutLines({ leftOut = [] }: JudgedVerdict, paint: Paint): readonly string[] {
  return leftOut.length === 0 ? [] : [paint.faint(line(`  not judged, unstable: ${leftOut.join(', ')}`))];
}

function answerText(answer: Answer, paint: Paint): string {
  if (answer === 'compatible') return paint.good(answer);
  return answer === 'breaking' ? paint.bad(answer) : paint.warn(answer);
}

function findingLines(finding: JudgedFinding, api: string, paint: Paint): readonly string[] {
  const { path, message, answer, standing, approval, witness, before, after, operations } = finding;
  const what = `${answerText(answer, paint)}  ${paint.title(cut(visible(path), 200))}: ${line(message)}`;
  if (standing === 'compatible') return [`  ${what}`];
  const row = (label: string, text: string, shown = line(text)): string =>
    `    ${label.padEnd(12)}${shown}`;
  const flows = flowsOf(finding).map(
    ([flow, one]) => `${flowWords[flow]}: ${answerText(one, paint)}`,
  );
  const reached = operations.slice(0, 6).map(operationText).join(', ');
  const more = operations.length > 6 ? ` and ${String(operations.length - 6)} more` : '';
  return [
    `  ${what}`,
    row('rule', finding.rule),
    row('id', finding.id),
    ...flows.map((text, index) => row(index === 0 ? 'flows' : '', '', text)),
    ...(before === undefined ? [] : [paint.faint(row('before', placeText(before)))]),
    ...(after === undefined ? [] : [paint.faint(row('after', placeText(after)))]),
    ...(operations.length === 0 ? [] : [row('reaches', `${reached}${more}`)]),
    ...(witness === undefined
      ? []
      : [
          ...(witness.value === undefined
            ? []
            : [row('value', '', paint.code(valueText(witness.value, 300)))]),
          row('because', witness.pointer === '' ? witness.why : `${witness.why} (at ${witness.pointer})`),
        ]),
    ...(approval === undefined
      ? [row('fix', finding.fix)]
      : [row('approved', '', paint.good(line(approvalText(approval))))]),
    ...(standing === 'refused'
      ? [row('or approve', '', paint.code(line(approvalEntry(finding.id, api))))]
      : []),
  ];
}

/** One line of a terminal: nothing in it ends it, and nothing in it is obeyed. */
function line(text: string): string {
  return cut(visible(text), 500);
}
