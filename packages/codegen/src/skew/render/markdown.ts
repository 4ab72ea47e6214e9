import { inert, inertCode } from '../../verdict/render/inert.ts';
import { type Group, groupsOf } from '../groups.ts';
import type { Effect, Status } from '../limit.ts';
import { statuses } from '../limit.ts';
import type { SkewReport } from '../report.ts';
import {
  countsText,
  meanings,
  pairCounts,
  placeOf,
  reasonOf,
  rowsOf,
  spanOf,
  sparseNote,
  titles,
  whereOf,
} from './words.ts';

/** Characters that Markdown leaves alone, and that are told apart without colour. */
const marks: { readonly [S in Status]: string } = {
  full: '✅',
  lossy: '💧',
  conditional: '❔',
  refused: '❌',
};

/** A page, or a comment: the matrix, and below it what holds back. */
export function renderMarkdown(report: SkewReport): string {
  const { api, versions, pairs, sparse } = report;
  const groups = groupsOf(report);
  const heads = versions.map(({ version }) => inert(version));
  const rows = rowsOf(report).map(({ client, pairs: cells }) => [
    `**${inert(client)}**`,
    ...cells.map(({ status }) => marks[status]),
  ]);
  const counts = `${String(versions.length)} versions, ${String(pairs.length)} pairs`;
  return [
    `# ${inert(api)}: which versions understand each other`,
    '',
    `${counts}: ${countsText(pairCounts(report))}.`,
    ...(sparse ? ['', sparseNote] : []),
    '',
    'Rows are clients, columns are servers; each pair is as good as its worst operation.',
    '',
    ...table(['client \\ server', ...heads], rows),
    '',
    ...statuses.map((one) => `- ${marks[one]} ${one}: ${meanings[one]}`),
    ...(['refused', 'decided', 'lost'] as const).flatMap((effect) => section(effect, groups)),
    '',
  ].join('\n');
}

function section(effect: Effect, groups: readonly Group[]): readonly string[] {
  const found = groups.filter(({ limit }) => limit.effect === effect);
  if (found.length === 0) return [];
  const rows = found.map(({ limit, operations }) => [
    operations.map((one) => inertCode(one)).join('<br>'),
    [inertCode(placeOf(limit)), inert(whereOf(limit))].join(' ').trim() || 'the operation',
    inert(reasonOf(limit)),
    inert(spanOf(limit.clients)),
    inert(spanOf(limit.servers)),
  ]);
  return [
    '',
    `## ${titles[effect]}`,
    '',
    ...table(['Operation', 'What', 'Why', 'Clients', 'Servers'], rows),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)];
}
