import { posix } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { generatePart, isStale, type PartResult } from './generate-part.ts';
import { partLines, shortPartLines } from './generate-text.ts';
import type { Io } from './io.ts';
import { type OpenPackage, openPackage, partsOf } from './open-package.ts';
import { type ExitCode, exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import type { Progress } from './progress.ts';

export interface GenerateOptions {
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
  if (opened.value.config.packages.length > 0) {
    return generatePackages(opened.value, options, io, progress);
  }
  return outcomeOf(await generateParts(opened.value, options, progress), options);
}

async function generateParts(
  opened: OpenPackage,
  options: GenerateOptions,
  progress: Progress,
): Promise<readonly PartResult[]> {
  const results: PartResult[] = [];
  // In order: a representation may be of types that an API before it generates.
  for (const part of partsOf(opened.config)) {
    results.push(await generatePart(opened, part, options, progress));
  }
  return results;
}

function outcomeOf(results: readonly PartResult[], options: GenerateOptions): Outcome {
  const done = results.flatMap(({ done: one }) => (one === undefined ? [] : [one]));
  const data = results.map((result) => dataOf(result, options));
  const [only] = data;
  return {
    exitCode: exitCodeOf(results, options),
    problems: results.flatMap(({ problems }) => problems),
    data: data.length === 1 && only !== undefined ? only : { parts: data },
    text: (style) =>
      done.flatMap(({ summary, files }, index) => [
        ...(index === 0 || options.check ? [] : ['']),
        ...partLines(summary, files, options, style),
      ]),
  };
}

interface PackageResult {
  readonly folder: string;
  readonly results: readonly PartResult[];
  readonly problems: readonly Problem[];
}

async function generatePackages(
  root: OpenPackage,
  options: GenerateOptions,
  io: Io,
  progress: Progress,
): Promise<Outcome> {
  const packages: PackageResult[] = [];
  for (const folder of root.config.packages) {
    packages.push(await generatePackage(root, folder, options, io, progress));
  }
  const codes = packages.map(({ results, problems }) =>
    hasErrors(problems) ? exitCodes.refused : exitCodeOf(results, options),
  );
  return {
    exitCode: worst(codes),
    problems: packages.flatMap(({ problems }) => problems),
    data: {
      packages: packages.map(({ folder, results }) => ({
        package: folder,
        parts: results.map((result) => dataOf(result, options)),
      })),
    },
    text: (style) =>
      packages.flatMap(({ folder, results }, index) => [
        style.title(folder),
        ...results.flatMap(({ done, part }) =>
          done === undefined
            ? [`  ${style.bad(`${part.config.name}: refused`)}`]
            : shortPartLines(done.summary, done.files, options, style),
        ),
        ...(results.length === 0 ? [`  ${style.bad('refused')}`] : []),
        ...(index === packages.length - 1 && codes.includes(exitCodes.toUpdate)
          ? ['Run `skewline generate`.']
          : []),
      ]),
  };
}

async function generatePackage(
  root: OpenPackage,
  folder: string,
  options: GenerateOptions,
  io: Io,
  progress: Progress,
): Promise<PackageResult> {
  const placed = (problems: readonly Problem[]): readonly Problem[] =>
    problems.map((one) =>
      one.file === undefined ? one : { ...one, file: posix.join(folder, one.file) },
    );
  const opened = await openPackage(root.at(folder), io);
  if (opened.value === undefined) return { folder, results: [], problems: placed(opened.problems) };
  if (opened.value.config.packages.length > 0) {
    return { folder, results: [], problems: placed([nested(folder)]) };
  }
  const results = await generateParts(opened.value, options, progress);
  return { folder, results, problems: placed(results.flatMap(({ problems }) => problems)) };
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
  const { summary, files } = done;
  return check ? { ...summary, stale: files } : { ...summary, files };
}

function exitCodeOf(results: readonly PartResult[], { check }: GenerateOptions): ExitCode {
  return worst(
    results.map(({ done }) => {
      if (done === undefined) return exitCodes.refused;
      return check && isStale(done.files) ? exitCodes.toUpdate : exitCodes.fine;
    }),
  );
}

function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((one, other) => (other > one ? other : one), exitCodes.fine);
}
