import type { End } from './ends.ts';
import type { Documents } from './generate-documents.ts';
import { type Files, isStale, type PartResult } from './generate-part.ts';
import { isRefused } from './outcome.ts';
import { count, type Style } from './style.ts';
import { type Summary, summaryLine, summaryLines } from './summary.ts';

type Done = NonNullable<PartResult['done']>;

/** One part: found, derived, asked, wrote; or what is stale. */
export function partLines(
  { summary, files, documents, onlyThisRun = [] }: Done,
  { check }: { readonly check: boolean },
  style: Style,
): readonly string[] {
  const stored = storedLines(documents, { check }, style);
  if (!check) {
    const kept = keepLines(onlyThisRun, style);
    return [...summaryLines(summary, style), wroteLine(files, style), ...kept, ...stored];
  }
  const lines = staleLines(files);
  const toUpdate = lines.length > 0 || (documents?.actions.length ?? 0) > 0;
  return [
    lines.length === 0
      ? style.good(`${summary.api}: all generated files are up to date`)
      : style.bad(staleTitle(summary, lines.length)),
    ...lines,
    ...stored,
    ...(toUpdate ? ['Run `skewline generate`.'] : []),
  ];
}

/** One part among those of many packages: a line, and what is stale. */
export function shortPartLines(
  { summary, files, documents, onlyThisRun = [] }: Done,
  { check }: { readonly check: boolean },
  style: Style,
): readonly string[] {
  const stored = storedLines(documents, { check }, style).map((line) => `  ${line}`);
  if (!check) {
    const kept = keepLines(onlyThisRun, style).map((line) => `  ${line}`);
    const line = `  ${summary.api}: ${summaryLine(summary)}; wrote ${wroteText(files)}`;
    return [line, ...kept, ...stored];
  }
  const lines = staleLines(files);
  const text =
    lines.length === 0
      ? style.good(`${summary.api}: up to date`)
      : style.bad(staleTitle(summary, lines.length));
  return [`  ${text}`, ...lines.map((line) => `  ${line}`), ...stored];
}

/** What was asked for on the command line goes away with the next run that does not ask. */
function keepLines(onlyThisRun: readonly End[], style: Style): readonly string[] {
  return onlyThisRun.map((end) => {
    const member = style.code(`"${end}": true`);
    return `${style.title('note'.padEnd(8))}the ${end} is of this run only: write ${member} in skewline.json to keep it`;
  });
}

/** The store of documents, and what of it has landed. */
function storedLines(
  documents: Documents | undefined,
  { check }: { readonly check: boolean },
  style: Style,
): readonly string[] {
  if (documents === undefined) return [];
  const { base, resolutions, actions } = documents;
  if (!check) {
    if (actions.length === 0) return [];
    const changes = actions.map(({ kind, path }) => `  ${actionWords[kind].padEnd(9)}  ${path}`);
    return [`${style.title('stored'.padEnd(8))}${count(actions.length, 'change')}:`, ...changes];
  }
  const frozen = resolutions.filter(({ kind }) => kind === 'frozen');
  const kept = frozen.filter(({ problems }) => !isRefused(problems));
  const lines = actions.map(({ kind, path }) => `  ${toDoWords[kind].padEnd(9)}  ${path}`);
  if (frozen.length === 0 || base === undefined) return lines;
  const text = `  ${String(kept.length)} of ${count(frozen.length, 'frozen version')} as landed (${base})`;
  return [...lines, kept.length === frozen.length ? style.faint(text) : style.bad(text)];
}

const actionWords = { write: 'wrote', link: 'linked', remove: 'removed' } as const;
const toDoWords = { write: 'to write', link: 'to link', remove: 'to remove' } as const;

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
