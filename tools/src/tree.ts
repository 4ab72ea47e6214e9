import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository as the rules see it: the paths that belong to it, with `/`, and their text. */
export interface Tree {
  readonly paths: readonly string[];
  text(path: string): string;
}

/** What a rule found. No findings means that the rule is kept. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

/** For tests of the rules: a repository that exists only on paper. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const map = new Map(Object.entries(files));
  return {
    paths: [...map.keys()].sort(),
    text: (path) => map.get(path) ?? fail(path),
  };
}

/** Tracked files, and new ones that nobody has added yet: those will be tracked next. */
export function treeOfFolder(root: string): Tree {
  const listed = existsSync(join(root, '.git')) ? listedByGit(root) : listedByWalking(root);
  return {
    paths: listed.filter((path) => existsSync(join(root, path))).sort(),
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

/** The object in a JSON file, for the few fields that a rule asks about. */
export function jsonOf(tree: Tree, path: string): Readonly<Record<string, unknown>> {
  return record(JSON.parse(tree.text(path)));
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** `packages/codegen` for `packages/codegen/src/x.ts`: the workspace that a path is in, if any. */
export function workspaceOf(path: string): string | undefined {
  return /^(?:(?:packages|apps|examples)\/[^/]+|tools)(?=\/)/.exec(path)?.[0];
}

/** Every workspace that has a package.json. */
export function workspaces(tree: Tree): readonly string[] {
  return tree.paths
    .filter((path) => path === `${workspaceOf(path)}/package.json`)
    .map((path) => path.slice(0, -'/package.json'.length));
}

function listedByGit(root: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return [...new Set(output.split('\0').filter((path) => path !== ''))];
}

/** A downloaded archive has no .git, and its tests must pass too. Of .gitignore it understands folders. */
function listedByWalking(root: string): string[] {
  const rules = join(root, '.gitignore');
  const ignored = (existsSync(rules) ? readFileSync(rules, 'utf8') : '')
    .split('\n')
    .filter((line) => /^[^#].*\/$/.test(line))
    .map((line) => line.slice(0, -1));
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return ignored.includes(entry.name) || ignored.includes(path) ? [] : walk(path);
    });
  return walk('');
}

function fail(path: string): never {
  throw new Error(`There is no ${path} in this tree.`);
}
