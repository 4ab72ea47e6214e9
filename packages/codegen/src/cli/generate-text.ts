import { type Files, isStale } from './generate-part.ts';
import { count, type Style } from './style.ts';
import { type Summary, summaryLine, summaryLines } from './summary.ts';

/** One part: found, derived, asked, wrote; or what is stale. */
export function partLines(
  summary: Summary,
  files: Files,
  { check }: { readonly check: boolean },
  style: Style,
): readonly string[] {
  if (!check) return [...summaryLines(summary, style), wroteLine(files, style)];
  const lines = staleLines(files);
  if (lines.length === 0) return [style.good(`${summary.api}: all generated files are up to date`)];
  return [style.bad(staleTitle(summary, lines.length)), ...lines, 'Run `skewline generate`.'];
}

/** One part among those of many packages: a line, and what is stale. */
export function shortPartLines(
  summary: Summary,
  files: Files,
  { check }: { readonly check: boolean },
  style: Style,
): readonly string[] {
  if (!check) return [`  ${summary.api}: ${summaryLine(summary)}; wrote ${wroteText(files)}`];
  const lines = staleLines(files);
  const text =
    lines.length === 0
      ? style.good(`${summary.api}: up to date`)
      : style.bad(staleTitle(summary, lines.length));
  return [`  ${text}`, ...lines.map((line) => `  ${line}`)];
}

function staleTitle({ api }: Summary, stale: number): string {
  return `${api}: ${count(stale, 'generated file')} not up to date`;
}

function wroteLine(files: Files, style: Style): string {
  return `${style.title('wrote'.padEnd(8))}${wroteText(files)}`;
}

function wroteText(files: Files): string {
  const { created, changed, removed, unchanged } = files;
  const parts = [
    ...(created.length > 0 ? [`${String(created.length)} new`] : []),
    ...(changed.length > 0 ? [`${String(changed.length)} changed`] : []),
    ...(removed.length > 0 ? [`${String(removed.length)} removed`] : []),
    ...(unchanged > 0 ? [`${String(unchanged)} unchanged`] : []),
  ];
  return `${isStale(files) ? 'files' : 'nothing, all is up to date'}: ${parts.join(', ')}`;
}

function staleLines({ created, changed, removed }: Files): readonly string[] {
  const lines = (word: string, paths: readonly string[]): readonly string[] =>
    paths.map((path) => `  ${word.padEnd(9)}  ${path}`);
  return [
    ...lines('missing', created),
    ...lines('differs', changed),
    ...lines('left over', removed),
  ];
}
