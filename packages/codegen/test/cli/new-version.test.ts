import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageOf } from '../read/typescript/given.ts';
import { copyOfExample, run } from './run.ts';

const files = {
  '../skewline.json': JSON.stringify({ name: 'library', types: 'src' }),
  'versions.ts': `/** Oldest first. */
export interface Versions {
  /** Books. */
  1: 'initial';
  /** Boxes of books. */
  7: 'boxes';
}

export type Other = string;
`,
  'v1/book.ts': 'export interface Book { title: string }\n',
  'operations.ts': `import type { Operation } from '@skewline/runtime/api';
import type { Book } from './v1/book.ts';
export interface Operations {
  book: Operation<'GET', '/book', { responses: { 200: Book } }>;
}
`,
};

test('writes the line, the folder and what comes next', async () => {
  const folder = packageOf(files);
  const { code, output, errors } = await run([
    'new-version',
    folder,
    'add_translators',
    '--summary',
    'Who translated it.',
  ]);
  expect([code, errors]).toEqual([0, '']);
  expect(output).toContain('8 add_translators: wrote src/versions.ts, src/v8/index.ts');
  expect(output).toContain('since: 8');
  expect(output).toContain('until: 7');
  expect(readFileSync(join(folder, 'src/versions.ts'), 'utf8')).toBe(
    files['versions.ts'].replace(
      "7: 'boxes';\n",
      "7: 'boxes';\n  /** Who translated it. */\n  8: 'add_translators';\n",
    ),
  );
  expect(readFileSync(join(folder, 'src/v8/index.ts'), 'utf8')).toBe(
    '/** Version 8, `add_translators`: Who translated it. */\nexport {};\n',
  );
  const generated = await run(['generate', '--package', folder]);
  expect([generated.code, generated.errors]).toEqual([0, '']);
  expect(generated.output).toContain('3 versions');
});

test('a number can be given, and must be newer', async () => {
  const folder = packageOf(files);
  const { code } = await run(['new-version', folder, 'later', '--number', '2026112100.0.0']);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, 'src/versions.ts'), 'utf8')).toContain(
    "'2026112100.0.0': 'later';",
  );
  const next = await run(['new-version', folder, 'latest']);
  expect(next.code).toBe(100);
  expect(next.errors).toContain('--number');
});

test.each([
  ['an older number', ['x', '--number', '7'], 'is not newer than 7'],
  ['no number', ['x', '--number', 'eight'], 'is no version'],
  ['a name with a space', ['add translators'], 'is no name of a version'],
  ['a name in capitals', ['AddTranslators'], 'small letters'],
  ['a name that is there', ['boxes'], 'version 7 is called boxes already'],
])('%s is refused, and nothing is written', async (_, args, message) => {
  const folder = packageOf(files);
  const { code, errors } = await run(['new-version', folder, ...args]);
  expect(code).toBe(100);
  expect(errors).toContain(message);
  expect(readFileSync(join(folder, 'src/versions.ts'), 'utf8')).toBe(files['versions.ts']);
});

test('what is in the way is not overwritten, and the list stays as it was', async () => {
  const folder = packageOf({ ...files, 'v8/index.ts': 'export {};\n' });
  const { code, errors } = await run(['new-version', folder, 'next']);
  expect(code).toBe(100);
  expect(errors).toMatch(/v8/);
  expect(readFileSync(join(folder, 'src/versions.ts'), 'utf8')).toBe(files['versions.ts']);
});

test('an API of documents has nothing to begin', async () => {
  const { folder, remove } = await copyOfExample();
  const { code, errors } = await run(['new-version', folder, 'next']);
  await remove();
  expect(code).toBe(100);
  expect(errors).toContain('put the next document into the folder');
});
