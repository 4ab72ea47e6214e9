import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashFile, hashTypeScript } from '../../src/read/input-files.ts';

let root = '';
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'skewline-inputs-'));
  await put('a/package.json', '{"name": "@x/a"}');
  await put('a/src/types/index.ts', "import type { B } from '@x/b/v1';\nexport type A = B;\n");
  await put('a/src/types/generated/types.ts', 'export type G = 1;\n');
  await put('a/src/other.ts', 'export type O = 1;\n');
  await put('b/package.json', '{"name": "@x/b"}');
  await put('b/src/v1.ts', "import type { C } from '@x/c';\nexport type B = C;\n");
  await put('b/src/generated/types.ts', 'export type G = 1;\n');
  await put('node_modules/@x/c/index.d.ts', 'export type C = 1;\n');
  await symlink(join(root, 'b'), join(root, 'node_modules/@x/b'));
});
afterEach(() => rm(root, { recursive: true }));

const own = (): readonly string[] => [join(root, 'a/src/types/generated')];
const hash = (path: string): Promise<string | undefined> => hashTypeScript(join(root, path), own());

describe('a hash of what types are made of', () => {
  test.each<[string, string, boolean]>([
    ['a file of the folder', 'a/src/types/index.ts', true],
    ['a new file of the folder', 'a/src/types/more.ts', true],
    ['a file of a package that it imports', 'b/src/v1.ts', true],
    ['what is generated in that package', 'b/src/generated/types.ts', true],
    ['what is generated here', 'a/src/types/generated/types.ts', false],
    ['a file beside the folder', 'a/src/other.ts', false],
    ['a package that was installed', 'node_modules/@x/c/index.d.ts', false],
    ['what is built', 'b/dist/v1.d.ts', false],
    ['a file of another kind', 'a/src/types/readme.md', false],
  ])('of %s (%s) changes: %j', async (_, path, changes) => {
    const before = await hash('a/src/types');
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash('a/src/types')).toBe(before);
    await put(path, '// Changed.\n');
    expect((await hash('a/src/types')) !== before).toBe(changes);
  });

  test('of a module has its whole package, as nobody has said where its types end', async () => {
    const before = await hash('a/src/types/index.ts');
    await put('a/src/other.ts', 'export type O = 2;\n');
    expect(await hash('a/src/types/index.ts')).not.toBe(before);
  });

  test('does not depend on where the repository is', async () => {
    const before = await hash('a/src/types');
    const moved = `${root}-moved`;
    await rm(join(root, 'node_modules/@x/b'));
    await symlink('../../b', join(root, 'node_modules/@x/b'));
    const { rename } = await import('node:fs/promises');
    await rename(root, moved);
    expect(
      await hashTypeScript(join(moved, 'a/src/types'), [join(moved, 'a/src/types/generated')]),
    ).toBe(before);
    await rename(moved, root);
  });

  test('is none where there is nothing', async () => {
    expect(await hash('a/src/nothing')).toBeUndefined();
    expect(await hashFile(join(root, 'nothing.json'))).toBeUndefined();
  });
});
