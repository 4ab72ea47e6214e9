import { join } from 'node:path';
import type { FileMap } from '../model/file-map.ts';
import type { Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { readTree } from '../read/package-files.ts';
import { applyWrite, planWrite, writeStamp } from '../write.ts';
import { generatedFolder, isUpToDate, type WritePlan } from '../write/plan-write.ts';
import { stampOf, stampText, summaryIfCurrent } from '../write/stamp.ts';
import { decisionFilesOf, decisionFormOf, decisionProblems } from './decision-modules.ts';
import type { End } from './ends.ts';
import { type Documents, documentsOf } from './generate-documents.ts';
import type { OpenPackage, Part } from './open-package.ts';
import { hasErrors } from './outcome.ts';
import { buildPart, hashInputs } from './part.ts';
import type { Progress } from './progress.ts';
import { documentsAmong, type StoredContext } from './stored.ts';
import type { Summary } from './summary.ts';

/** What became of the files. */
export interface Files {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** What came of one part. Without a result, the problems say why; nothing was written then. */
export interface PartResult {
  readonly part: Part;
  readonly done?: {
    readonly summary: Summary;
    readonly files: Files;
    /** Of an API: its documents and what has landed of them. */
    readonly documents?: Documents;
    /** What this run was asked for, and the next one will remove if skewline.json does not say so. */
    readonly onlyThisRun?: readonly End[];
  };
  readonly problems: readonly Problem[];
}

export async function generatePart(
  opened: OpenPackage,
  part: Part,
  { check, context }: { readonly check: boolean; readonly context: StoredContext },
  progress: Progress,
): Promise<PartResult> {
  const { folder } = opened;
  const { name, source } = part.config;
  const target = { folder, source };
  const withDocuments = async (
    generated: FileMap,
    done: { readonly summary: Summary; readonly files: Files },
    before: readonly Problem[],
  ): Promise<PartResult> => {
    const problems = [...before, ...(await wrongDecisions(opened, part, done.summary))];
    if (part.kind !== 'api') return { part, done, problems };
    progress.step(`${name}: comparing with what has landed`);
    const found = await documentsOf(opened, part.config, documentsAmong(generated), check, context);
    const { documents } = found;
    return {
      part,
      done: { ...done, ...(documents === undefined ? {} : { documents }) },
      problems: [...problems, ...found.problems],
    };
  };
  progress.step(`${name}: looking for changes`);
  const inputs = await hashInputs(opened, part);
  const onDisk = (await readTree(join(folder, source, generatedFolder)).catch(() => [])) ?? [];
  const current = inputs === undefined ? undefined : summaryIfCurrent(onDisk, inputs);
  if (current !== undefined) {
    const files = { created: [], changed: [], removed: [], unchanged: onDisk.length - 1 };
    // It was written from a Summary by this very codegen, whose hash is part of the inputs.
    const summary = current as unknown as Summary;
    const asWritten = new Map(
      onDisk.map(({ path, text = '' }) => [`${generatedFolder}/${path}`, text]),
    );
    return withDocuments(asWritten, { summary, files }, []);
  }

  progress.step(`${name}: reading, deriving and writing code`);
  const built = await buildPart(opened, part);
  const problems = [...built.problems];
  if (built.value === undefined) return { part, problems };
  const { files, summary } = built.value;
  const plan = await planWrite(target, files);
  problems.push(...plan.problems);
  if (hasErrors(problems)) return { part, problems };

  // Warnings would not be seen again if reading were skipped next time.
  const stampable = inputs !== undefined && problems.length === 0;
  // A summary is plain data.
  const stamp = stampable
    ? stampText(stampOf(inputs, files, summary as unknown as Json))
    : undefined;
  if (!check) {
    if (isUpToDate(plan)) {
      if (stamp !== undefined) await writeStamp(target, stamp);
    } else {
      problems.push(
        ...(await applyWrite(target, files, plan, stamp === undefined ? {} : { stamp })),
      );
      if (hasErrors(problems)) return { part, problems };
    }
  }
  return withDocuments(files, { summary, files: filesOf(plan) }, problems);
}

export function isStale({ created, changed, removed }: Files): boolean {
  return created.length + changed.length + removed.length > 0;
}

function filesOf({ created, changed, removed, unchanged }: WritePlan): Files {
  return { created, changed, removed, unchanged: unchanged.length };
}

/** Where decisions are not as the generated code wants them, and tsc would not say why. */
async function wrongDecisions(
  opened: OpenPackage,
  part: Part,
  summary: Summary,
): Promise<readonly Problem[]> {
  if (part.kind === 'client') return [];
  const { source } = part.config;
  const files = await decisionFilesOf(opened, part);
  const form = decisionFormOf(files, source);
  // Nothing has been generated then, and it has been said why.
  return form.value === undefined ? [] : decisionProblems(files, form.value, source, summary);
}
