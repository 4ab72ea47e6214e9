import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { problemStatuses } from '../src/problem.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the first example prints what the README says', async () => {
  const [, code = '', output = ''] = /```ts\n([^]*?)```\n\n```text\n([^]*?)```/.exec(readme) ?? [];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=skewline-source', '--input-type=module-typescript', '--eval', code],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(stdout).toBe(output);
});

test('the README has every problem, with its status', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
  const missing = Object.entries(problemStatuses).filter(
    ([code, status]) =>
      !rows.some((row) => row.includes(`\`${code}\``) && row.includes(String(status))),
  );
  expect(missing).toEqual([]);
});
