import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { treeOfFolder, workspaceOf } from '../src/tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'skewline-tree-'));
  const files = ['a.ts', 'packages/b/c.ts', 'packages/b/dist/d.js', 'examples/e/generated/f.ts', 'generated/g.ts'];
  for (const path of files) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  writeFileSync(join(root, '.gitignore'), '# made\ndist/\nexamples/e/generated/\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const expected = ['.gitignore', 'a.ts', 'generated/g.ts', 'packages/b/c.ts'];

test('an archive without .git has the files that .gitignore does not name', () => {
  expect(treeOfFolder(root).paths).toEqual(expected);
  expect(treeOfFolder(root).text('packages/b/c.ts')).toBe('packages/b/c.ts');
});

test('a checkout has tracked files and new ones, without those that were deleted', () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  writeFileSync(join(root, 'gone.ts'), '');
  git('init');
  git('add', 'a.ts', 'gone.ts');
  rmSync(join(root, 'gone.ts'));
  expect(treeOfFolder(root).paths).toEqual(expected);
});

test('a path belongs to the workspace that it is in', () => {
  expect(workspaceOf('packages/codegen/src/a.ts')).toBe('packages/codegen');
  expect(workspaceOf('tools/src/a.ts')).toBe('tools');
  expect(workspaceOf('packages/README.md')).toBeUndefined();
  expect(workspaceOf('bench/a.ts')).toBeUndefined();
});
