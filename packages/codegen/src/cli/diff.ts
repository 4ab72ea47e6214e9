import { resolve } from 'node:path';
import { planApi } from '../build.ts';
import type { Api, Version } from '../model/api.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { hasRefused, type JudgedVerdict } from '../verdict/approvals/apply.ts';
import { verdictLines } from '../verdict/render/text.ts';
import { readOpenApiFolder } from '../read/index.ts';
import { chooseVersions } from './choose-versions.ts';
import { diffLines } from './diff-text.ts';
import { type DiffSource, diffVerdicts } from './diff-verdicts.ts';
import type { Io } from './io.ts';
import { chooseApi, openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import { readApi } from './part.ts';
import { stepDiffs } from './step-diff.ts';
import type { Style } from './style.ts';

export interface DiffOptions {
  readonly package: string;
  readonly api?: string;
  /** A folder of documents, in place of a package's. */
  readonly documents?: string;
  readonly failOnBreaking: boolean;
}

export async function diff(
  versions: readonly string[],
  options: DiffOptions,
  io: Io,
): Promise<Outcome> {
  const read = await readVersions(options, io);
  if (read.value === undefined) return refused(read.problems);
  const { api, sparse, source } = read.value;
  const chosen = chooseVersions(api, versions, sparse);
  if (chosen.value === undefined) return refused([...read.problems, ...chosen.problems]);
  if (chosen.value.length < 2) return refused([...read.problems, onlyOne(chosen.value, versions)]);
  // An API of these versions alone: two that are not neighbours are compared directly.
  const planned = planApi(
    { name: api.name, versions: chosen.value },
    { ask: [], refine: new Map() },
  );
  const judged = await diffVerdicts(planned, source, options.failOnBreaking, io);
  const verdicts = judged.value ?? [];
  const steps = stepDiffs(planned, verdicts);
  const problems = [...read.problems, ...planned.problems, ...judged.problems];
  const isRefused = hasErrors(problems) || hasRefused(verdicts);
  return {
    exitCode: isRefused ? exitCodes.refused : exitCodes.fine,
    problems,
    verdicts,
    data: { api: planned.api.name, steps },
    text: (style) => [
      ...diffLines(planned.api.name, steps, style),
      ...refusedLines(verdicts, style),
    ],
  };
}

/** What an approval has to name, where one is needed. */
function refusedLines(verdicts: readonly JudgedVerdict[], style: Style): readonly string[] {
  const needing = verdicts.filter((one) => hasRefused([one]));
  return needing.length === 0 ? [] : ['', ...verdictLines(needing, style)];
}

interface Versions {
  readonly api: Api;
  readonly sparse: boolean;
  readonly source: DiffSource;
}

async function readVersions(
  options: DiffOptions,
  io: Io,
): Promise<Checked<Versions>> {
  if (options.documents !== undefined) {
    const folder = resolve(io.folder, options.documents);
    const { value: api, problems } = await readOpenApiFolder(folder);
    if (api === undefined) return { problems };
    return { value: { api, sparse: false, source: { folder } }, problems };
  }
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return { problems: opened.problems };
  const chosen = chooseApi(opened.value, options.api);
  if (chosen.value === undefined) return { problems: chosen.problems };
  const { value: api, problems } = await readApi(opened.value, chosen.value);
  if (api === undefined) return { problems };
  const source = { opened: opened.value, config: chosen.value };
  return { value: { api, sparse: chosen.value.sparse, source }, problems };
}

function onlyOne(chosen: readonly Version[], named: readonly string[]): Problem {
  const [version] = chosen;
  const isSame = new Set(named).size > 1 && version !== undefined;
  return {
    code: 'type_unknown',
    severity: 'error',
    message: isSame
      ? `nothing changes between ${named.join(' and ')}: both are what version ${version.id.text} is`
      : 'one version alone cannot be compared',
    fix: 'name two or more versions, or none for all of them',
  };
}
