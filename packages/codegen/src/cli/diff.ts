import { resolve } from 'node:path';
import { planApi } from '../build.ts';
import type { Api, Version } from '../model/api.ts';
import type { Checked } from '../model/problem.ts';
import { parseVersionId } from '../model/version-id.ts';
import { readOpenApiFolder } from '../read/index.ts';
import { diffLines } from './diff-text.ts';
import type { Io } from './io.ts';
import { openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import { stepDiffs } from './step-diff.ts';

export interface DiffOptions {
  readonly package: string;
  /** A folder of documents, in place of a package's. */
  readonly documents?: string;
  readonly failOnBreaking: boolean;
}

export async function diff(versions: readonly string[], options: DiffOptions, io: Io): Promise<Outcome> {
  const read = await readApi(options, io);
  if (read.value === undefined) return refused(read.problems);
  const chosen = chooseVersions(read.value, versions);
  if (chosen.value === undefined) return refused([...read.problems, ...chosen.problems]);
  // An API of these versions alone: two that are not neighbours are compared directly.
  const planned = planApi({ name: read.value.name, versions: chosen.value }, { ask: [], refine: new Map() });
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
