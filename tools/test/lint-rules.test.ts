import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { record } from '../src/tree.ts';

// A lint rule that is stated but reaches no file looks like one that is kept. Each is provoked here once.
const root = resolve(import.meta.dirname, '../..');
const planted: Readonly<Record<string, readonly [text: string, rule: string | null]>> = {
  'packages/codegen/src/emit/a.ts': ["import { x } from 'node:fs';\nx();\n", 'no-restricted-imports'],
  'packages/codegen/src/plan/a.ts': ["import { x } from 'node:fs/promises';\nx();\n", 'no-restricted-imports'],
  'packages/codegen/src/write.ts': ["import { x } from 'node:fs';\nx();\n", null],
  'packages/codegen/src/read/a.ts': ["import { x } from 'node:fs';\nx();\n", null],
  'packages/codegen/src/model/a.ts': ["import { x } from 'vitest';\nx();\n", 'no-restricted-imports'],
  'packages/codegen/test/a.test.ts': ["import { x } from 'node:fs';\nx();\n", null],
  'packages/runtime/src/a.ts': ["import { x } from 'ajv';\nx();\n", 'no-restricted-imports'],
  'packages/runtime/src/b.ts': ["import { x } from './c.ts';\nx();\n", null],
  'packages/runtime/src/d.ts': ["console.log('x');\n", 'no-console'],
  'packages/codegen/src/cli/a.ts': ["console.log('x');\n", null],
  'packages/codegen/src/diff/a.ts': ["console.log('x');\n", 'no-console'],
  'packages/runtime/src/e.ts': ['export default 1;\n', 'no-default-export'],
  'vitest.config.ts': ['export default 1;\n', null],
  'packages/runtime/src/f.ts': [
    "import { T } from './c.ts';\nexport const t: T = 1;\n",
    'consistent-type-imports',
  ],
  'packages/runtime/src/g.ts': ['export const a: any = 1;\n', 'no-explicit-any'],
  'packages/runtime/src/h.ts': [
    'async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n',
    'no-floating-promises',
  ],
  'packages/runtime/src/i.ts': ['// oxlint-disable-next-line no-console\nexport const a = 1;\n', ''],
  'packages/runtime/src/j.ts': ["import './k.ts';\n", 'no-cycle'],
  'packages/runtime/src/k.ts': ["import './j.ts';\n", 'no-cycle'],
  'examples/a/src/generated/a.ts': ['export default 1;\n', null],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skewline-lint-'));
  cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [path, [text]] of Object.entries(planted)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every planted violation is found in its file, and nothing else is', () => {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const run = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: folder, encoding: 'utf8' });
  const diagnostics = record(JSON.parse(run.stdout))['diagnostics'] as readonly unknown[];
  const found = diagnostics.map(record).map(({ filename, code }) => {
    // An unused disable has no rule of its own, and so no code.
    const rule = typeof code === 'string' ? /\(([\w-]+)\)/.exec(code)?.[1] : undefined;
    return `${String(filename)}: ${rule ?? ''}`;
  });
  const expected = Object.entries(planted)
    .filter(([, [, rule]]) => rule !== null)
    .map(([path, [, rule]]) => `${path}: ${rule}`);
  expect(found.sort()).toEqual(expected.sort());
  expect(run.status).toBe(1);
});
