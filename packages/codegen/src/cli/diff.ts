import { resolve } from 'node:path';
import { changesOf, type Planned, planApi } from '../build.ts';
import { isCompatible } from '../diff/change.ts';
import { onlyDocumentationChanges } from '../diff/documentation.ts';
import type { Api, Version } from '../model/api.ts';
import type { Checked } from '../model/problem.ts';
import { parseVersionId } from '../model/version-id.ts';
import type { Finding } from '../plan/findings.ts';
import type { StepPlan } from '../plan/step.ts';
import { readOpenApiFolder } from '../read/index.ts';
import { diffLines } from './diff-text.ts';
import type { Io } from './io.ts';
import { openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';

export interface DiffOptions {
  readonly package: string;
  /** A folder of documents, in place of a package's. */
  readonly documents?: string;
  readonly failOnBreaking: boolean;
}

/** One version to a later one, as `diff` shows it. */
export interface StepDiff {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly changes: readonly Finding[];
}

export interface Verdict {
  readonly compatible: boolean;
  /** Nothing changes on the wire, though the documents differ. */
  readonly documentationOnly: boolean;
  readonly changes: number;
  readonly breaking: number;
  /** Breaking changes that a person has to decide; the others are converted without one. */
  readonly undecidable: number;
}

export async function diff(versions: readonly string[], options: DiffOptions, io: Io): Promise<Outcome> {
  const read = await readApi(options, io);
  if (read.value === undefined) return refused(read.problems);
  const chosen = chooseVersions(read.value, versions);
  if (chosen.value === undefined) return refused([...read.problems, ...chosen.problems]);
  // An API of these versions alone: two that are not neighbours are compared directly.
  const planned = planApi({ name: read.value.name, versions: chosen.value }, { ask: [] });
  const steps = stepDiffs(planned);
  const breaks = steps.some(({ verdict }) => !verdict.compatible);
  const problems = [...read.problems, ...planned.problems];
  const isRefused = hasErrors(problems) || (breaks && options.failOnBreaking);
  return {
    exitCode: isRefused ? exitCodes.refused : exitCodes.fine,
    problems,
    data: { api: planned.api.name, steps },
    text: (style) => diffLines(planned.api.name, steps, style),
  };
}

export function stepDiffs(planned: Planned): readonly StepDiff[] {
  return changesOf(planned).map(([step, changes]) => ({
    from: step.older.id.text,
    to: step.newer.id.text,
    verdict: verdictOf(step, changes),
    changes,
  }));
}

function verdictOf(step: StepPlan, changes: readonly Finding[]): Verdict {
  const breaking = changes.filter((change) => !isCompatible(change));
  const undecidable = breaking.filter(({ holes }) => holes.up.length + holes.down.length > 0);
  return {
    compatible: breaking.length === 0,
    documentationOnly: changes.length === 0 && onlyDocumentationChanges(step),
    changes: changes.length,
    breaking: breaking.length,
    undecidable: undecidable.length,
  };
}

async function readApi(options: DiffOptions, io: Io): Promise<Checked<Api>> {
  if (options.documents !== undefined) {
    return readOpenApiFolder(resolve(io.folder, options.documents));
  }
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return { problems: opened.problems };
  return readOpenApiFolder(opened.value.documents, { name: opened.value.config.name });
}

/** The named versions, oldest first; all where none is named. */
function chooseVersions(api: Api, names: readonly string[]): Checked<readonly Version[]> {
  if (names.length === 0) return { value: api.versions, problems: [] };
  const known = api.versions.map(({ id }) => id.text);
  const wanted = names.map((name) => parseVersionId(name)?.text ?? name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const problems = unknown.map((version) => ({
      code: 'type_unknown' as const,
      severity: 'error' as const,
      message: `${api.name} has no version ${version}`,
      fix: `its versions are ${rangeText(known)}`,
    }));
    return { problems };
  }
  const chosen = api.versions.filter(({ id }) => wanted.includes(id.text));
  if (chosen.length > 1) return { value: chosen, problems: [] };
  return {
    problems: [
      {
        code: 'type_unknown',
        severity: 'error',
        message: 'one version alone cannot be compared',
        fix: 'name two or more versions, or none for all of them',
      },
    ],
  };
}

/** `1 to 48`, with each where there are few. */
export function rangeText(versions: readonly string[]): string {
  if (versions.length <= 8) return versions.join(', ');
  return `${versions[0] ?? ''} to ${versions.at(-1) ?? ''} (${String(versions.length)})`;
}
