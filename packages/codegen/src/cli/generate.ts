import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { emitPackage, planApi } from '../build.ts';
import type { Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { exists, hashDocuments, hashOfCodegen, readTree } from '../read/package-files.ts';
import { readOpenApiFolder } from '../read/index.ts';
import { applyWrite, planWrite, writeStamp } from '../write.ts';
import { generatedFolder, isUpToDate, type WritePlan } from '../write/plan-write.ts';
import { stampOf, stampText, summaryIfCurrent } from '../write/stamp.ts';
import type { Io } from './io.ts';
import { type OpenPackage, openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import type { Progress } from './progress.ts';
import { count, type Style } from './style.ts';
import { type Summary, summaryLines, summaryOf } from './summary.ts';

export interface GenerateOptions {
  readonly package: string;
  /** Writes nothing, and tells what is stale. */
  readonly check: boolean;
}

/** What became of the files. */
interface Files {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

export async function generate(options: GenerateOptions, io: Io, progress: Progress): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const found = opened.value;
  const { config, folder, documents } = found;
  const target = { folder, source: config.source };

  progress.step('looking for changes');
  const inputs = await hashInputs(found);
  const onDisk = (await readTree(join(folder, config.source, generatedFolder)).catch(() => [])) ?? [];
  const current = inputs === undefined ? undefined : summaryIfCurrent(onDisk, inputs);
  if (current !== undefined) {
    const files = { created: [], changed: [], removed: [], unchanged: onDisk.length - 1 };
    // It was written from a Summary by this very codegen, whose hash is part of the inputs.
    const summary = current as unknown as Summary;
    return outcome(summary, files, options, await missingDecisions(found, summary));
  }

  progress.step(`reading ${documents}`);
  const api = await readOpenApiFolder(documents, { name: config.name });
  if (api.value === undefined) return refused(api.problems);
  progress.step(`deriving ${count(api.value.versions.length - 1, 'step')}`);
  const planned = planApi(api.value, config);
  const problems = [...api.problems, ...planned.problems];
  if (hasErrors(problems)) return refused(problems);
  progress.step('writing code');
  const files = emitPackage(planned, config);
  const plan = await planWrite(target, files);
  problems.push(...plan.problems);
  if (hasErrors(problems)) return refused(problems);

  const summary = summaryOf(planned);
  // Warnings would not be seen again if reading were skipped next time.
  const stampable = inputs !== undefined && problems.length === 0;
  // A summary is plain data.
  const stamp = stampable ? stampText(stampOf(inputs, files, summary as unknown as Json)) : undefined;
  if (!options.check) {
    if (isUpToDate(plan)) {
      if (stamp !== undefined) await writeStamp(target, stamp);
    } else {
      problems.push(...(await applyWrite(target, files, plan, stamp === undefined ? {} : { stamp })));
      if (hasErrors(problems)) return refused(problems);
    }
  }
  problems.push(...(await missingDecisions(found, summary)));
  return outcome(summary, filesOf(plan), options, problems);
}

function filesOf({ created, changed, removed, unchanged }: WritePlan): Files {
  return { created, changed, removed, unchanged: unchanged.length };
}

function outcome(
  summary: Summary,
  files: Files,
  { check }: GenerateOptions,
  problems: readonly Problem[],
): Outcome {
  const stale = files.created.length + files.changed.length + files.removed.length > 0;
  return {
    exitCode: check && stale ? exitCodes.toUpdate : exitCodes.fine,
    problems,
    data: check ? { ...summary, stale: files } : { ...summary, files },
    text: (style) =>
      check ? checkLines(summary, files, style) : [...summaryLines(summary, style), wroteLine(files, style)],
  };
}

function wroteLine(files: Files, style: Style): string {
  const { created, changed, removed, unchanged } = files;
  const parts = [
    ...(created.length > 0 ? [`${String(created.length)} new`] : []),
    ...(changed.length > 0 ? [`${String(changed.length)} changed`] : []),
    ...(removed.length > 0 ? [`${String(removed.length)} removed`] : []),
    ...(unchanged > 0 ? [`${String(unchanged)} unchanged`] : []),
  ];
  const done = created.length + changed.length + removed.length;
  return `${style.title('wrote'.padEnd(8))}${done === 0 ? 'nothing, all is up to date' : 'files'}: ${parts.join(', ')}`;
}

function checkLines(summary: Summary, files: Files, style: Style): readonly string[] {
  const lines = (word: string, paths: readonly string[]): readonly string[] =>
    paths.map((path) => `  ${word.padEnd(9)}  ${path}`);
  const { created, changed, removed } = files;
  const stale = [
    ...lines('missing', created),
    ...lines('differs', changed),
    ...lines('left over', removed),
  ];
  if (stale.length === 0) return [style.good(`${summary.api}: all generated files are up to date`)];
  const title = `${summary.api}: ${count(stale.length, 'generated file')} not up to date`;
  return [style.bad(title), ...stale, 'Run `skewline generate`.'];
}

/** What the output depends on; undefined where it has to be found out by reading. */
async function hashInputs({ documents, configText }: OpenPackage): Promise<string | undefined> {
  const [texts, codegen] = await Promise.all([hashDocuments(documents), hashOfCodegen()]);
  if (texts === undefined) return undefined;
  return createHash('sha256').update(`${texts}\0${configText}\0${codegen}`).digest('hex');
}

/** Without the module of decisions the generated code cannot compile, and tsc would not say why. */
async function missingDecisions(
  { folder, config }: OpenPackage,
  { holes }: Summary,
): Promise<Problem[]> {
  const path = `${config.source}/decisions.ts`;
  if (holes.length === 0 || (await exists(join(folder, path)))) return [];
  return [
    {
      code: 'decisions_missing',
      severity: 'warning',
      message: `${path} does not exist, so the holes have no answers`,
      fix: 'write `export const decisions: Decisions = {}` there; `skewline explain` gives each member',
      file: path,
    },
  ];
}
