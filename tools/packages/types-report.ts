import { record } from '../src/tree.ts';
import type { Problem } from './problem.ts';

/** How our packages are found; CommonJS and the resolution of Node 10 are not for them. */
const resolutions = ['node16-esm', 'bundler'];
const explanations =
  'https://github.com/arethetypeswrong/arethetypeswrong.github.io/blob/main/docs/problems';

/**
 * What are-the-types-wrong found, by its report as JSON: problems of the profile "esm-only", and
 * entries of the package that it did not look at.
 */
export function typesProblems(
  report: unknown,
  entries: readonly string[],
  where: string,
): readonly Problem[] {
  const { analysis, problems } = record(report);
  const looked = Object.keys(record(record(analysis)['entrypoints']));
  const unseen = entries
    .filter((entry) => !looked.includes(entry))
    .map((entry) => ({
      what: `"${entry}" was not looked at`,
      where,
      fix: 'list it in "exports" by its whole name, without a wildcard',
    }));
  const found = Object.values(record(problems))
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .map(record)
    .filter(({ resolutionKind }) => resolutionKind === undefined || isOurs(resolutionKind))
    .map((problem) => ({
      what: `${text(problem['kind'])} for ${placeOf(problem)}`,
      where,
      fix: `see ${explanations}/${text(problem['kind'])}.md`,
    }));
  return [...unseen, ...found];
}

function isOurs(resolution: unknown): boolean {
  return resolutions.includes(text(resolution));
}

function placeOf(problem: Readonly<Record<string, unknown>>): string {
  const { entrypoint, fileName, resolutionKind, moduleSpecifier } = problem;
  const place = entrypoint === undefined ? text(fileName) : `"${text(entrypoint)}"`;
  const specifier = moduleSpecifier === undefined ? '' : ` importing ${text(moduleSpecifier)}`;
  return `${place}${specifier}${resolutionKind === undefined ? '' : ` (${text(resolutionKind)})`}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
