import type { Problem } from '../../model/problem.ts';
import { approvalEntry, approvalsFile } from '../approvals/approval.ts';
import type { JudgedFinding, JudgedVerdict, Standing } from '../approvals/apply.ts';
import { inert, inertBlock, inertCode } from './inert.ts';
import {
  approvalText,
  countsText,
  flowsOf,
  flowWords,
  operationText,
  placeOf,
  placeText,
  type Report,
  worstFirst,
} from './report.ts';
import { cut } from '../../model/visible.ts';

/** First in the text, so that who posts a comment finds the one of last time. */
export const marker = '<!-- skewline verdict -->';

/** A comment of GitHub has at most 65,536 characters; what is left is for the end that says so. */
const mostCharacters = 60_000;

const signs: { readonly [S in Standing]: string } = {
  refused: '❌',
  noted: '⚠️',
  approved: '☑️',
  compatible: '✅',
};

/** A comment for a pull request, or the summary of a job. */
export function renderMarkdown({ verdicts, problems, exitCode }: Report): string {
  const sections = [
    [marker, `### ${headline(verdicts, exitCode)}`],
    ...(problems.length === 0 ? [] : [problemTable(problems)]),
    ...(verdicts.length === 0 ? [] : [verdictTable(verdicts)]),
    ...verdicts.flatMap(findingSections),
  ];
  const shown: string[] = [];
  let length = 0;
  for (const [index, lines] of sections.entries()) {
    const section = lines.join('\n');
    length += section.length + 2;
    if (length > mostCharacters) {
      const left = String(sections.length - index);
      shown.push(`_${left} more sections are too long for a comment: \`--format json\` has all._`);
      break;
    }
    shown.push(section);
  }
  return `${shown.join('\n\n')}\n`;
}

function headline(verdicts: readonly JudgedVerdict[], exitCode: number): string {
  const findings = verdicts.flatMap((one) => one.findings);
  const counts = countsText(findings);
  const tail = counts === '' ? '' : `: ${counts}`;
  if (exitCode === 0) {
    const sign = findings.some(({ standing }) => standing === 'noted') ? signs.noted : signs.compatible;
    return `${sign} Skewline${tail === '' ? ': nothing changes' : tail}`;
  }
  return exitCode === 4
    ? `${signs.noted} Skewline: run \`skewline generate\`${counts === '' ? '' : ` (${counts})`}`
    : `${signs.refused} Skewline refuses this change${tail}`;
}

function problemTable(problems: readonly Problem[]): readonly string[] {
  const rows = problems.slice(0, 50).map((problem) => {
    const { code, severity, message, fix, file } = problem;
    const sign = severity === 'error' ? signs.refused : signs.noted;
    const place = file === undefined ? '' : placeText({ pointer: '', ...problem, file });
    return [`${sign} ${inertCode(code)}`, inert(message), inertCode(place), inert(fix ?? '')];
  });
  const more = problems.length - rows.length;
  return [
    ...table(['Problem', '', 'Where', 'Fix'], rows),
    ...(more > 0 ? ['', `_And ${String(more)} more problems._`] : []),
  ];
}

function verdictTable(verdicts: readonly JudgedVerdict[]): readonly string[] {
  const rows = verdicts.slice(0, 100).map(({ api, from, to, answer, findings, leftOut = [] }) => [
    inertCode(api),
    versions(from, to),
    answer,
    (countsText(findings) || 'nothing changes') +
      (leftOut.length === 0 ? '' : `; not judged, unstable: ${inertCode(leftOut.join(', '))}`),
  ]);
  const more = verdicts.length - rows.length;
  return [
    ...table(['API', 'Version', 'Answer', 'Changes'], rows),
    ...(more > 0 ? ['', `_And ${String(more)} more comparisons._`] : []),
  ];
}

/** What needs a person in a table, details of each below it, and the rest in one fold. */
function findingSections({ api, from, to, findings }: JudgedVerdict): readonly (readonly string[])[] {
  const worst = worstFirst(findings);
  const others = worst.filter(({ standing }) => standing === 'compatible');
  const needing = worst.filter(({ standing }) => standing !== 'compatible');
  const title = `#### ${inertCode(api)} ${versions(from, to)}`;
  const sections = needing.map((finding, index) => [
    ...(index === 0 ? [title, ''] : []),
    ...details(finding, api),
  ]);
  if (others.length === 0) return sections;
  const rows = others.map(({ path, message, rule }) => [inertCode(path), inert(message), inertCode(rule)]);
  const fold = [
    `<details><summary>${signs.compatible} ${String(others.length)} compatible</summary>`,
    '',
    ...table(['Where', 'Change', 'Rule'], rows),
    '',
    '</details>',
  ];
  return [...sections, needing.length === 0 ? [title, '', ...fold] : fold];
}

function details(finding: JudgedFinding, api: string): readonly string[] {
  const { id, rule, answer, standing, path, message, operations, witness, approval, fix } = finding;
  const place = placeOf(finding);
  const reached = operations.slice(0, 12).map((one) => inertCode(operationText(one)));
  const more = operations.length > 12 ? ` and ${String(operations.length - 12)} more` : '';
  const rows = [
    ...flowsOf(finding).map(([flow, one]) => [flowWords[flow], one === 'compatible' ? one : `**${one}**`]),
    ['Rule', inertCode(rule)],
    ...(finding.before === undefined || place === finding.before
      ? []
      : [['Before', inertCode(placeText(finding.before))]]),
    ...(place === undefined
      ? []
      : [[finding.after === undefined ? 'Before' : 'After', inertCode(placeText(place))]]),
    ...(reached.length === 0 ? [] : [['Reaches', `${reached.join(', ')}${more}`]]),
    ...(approval === undefined ? [['Fix', inert(fix)]] : [['Approved', inert(approvalText(approval))]]),
  ];
  return [
    `<details><summary>${signs[standing]} ${answer}: ${inertCode(path)}: ${inert(message)}</summary>`,
    '',
    ...table(['', ''], rows),
    ...(witness === undefined
      ? []
      : [
          '',
          `For example, ${flowWords[witness.flow]}: ${inert(witness.why)}` +
            (witness.pointer === '' ? '' : ` (at ${inertCode(witness.pointer)})`),
          ...(witness.value === undefined
            ? []
            : ['', ...inertBlock(cut(JSON.stringify(witness.value, null, 2), 2_000), 'json')]),
        ]),
    ...(standing === 'refused'
      ? [
          '',
          `If it is meant, add to <code>${approvalsFile}</code>:`,
          '',
          ...inertBlock(approvalEntry(id, api), 'json'),
        ]
      : []),
    '',
    '</details>',
  ];
}

function versions(from: string, to: string): string {
  return from === to ? inertCode(to) : `${inertCode(from)} → ${inertCode(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)];
}
