import { posix } from 'node:path';
import type { Problem } from '../packages/problem.ts';
import { record } from '../src/tree.ts';
import type { Changeset } from './plan.ts';

/** One version of an API, as a package says it in TypeScript. */
export interface WireVersion {
  readonly id: string;
  readonly name: string;
}

/** A file that lists the versions of an API, and what it was at the last release. */
export interface VersionsFile {
  readonly path: string;
  readonly text: string;
  /** Absent where the file, or the package, is new. */
  readonly before: string | undefined;
}

/** The members of `interface Versions`, or nothing where there is no such interface. */
export function wireVersions(text: string): readonly WireVersion[] | undefined {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  const body = /\binterface\s+Versions\s*\{([^}]*)\}/.exec(code)?.[1];
  if (body === undefined) return undefined;
  const member = /(?:'([^']+)'|"([^"]+)"|(\d+))\s*:\s*['"]([^'"]+)['"]/g;
  return [...body.matchAll(member)].map(([, single, double, number, name = '']) => ({
    id: single ?? double ?? number ?? '',
    name,
  }));
}

/** The files that list versions, by what a package's skewline.json says: one for each API in TypeScript. */
export function versionsFiles(folder: string, config: string): readonly string[] {
  const whole = record(JSON.parse(config));
  const apis = Array.isArray(whole['apis']) ? whole['apis'].map(record) : [whole];
  return apis.flatMap(({ types }) =>
    typeof types === 'string' ? [posix.join(folder, types, 'versions.ts')] : [],
  );
}

/**
 * People who run an older or a newer peer have to hear of a new wire version: the package's changeset
 * names it by number and name, and is at least minor.
 */
export function wireVersionProblems(
  name: string,
  file: VersionsFile,
  changesets: readonly Changeset[],
): readonly Problem[] {
  const now = wireVersions(file.text);
  if (now === undefined || now.length === 0) {
    return [
      {
        what: 'it lists no versions that can be read',
        where: file.path,
        fix: "write `export interface Versions { 1: 'initial'; … }`",
      },
    ];
  }
  const before = file.before === undefined ? [] : (wireVersions(file.before) ?? []);
  const added = now.filter((version) => !before.some(({ id }) => id === version.id));
  const own = changesets.filter(({ releases }) =>
    releases.some((release) => release.name === name),
  );
  const unnamed = added.filter((version) => !own.some(({ summary }) => names(summary, version)));
  const tooSmall = added.filter(
    (version) =>
      !unnamed.includes(version) &&
      !own.some((changeset) => names(changeset.summary, version) && isMinor(changeset, name)),
  );
  return [
    ...problemOf(unnamed, (list) => ({
      what: `no changeset of ${name} names ${list}`,
      where: file.path,
      fix: `write in a changeset of ${name}, at least minor: ${list}`,
    })),
    ...problemOf(tooSmall, (list) => ({
      what: `the changeset that names ${list} is less than minor for ${name}`,
      where: file.path,
      fix: `write \`'${name}': minor\` at its top`,
    })),
  ];
}

function problemOf(
  versions: readonly WireVersion[],
  problem: (list: string) => Problem,
): readonly Problem[] {
  if (versions.length === 0) return [];
  return [problem(versions.map(({ id, name }) => `${id} \`${name}\``).join(', '))];
}

/** Number and name, the name in backticks or not. */
function names(summary: string, { id, name }: WireVersion): boolean {
  const escaped = id.replaceAll('.', '\\.');
  return new RegExp(`(?<![\\w.])${escaped}\\s+\`?${name}(?!\\w)`).test(summary);
}

function isMinor({ releases }: Changeset, name: string): boolean {
  return releases.some(
    (release) => release.name === name && (release.type === 'minor' || release.type === 'major'),
  );
}
