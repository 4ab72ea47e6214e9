import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../cli/run.ts';
import { packageOf } from '../read/typescript/given.ts';

/** A boat has a harbour since version 5. */
const files: Readonly<Record<string, string>> = {
  '../skewline.json': '{"name": "boats", "types": "src"}',
  'versions.ts': "export interface Versions {\n  1: 'initial';\n  5: 'harbours';\n}\n",
  'operations.ts': `import type { Operation } from '@skewline/runtime/api';
import type { Boat } from './v5/boat.ts';
export interface Operations {
  boat: Operation<'GET', '/boat', { responses: { 200: Boat } }>;
}
`,
  'v1/boat.ts': 'export interface Boat { name: string }\n',
  'v5/boat.ts': 'export interface Boat { name: string; harbour: string }\n',
};
/** Before it has been generated, it does not compile; and its types are nobody's but its own. */
const decisions = `import { constant } from '@skewline/runtime';
import type { DecisionsUpToV5 } from '../generated/decisions.ts';

export type Harbour = string;
const home: Harbour = 'home';
export const up: DecisionsUpToV5 = { 'Boat.harbour': constant(home) };
`;

const said = async (folder: string, ...argv: readonly string[]): Promise<readonly unknown[]> => {
  const { code, errors } = await run(argv, { folder });
  return [code, errors.split('\n')[0]];
};

test('decisions beside types are no types', async () => {
  const folder = packageOf({ ...files, 'v5/decisions.ts': decisions });
  expect(await said(folder, 'generate')).toEqual([0, '']);
  const text = readFileSync(join(folder, 'src/generated/v5/up.ts'), 'utf8');
  expect(text).toContain("import { up } from '../../v5/decisions.ts';");
  expect(readFileSync(join(folder, 'src/generated/latest.ts'), 'utf8')).not.toContain('Harbour');
});

test('in a module of another name they would be', async () => {
  const folder = packageOf({ ...files, 'v5/decide.ts': decisions });
  expect(await said(folder, 'generate')).toEqual([
    100,
    expect.stringMatching(/^types_invalid: TS2307: .*generated\/decisions\.ts/),
  ]);
});

test('types that are in a module of that name by mistake are not lost in silence', async () => {
  const folder = packageOf({
    ...files,
    'v5/decisions.ts': decisions,
    'v1/decisions.ts': 'export interface Ruling { text: string }\n',
  });
  expect(await said(folder, 'generate')).toEqual([
    100,
    'decisions_left_over: src/v1/decisions.ts is there, and version 1 asks for no decisions',
  ]);
});

test('where decisions are in another folder, the name is free for types', async () => {
  const folder = packageOf({
    ...files,
    '../skewline.json': '{"name": "boats", "types": "src", "source": "made"}',
    'v1/decisions.ts': 'export interface Ruling { text: string }\n',
    '../made/v5/decisions.ts': decisions,
  });
  expect(await said(folder, 'generate')).toEqual([
    0,
    expect.stringMatching(/^type_unused \(warning\): Ruling /),
  ]);
  const text = readFileSync(join(folder, 'made/generated/v5/up.ts'), 'utf8');
  expect(text).toContain("import { up } from '../../v5/decisions.ts';");
});

test.each([
  ['beside versions', { 'v5/decisions.ts': decisions }, 'src/v6/decisions.ts'],
  ['in one module', { 'decisions.ts': '' }, 'src/decisions.ts'],
  ['nowhere yet', {}, 'src/decisions.ts'],
])('new-version says where to answer, with decisions %s', async (_, own, place) => {
  const folder = packageOf({ ...files, ...own });
  const { output, errors } = await run(['new-version', folder, 'sails']);
  expect(errors).toBe('');
  expect(output).toContain(`  4. Answer them in ${place} until tsc is content`);
});
