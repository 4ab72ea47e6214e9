import { posix, resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { hasRefused, type JudgedVerdict } from '../verdict/approvals/apply.ts';
import { judgeStep } from '../verdict/judge.ts';
import { approvalsOf } from './approved.ts';
import { changedLines, judgedVersions } from './check-verdicts.ts';
import { documentsData, isStoreStale, leftOverDocuments } from './generate-documents.ts';
import { generatePart, isStale, type PartResult } from './generate-part.ts';
import { partLines, shortPartLines } from './generate-text.ts';
import { type Ends, withEnds } from './ends.ts';
import type { Io } from './io.ts';
import { Landed, type LandedOptions } from './landed.ts';
import { type OpenPackage, openPackage, partsOf } from './open-package.ts';
import { type ExitCode, exitCodes, isRefused, type Outcome, refused } from './outcome.ts';
import type { Progress } from './progress.ts';

export interface GenerateOptions extends LandedOptions, Ends {
  readonly package: string;
  /** Writes nothing, and tells what is stale. */
  readonly check: boolean;
}

/** All that a package asks for; or, at the root of a repository, all of its packages in order. */
export async function generate(
  options: GenerateOptions,
  io: Io,
  progress: Progress,
): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const landed = new Landed(inFolder(options, io));
  if (opened.value.config.packages.length > 0) {
    return generatePackages(opened.value, { ...options, landed }, io, progress);
  }
  return outcomeOf(
    await generateParts(opened.value, { ...options, landed }, io, progress),
    options,
  );
}

/** What a command was told of what has landed; its folder is relative to where it runs. */
export function inFolder(options: LandedOptions, io: Io): LandedOptions {
  const { blessedFromDir } = options;
  const blessedFrom = options.blessedFrom ?? io.environment['SKEWLINE_BLESSED_FROM'];
  return {
    ...(blessedFrom === undefined ? {} : { blessedFrom }),
    ...(blessedFromDir === undefined ? {} : { blessedFromDir: resolve(io.folder, blessedFromDir) }),
  };
}

interface PartsOptions extends GenerateOptions {
  readonly landed: Landed;
}

interface PartsResult {
  readonly results: readonly PartResult[];
  /** Of the package, beside those of its parts. */
  readonly problems: readonly Problem[];
  /** Of frozen versions that would say something else now. */
  readonly verdicts: readonly JudgedVerdict[];
}

async function generateParts(
  opened: OpenPackage,
  { check, landed, ...ends }: PartsOptions,
  io: Io,
  progress: Progress,
): Promise<PartsResult> {
  const approvals = await approvalsOf(opened);
  const results: PartResult[] = [];
  // In order: a representation may be of types that an API before it generates.
  for (const listed of partsOf(opened.config)) {
    const { part, onlyThisRun } = withEnds(listed, ends);
    const own = approvals.value?.filter(({ api }) => api === part.config.name) ?? [];
    const context = { landed, judgeStep, approved: new Set(own.map(({ id }) => id)) };
    const result = await generatePart(opened, part, { check, context }, progress);
    const done = result.done && { ...result.done, onlyThisRun };
    results.push(done === undefined ? result : { ...result, done });
  }
  const leftOver = await leftOverDocuments(opened, check);
  const judged = await judgedVersions(opened, results, approvals.value, landed, io);
  return {
    results,
    problems: [...approvals.problems, ...judged.problems, ...leftOver],
    verdicts: judged.verdicts,
  };
}

function outcomeOf(parts: PartsResult, options: GenerateOptions): Outcome {
  const { results, problems, verdicts } = parts;
  const done = results.flatMap(({ done: one }) => (one === undefined ? [] : [one]));
  const data = results.map((result) => dataOf(result, options));
  const [only] = data;
  return {
    exitCode: exitCodeOf(parts, options),
    problems: once([...results.flatMap((one) => one.problems), ...problems]),
    verdicts,
    data: data.length === 1 && only !== undefined ? only : { parts: data },
    text: (style) => [
      ...done.flatMap((one, index) => [
        ...(index === 0 || options.check ? [] : ['']),
        ...partLines(one, options, style),
      ]),
      ...changedLines(verdicts, style),
    ],
  };
}

interface PackageResult extends PartsResult {
  readonly folder: string;
  readonly apis: readonly string[];
}

async function generatePackages(
  root: OpenPackage,
  options: PartsOptions,
  io: Io,
  progress: Progress,
): Promise<Outcome> {
  const packages: PackageResult[] = [];
  for (const folder of root.config.packages) {
    packages.push(await generatePackage(root, folder, options, io, progress));
  }
  const codes = packages.map((one) => exitCodeOf(one, options));
  const twice = sameNames(packages);
  return {
    exitCode: worst([...codes, ...(twice.length > 0 ? [exitCodes.refused] : [])]),
    problems: once([...packages.flatMap(({ problems }) => problems), ...twice]),
    verdicts: packages.flatMap((one) => one.verdicts),
    data: {
      packages: packages.map(({ folder, results }) => ({
        package: folder,
        parts: results.map((result) => dataOf(result, options)),
      })),
    },
    text: (style) => [
      ...packages.flatMap(({ folder, results }, index) => [
        style.title(folder),
        ...results.flatMap(({ done, part }) =>
          done === undefined
            ? [`  ${style.bad(`${part.config.name}: refused`)}`]
            : shortPartLines(done, options, style),
        ),
        ...(results.length === 0 ? [`  ${style.bad('refused')}`] : []),
        ...(index === packages.length - 1 && codes.includes(exitCodes.toUpdate)
          ? ['Run `skewline generate`.']
          : []),
      ]),
      ...changedLines(
        packages.flatMap((one) => one.verdicts),
        style,
      ),
    ],
  };
}

async function generatePackage(
  root: OpenPackage,
  folder: string,
  options: PartsOptions,
  io: Io,
  progress: Progress,
): Promise<PackageResult> {
  const placed = (problems: readonly Problem[]): readonly Problem[] =>
    problems.map((one) =>
      one.file === undefined ? one : { ...one, file: posix.join(folder, one.file) },
    );
  const opened = await root.open(folder);
  const none = { folder, apis: [], results: [], verdicts: [] };
  if (opened.value === undefined) return { ...none, problems: placed(opened.problems) };
  if (opened.value.config.packages.length > 0) {
    return { ...none, problems: placed([nested(folder)]) };
  }
  const parts = await generateParts(opened.value, options, io, progress);
  const { results, verdicts } = parts;
  const all = [...results.flatMap((one) => one.problems), ...parts.problems];
  const apis = opened.value.config.apis.map(({ name }) => name);
  return { folder, apis, results, verdicts, problems: placed(all) };
}

/** Approvals, graphs and folders of what has landed know an API by its name alone. */
function sameNames(packages: readonly PackageResult[]): readonly Problem[] {
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { folder, apis } of packages) {
    for (const name of apis) {
      const before = seen.get(name);
      if (before === undefined) {
        seen.set(name, folder);
        continue;
      }
      problems.push({
        code: 'api_duplicate',
        severity: 'error',
        message: `${before} and ${folder} both have an API called ${name}`,
        fix: 'give one of them another name',
        file: posix.join(folder, 'skewline.json'),
      });
    }
  }
  return problems;
}

function nested(folder: string): Problem {
  return {
    code: 'config_invalid',
    severity: 'error',
    message: `${folder} lists packages itself`,
    fix: 'list those packages at the root',
    file: 'skewline.json',
    pointer: '/packages',
  };
}

function dataOf({ part, done }: PartResult, { check }: GenerateOptions): Outcome['data'] {
  if (done === undefined) return { api: part.config.name };
  const { summary, files, documents, onlyThisRun = [] } = done;
  const more = {
    ...(onlyThisRun.length === 0 ? {} : { onlyThisRun }),
    ...(documents === undefined ? {} : { documents: documentsData(documents) }),
  };
  return check ? { ...summary, stale: files, ...more } : { ...summary, files, ...more };
}

function exitCodeOf(
  { results, problems, verdicts }: PartsResult,
  { check }: GenerateOptions,
): ExitCode {
  const all = [...problems, ...results.flatMap((one) => one.problems)];
  const failed = results.some(({ done }) => done === undefined);
  if (isRefused(all) || hasRefused(verdicts) || failed) return exitCodes.refused;
  const stale = results.some(
    ({ done }) =>
      done !== undefined &&
      (isStale(done.files) || (done.documents !== undefined && isStoreStale(done.documents))),
  );
  const toUpdate = stale || all.some(({ fixedBy }) => fixedBy === 'generate');
  return check && toUpdate ? exitCodes.toUpdate : exitCodes.fine;
}

function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((one, other) => (other > one ? other : one), exitCodes.fine);
}

/** What holds for a whole repository is found by each API of it, and said once. */
function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}
