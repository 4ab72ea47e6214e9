import type { Checked } from '../model/problem.ts';
import { type Repository, tellGit } from './git.ts';

/** A file of a commit. */
export interface TreeFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly object: string;
  readonly isLink: boolean;
}

/** The files that a commit has directly in a folder. None where there is no such folder. */
export async function listTree(
  { root }: Repository,
  commit: string,
  folder: string,
): Promise<Checked<readonly TreeFile[]>> {
  // A path is one, whatever signs are in it.
  const words = [
    '--literal-pathspecs',
    'ls-tree',
    '-z',
    commit,
    '--',
    `${folder.replace(/\/$/, '')}/`,
  ];
  const answer = await tellGit(root, folder === '' ? words.slice(0, 4) : words);
  if (answer.value === undefined) return answer as Checked<never>;
  const files = answer.value
    .toString('utf8')
    .split('\0')
    .flatMap((line): TreeFile[] => {
      const [, mode, kind, object, path] = /^(\d+) (\w+) ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      if (kind !== 'blob' || object === undefined || path === undefined) return [];
      return [{ path, object, isLink: mode === '120000' }];
    });
  return { value: files, problems: [] };
}

/**
 * The texts of objects: their names, or `COMMIT:PATH`. What is not there has no text.
 */
export async function readObjects(
  { root }: Repository,
  names: readonly string[],
): Promise<Checked<ReadonlyMap<string, string>>> {
  const texts = new Map<string, string>();
  const wanted = [...new Set(names)].filter((name) => !name.includes('\n'));
  if (wanted.length === 0) return { value: texts, problems: [] };
  const answer = await tellGit(root, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  if (answer.value === undefined) return answer as Checked<never>;
  const bytes = answer.value;
  let at = 0;
  for (const name of wanted) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const line = bytes.subarray(at, end).toString('utf8');
    const [, kind, length] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(line) ?? [];
    at = end + 1;
    // `missing`, or `ambiguous`: a line alone.
    if (length === undefined) continue;
    const size = Number(length);
    if (kind === 'blob') texts.set(name, bytes.subarray(at, at + size).toString('utf8'));
    at += size + 1;
  }
  return { value: texts, problems: [] };
}

/** For each file that history ever had in a folder, the first commit that brought it. */
export async function firstCommits(
  { root }: Repository,
  commit: string,
  folder: string,
): Promise<Checked<ReadonlyMap<string, string>>> {
  const answer = await tellGit(root, [
    '--literal-pathspecs',
    'log',
    '--topo-order',
    '--reverse',
    // A merge can bring a file too; what a parent has was listed with that parent.
    '-m',
    '--diff-filter=A',
    '--no-renames',
    '--name-only',
    '-z',
    '--format=%x01%H',
    commit,
    '--',
    folder.replace(/\/$/, ''),
  ]);
  if (answer.value === undefined) return answer as Checked<never>;
  const found = new Map<string, string>();
  let current = '';
  for (const part of answer.value.toString('utf8').split(/\0|\n/)) {
    if (part.startsWith('\u0001')) current = part.slice(1);
    else if (part !== '' && !found.has(part)) found.set(part, current);
  }
  return { value: found, problems: [] };
}
