import { visible } from '../../model/visible.ts';
import { type Group, groupsOf } from '../groups.ts';
import { type Status, statuses } from '../limit.ts';
import type { SkewReport } from '../report.ts';
import {
  countsText,
  meanings,
  pairCounts,
  placeOf,
  reasonOf,
  rowsOf,
  signs,
  spansOf,
  sparseNote,
  titles,
  whereOf,
} from './words.ts';

/** How a terminal shows kinds of text. */
export interface TextStyle {
  title(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  faint(text: string): string;
  code(text: string): string;
}

/** A wider matrix has its heads written from top to bottom. */
const widest = 96;

/** For a terminal: the matrix, and below it what holds back. */
export function renderText(report: SkewReport, style: TextStyle): readonly string[] {
  const { api, versions, pairs, sparse } = report;
  const groups = groupsOf(report);
  const counts = `${String(versions.length)} versions, ${String(pairs.length)} pairs`;
  return [
    style.title(visible(api)),
    `${counts}: ${countsText(pairCounts(report))}`,
    '',
    ...matrix(report, style),
    '',
    ...statuses.map((one) => `${painted(one, style)(signs[one])} ${one}: ${meanings[one]}`),
    ...(sparse ? [sparseNote] : []),
    ...groups.flatMap((group, index) => {
      const { effect } = group.limit;
      const first = index === 0 || groups[index - 1]?.limit.effect !== effect;
      return [...(first ? ['', style.title(titles[effect])] : []), ...lines(group, style)];
    }),
  ];
}

function matrix(report: SkewReport, style: TextStyle): readonly string[] {
  const names = report.versions.map(({ version }) => version);
  const longest = Math.max(...names.map((name) => name.length), 'client'.length);
  const cell = Math.max(...names.map((name) => name.length)) + 1;
  const isWide = longest + names.length * cell > widest;
  const width = isWide ? 2 : cell;
  const height = isWide ? cell - 1 : 1;
  const heads = Array.from({ length: height }, (_, line) => {
    const letters = names.map((name) => (isWide ? (name.padStart(height)[line] ?? '') : name));
    return `${' '.repeat(longest)}${letters.map((one) => one.padStart(width)).join('')}`;
  });
  const rows = rowsOf(report).map(({ client, pairs }) => {
    const cells = pairs.map(
      ({ status }) => `${' '.repeat(width - 1)}${painted(status, style)(signs[status])}`,
    );
    return `${client.padStart(longest)}${cells.join('')}`;
  });
  const title = `${'client'.padStart(longest)}${' '.repeat(Math.max(1, width - 1))}server`;
  return [style.faint(title), ...heads.map((head) => style.faint(head)), ...rows];
}

function painted(status: Status, style: TextStyle): (text: string) => string {
  const paints = {
    full: (text: string): string => style.good(text),
    lossy: (text: string): string => style.warn(text),
    conditional: (text: string): string => style.warn(text),
    refused: (text: string): string => style.bad(text),
  };
  return paints[status];
}

function lines({ limit, operations }: Group, style: TextStyle): readonly string[] {
  const about = [placeOf(limit), whereOf(limit)].filter((one) => one !== '').join(' ');
  const [only, ...others] = operations;
  const names =
    others.length === 0 ? (only ?? '') : `${operations.slice(0, 4).join('; ')}${more(operations)}`;
  return [
    `  ${style.code(visible(names))}${about === '' ? '' : ` ${visible(about)}`}`,
    `    ${visible(reasonOf(limit))}`,
    `    ${style.faint(visible(spansOf(limit)))}`,
  ];
}

function more(operations: readonly string[]): string {
  const left = operations.length - 4;
  return left > 0 ? ` and ${String(left)} more` : '';
}
