import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../packages/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'skewline-process-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const node = (code: string, timeout = 20) =>
  run(process.execPath, ['-e', code], { cwd: folder, timeout });

test('how a program ended is data', async () => {
  expect(await node('console.log(1); console.error(2)')).toEqual({
    ok: true,
    end: 'exit code 0',
    stdout: '1\n',
    stderr: '2\n',
  });
  expect(await node('process.exit(3)')).toMatchObject({ ok: false, end: 'exit code 3' });
  expect(await node('for (;;);', 1)).toMatchObject({ ok: false, end: 'SIGKILL after 1 s' });
  expect(await run('/no/such/program', [], { cwd: folder })).toMatchObject({ ok: false });
});

test('more programs than processors all get their turn', async () => {
  const all = await Promise.all(
    Array.from({ length: 9 }, (_, index) => node(`console.log(${String(index)})`)),
  );
  expect(all.map(({ stdout }) => Number(stdout))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

const page = resolve(import.meta.dirname, '../packages/browser-page.ts');
const inPage = (code: string) => {
  const path = join(folder, 'bundle.js');
  writeFileSync(path, code);
  return run(process.execPath, [page, path], { cwd: folder, timeout: 20 });
};

test('in a browser there is nothing of Node', async () => {
  const names = ['process', 'Buffer', 'require', 'module', 'global', 'setImmediate', '__dirname'];
  const code = names.map((name) => `console.log(typeof ${name});`).join('\n');
  const { stdout, ok } = await inPage(code);
  expect({ ok, stdout }).toEqual({ ok: true, stdout: 'undefined\n'.repeat(names.length) });
});

test('in a browser a bundle may wait, objects print as usual, and a failure is one', async () => {
  expect(
    await inPage('const a = await Promise.resolve({ b: [1] }); console.log(a);'),
  ).toMatchObject({
    ok: true,
    stdout: '{ b: [ 1 ] }\n',
  });
  expect(await inPage('console.log(process.version)')).toMatchObject({
    ok: false,
    end: 'exit code 1',
  });
  expect(await inPage('await Promise.reject(new Error("no"))')).toMatchObject({ ok: false });
});
