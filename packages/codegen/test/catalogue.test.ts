import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../src/model/problem.ts';

/** The text of all TypeScript files below a folder. */
function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.ts') && !path.endsWith('problem.ts') && !path.endsWith('catalogue.test.ts'),
    )
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}

// Each has a test of its own where it is provoked; this one finds a code that nothing reports or tests.
test.each(Object.keys(catalogue))('%s is reported somewhere, and named by a test', (code) => {
  const root = join(import.meta.dirname, '..');
  expect(textOf(join(root, 'src')).includes(`'${code}'`)).toBe(true);
  expect(textOf(join(root, 'test')).includes(code)).toBe(true);
});
