import { join } from 'node:path';
import { decisionPath } from '../emit/decision-form.ts';
import { newVersionFiles, type NewVersion, withVersion } from '../emit/new-version.ts';
import type { Config } from '../config.ts';
import type { Version } from '../model/api.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { compareVersionIds, parseVersionId, type VersionId } from '../model/version-id.ts';
import { readTextFile } from '../read/package-files.ts';
import { extend } from '../write.ts';
import { decisionFilesOf, decisionFormOf } from './decision-modules.ts';
import type { Io } from './io.ts';
import { chooseApi, type OpenPackage, openPackage } from './open-package.ts';
import { exitCodes, type Outcome, refused } from './outcome.ts';
import { readApi } from './part.ts';

export interface NewVersionOptions {
  readonly api?: string;
  /** The number, where the one after the newest is not meant. */
  readonly number?: string;
  readonly summary?: string;
}

/** Begins the next version of an API whose types are written in TypeScript. */
export async function newVersion(
  folder: string,
  name: string,
  options: NewVersionOptions,
  io: Io,
): Promise<Outcome> {
  const opened = await openPackage(folder, io);
  if (opened.value === undefined) return refused(opened.problems);
  const chosen = chooseApi(opened.value, options.api);
  if (chosen.value === undefined) return refused(chosen.problems);
  const config = chosen.value;
  if (config.types === undefined) return refused([hasDocuments(config)]);
  // What does not read now would hide what the new version does.
  const read = await readApi(opened.value, config);
  if (read.value === undefined) return refused(read.problems);
  const { versions } = read.value;
  const id = nextId(versions, options.number);
  if (id.value === undefined) return refused(id.problems);
  const wrong = nameProblem(name, versions);
  if (wrong !== undefined) return refused([wrong]);
  const version = { id: id.value, name, summary: options.summary ?? sentenceOf(name) };
  const files = await decisionFilesOf(opened.value, { kind: 'api', config });
  const form = decisionFormOf(files, config.source).value ?? 'one';
  const decisions = `${config.source}/${decisionPath(form, id.value.folder)}`;
  return begin(opened.value, { types: config.types, decisions }, version, versions);
}

async function begin(
  opened: OpenPackage,
  { types, decisions }: { readonly types: string; readonly decisions: string },
  version: NewVersion,
  versions: readonly Version[],
): Promise<Outcome> {
  const source = opened.at(types);
  const text = await readTextFile(join(source, 'versions.ts'), `${types}/versions.ts`);
  const longer = text.value === undefined ? undefined : withVersion(text.value, version);
  if (text.value === undefined || longer === undefined) return refused(text.problems);
  const created = newVersionFiles(version);
  const problems = await extend(source, created, { path: 'versions.ts', text: longer });
  if (problems.length > 0) return refused(problems);
  const { id, name } = version;
  const newest = versions.at(-1)?.id.text ?? '';
  const written = [
    `${types}/versions.ts`,
    ...[...created.keys()].map((path) => `${types}/${path}`),
  ];
  return {
    exitCode: exitCodes.fine,
    problems: [],
    data: { version: id.text, name, package: opened.folder, written },
    text: (style) => [
      `${style.title(`${id.text} ${name}`)}: wrote ${written.join(', ')}`,
      'Next:',
      `  1. Declare in ${types}/${id.folder}/ the types that are new or changed, and only those, in modules`,
      `     named as in older versions; \`extends Omit<V${newest}.Thing, 'gone'>\` says the rest.`,
      `  2. In ${types}/operations.ts, operations that begin get \`since: ${keyText(id)}\`, those that end \`until: ${keyText(versions.at(-1)?.id ?? id)}\`.`,
      '  3. Run `skewline generate`: it prints the holes; `skewline explain` shows each with a stub.',
      `  4. Answer them in ${decisions} until tsc is content, and add a changeset that names ${name}.`,
    ],
  };
}

function keyText(id: VersionId): string {
  return /^\d{1,9}$/.test(id.text) ? id.text : `'${id.parts.join('.')}'`;
}

/** The number after the newest, or the one that was asked for if it is newer than all. */
function nextId(versions: readonly Version[], asked: string | undefined): Checked<VersionId> {
  const newest = versions.at(-1)?.id;
  const [major = 0, minor = 0, patch = 0] = newest?.parts ?? [];
  const problem = (message: string, fix: string): Checked<VersionId> => ({
    problems: [{ code: 'versions_invalid', severity: 'error', message, fix }],
  });
  if (asked !== undefined) {
    const id = parseVersionId(asked);
    if (id === undefined)
      return problem(`"${asked}" is no version`, 'give one to three numbers with dots');
    if (newest !== undefined && compareVersionIds(newest, id) >= 0) {
      return problem(`${id.text} is not newer than ${newest.text}`, 'give a greater number');
    }
    return { value: id, problems: [] };
  }
  const isCounted = minor === 0 && patch === 0 && major < 1_000_000;
  const next = isCounted ? parseVersionId(String(major + 1)) : undefined;
  if (next !== undefined) return { value: next, problems: [] };
  return problem(
    `what follows ${newest?.text ?? ''} cannot be told from its number`,
    'give it: --number 2026112200.0.0',
  );
}

function nameProblem(name: string, versions: readonly Version[]): Problem | undefined {
  const problem = (message: string, fix: string): Problem => {
    return { code: 'versions_invalid', severity: 'error', message, fix };
  };
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) {
    return problem(
      `"${name}" is no name of a version`,
      'write it in small letters: add_write_cache',
    );
  }
  const other = versions.find(({ description = '' }) => description.split(':')[0] === name);
  if (other === undefined) return undefined;
  return problem(`version ${other.id.text} is called ${name} already`, 'give another name');
}

function hasDocuments({ name }: Config): Problem {
  return {
    code: 'config_invalid',
    severity: 'error',
    message: `the versions of ${name} are documents`,
    fix: 'put the next document into the folder: there is nothing to begin',
    file: 'skewline.json',
  };
}

function sentenceOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
