import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyOfExample, run } from './run.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ folder, remove } = await copyOfExample());
});
afterEach(() => remove());

describe('generate', () => {
  test('prints what it found, derived and asked, and what it wrote', async () => {
    await rm(join(folder, 'src/generated'), { recursive: true });
    const { code, output, errors } = await run(['generate'], { folder });
    expect([code, errors]).toEqual([0, '']);
    await expect(output).toMatchFileSnapshot('golden/generate.txt');
  });

  test('gives the same bytes as are committed, and writes nothing the second time', async () => {
    const path = join(folder, 'src/generated/v2/types.ts');
    const before = await stat(path);
    expect((await run(['generate'], { folder })).output).toContain('nothing, all is up to date');
    expect(await readdir(join(folder, 'src/generated'))).toContain('.skewline-stamp.json');
    expect((await run(['generate'], { folder })).output).toContain('nothing, all is up to date');
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
  });

  test('mends a generated file that was edited by hand, also right after it was stamped', async () => {
    await run(['generate'], { folder });
    const path = join(folder, 'src/generated/v2/types.ts');
    const text = await readFile(path, 'utf8');
    const { mtime, atime } = await stat(path);
    await writeFile(path, `${text}// mine\n`);
    await (await import('node:fs/promises')).utimes(path, atime, mtime);
    const checked = await run(['check'], { folder });
    expect(checked.code).toBe(4);
    expect(checked.output).toContain('differs    generated/v2/types.ts');
    expect((await run(['generate'], { folder })).output).toContain('1 changed');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('notices a document that changed, and one that is gone', async () => {
    await run(['generate'], { folder });
    await rm(join(folder, 'documents/4.yaml'));
    const { code, output } = await run(['check'], { folder });
    expect(code).toBe(4);
    expect(output).toContain('left over  generated/v4/types.ts');
    expect((await run(['generate'], { folder })).code).toBe(0);
    expect(await readdir(join(folder, 'src/generated'))).not.toContain('v4');
  });

  test('check writes nothing', async () => {
    await rm(join(folder, 'src/generated'), { recursive: true });
    const { code, output } = await run(['generate', '--check', '--json'], { folder });
    expect(code).toBe(4);
    const { exitCode, stale } = JSON.parse(output) as { exitCode: number; stale: { created: string[] } };
    expect(exitCode).toBe(4);
    expect(stale.created).toContain('generated/v1/types.ts');
    expect(await readdir(join(folder, 'src'))).toEqual(['decisions.ts']);
  });

  test('refuses documents with a problem, and leaves what is there', async () => {
    await writeFile(join(folder, 'documents/4.yaml'), 'openapi: 3.0.3\ninfo: {version: "4", title: x');
    const { code, errors } = await run(['generate'], { folder });
    expect(code).toBe(100);
    expect(errors).toContain('document_unparsable');
    expect(errors).toContain('4.yaml');
    expect(await readdir(join(folder, 'src/generated'))).toContain('v4');
  });

  test('refuses to overwrite a hand-written file', async () => {
    await writeFile(join(folder, 'src/generated/mine.ts'), 'export {};\n');
    const { code, errors } = await run(['generate'], { folder });
    expect(code).toBe(100);
    expect(errors).toBe(
      [
        'file_in_the_way: src/generated/mine.ts was not generated, but stands in the folder of generated files',
        '  at   src/generated/mine.ts',
        '  fix  move it out of generated/, or delete it',
        '1 problem',
        '',
      ].join('\n'),
    );
  });

  test('says that decisions are missing', async () => {
    await rm(join(folder, 'src/decisions.ts'));
    const { code, errors } = await run(['generate'], { folder });
    expect(code).toBe(0);
    expect(errors).toContain('decisions_missing (warning): src/decisions.ts does not exist');
  });
});

describe('init', () => {
  test('starts a package that generates', async () => {
    const target = join(folder, 'new');
    const made = await run(['init', '--package', target, '--name', 'mine', '--documents', '../documents']);
    expect(made.code).toBe(0);
    expect((await run(['generate', '--package', target])).code).toBe(0);
    expect(await readdir(join(target, 'src'))).toEqual(['decisions.ts', 'generated']);
  });

  test('never overwrites', async () => {
    const before = await readFile(join(folder, 'skewline.json'), 'utf8');
    const { code, errors } = await run(['init'], { folder });
    expect(code).toBe(100);
    expect(errors).toContain('file_in_the_way: skewline.json exists already');
    expect(await readFile(join(folder, 'skewline.json'), 'utf8')).toBe(before);
  });
});

describe('exit codes', () => {
  test.each([
    [['diff', '1', '2'], 0],
    [['diff', '1', '2', '--fail-on-breaking'], 100],
    [['diff', '1', '9'], 100],
    [['diff', '1'], 100],
    [['explain', '9', 'Parcel'], 100],
    [['explain', '2', 'Nothing'], 100],
    [['changelog', '9'], 100],
    [['generate', '--package', 'nowhere'], 100],
    [['nonsense'], 100],
    [['diff', '--nonsense'], 100],
    [[], 100],
    [['--version'], 0],
    [['convert', '--help'], 0],
  ])('of %j is %i', async (argv, wanted) => {
    expect((await run(argv, { folder })).code).toBe(wanted);
  });

  test('stand in every help', async () => {
    for (const command of ['init', 'generate', 'check', 'diff', 'explain', 'convert', 'changelog']) {
      const { output } = await run([command, '--help']);
      expect(output).toContain('Example:\n');
      expect(output).toContain('100  refused');
      expect(output).toContain('--json');
    }
  });

  test('come with problems as data', async () => {
    const { output, code } = await run(['explain', '2', 'Nothing', '--json'], { folder });
    expect(JSON.parse(output)).toMatchObject({
      exitCode: code,
      problems: [{ code: 'type_unknown', type: 'Nothing', version: '2' }],
    });
  });
});
