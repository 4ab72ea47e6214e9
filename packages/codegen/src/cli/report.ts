import { isAbsolute, join, relative, sep } from 'node:path';
import { exists, readTextFile } from '../read/package-files.ts';
import type { JudgedVerdict } from '../verdict/approvals/apply.ts';
import { renderGithub } from '../verdict/render/github.ts';
import { renderMarkdown } from '../verdict/render/markdown.ts';
import { locate, type Report } from '../verdict/render/report.ts';
import { renderSarif } from '../verdict/render/sarif.ts';
import { codegenVersion } from './codegen-version.ts';
import type { Io } from './io.ts';
import { jsonText, type Outcome } from './outcome.ts';

/** In which forms `diff` and `check` say what they found. */
export const reportFormats = ['text', 'json', 'markdown', 'sarif', 'github'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/**
 * All of an outcome in one text, problems included, also where nothing could be compared. Files of
 * problems are named from where the command runs where they are found in one of these folders.
 */
export async function reportText(
  outcome: Outcome,
  format: Exclude<ReportFormat, 'text'>,
  folders: readonly string[],
  io: Io,
): Promise<string> {
  if (format === 'json') return jsonText(outcome);
  const { verdicts = [], exitCode } = outcome;
  const problems = await Promise.all(
    outcome.problems.map(async (problem) => {
      const path = problem.file === undefined ? undefined : await findIn(folders, problem.file);
      return path === undefined ? problem : { ...problem, file: shownAs(path, io) };
    }),
  );
  const report: Report = { verdicts, problems, exitCode };
  const renderers: { readonly [F in typeof format]: () => string } = {
    markdown: () => renderMarkdown(report),
    sarif: () => renderSarif(report, { version: codegenVersion }),
    github: () => renderGithub(report),
  };
  return renderers[format]();
}

/**
 * Names documents by their path from where the command runs, as annotations need it, and finds lines
 * in them. A document is looked for in these folders, in this order; one that is in none of them, such
 * as one that only git still has, keeps its name.
 */
export async function located(
  verdicts: readonly JudgedVerdict[],
  folders: readonly string[],
  io: Io,
): Promise<readonly JudgedVerdict[]> {
  const paths = new Map<string, string>();
  const texts = new Map<string, string>();
  const places = verdicts.flatMap(({ findings }) =>
    findings.flatMap(({ before, after }) => [before, after]),
  );
  for (const place of places) {
    if (place === undefined || paths.has(place.file)) continue;
    const path = await findIn(folders, place.file);
    const shown = path === undefined ? place.file : shownAs(path, io);
    paths.set(place.file, shown);
    const text = path === undefined ? undefined : (await readTextFile(path)).value;
    if (text !== undefined) texts.set(shown, text);
  }
  const named = verdicts.map((verdict) => ({
    ...verdict,
    findings: verdict.findings.map((finding) => ({
      ...finding,
      ...(finding.before && { before: { ...finding.before, file: paths.get(finding.before.file) ?? '' } }),
      ...(finding.after && { after: { ...finding.after, file: paths.get(finding.after.file) ?? '' } }),
    })),
  }));
  return locate(named, (file) => texts.get(file));
}

async function findIn(folders: readonly string[], file: string): Promise<string | undefined> {
  for (const path of isAbsolute(file) ? [file] : folders.map((folder) => join(folder, file))) {
    if (await exists(path)) return path;
  }
  return undefined;
}

/** Relative to where the command runs, with `/` on every system; as it is where that is elsewhere. */
function shownAs(path: string, io: Io): string {
  const below = relative(io.folder, path);
  return below.startsWith('..') || isAbsolute(below) ? path : below.split(sep).join('/');
}
