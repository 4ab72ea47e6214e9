import { expect, test } from 'vitest';
import { codegenRooms, importsOf, sourceImports } from '../src/source-imports.ts';
import { treeOf } from '../src/tree.ts';

function withSource(path: string, text: string) {
  const depends = (name: string, ...names: string[]) =>
    JSON.stringify({ name, dependencies: Object.fromEntries(names.map((each) => [each, '0.0.0'])) });
  return treeOf({
    'packages/runtime/package.json': depends('@skewline/runtime'),
    'packages/saga/package.json': depends('@skewline/saga', '@skewline/runtime'),
    'packages/codegen/package.json': depends('@skewline/codegen'),
    [path]: text,
  });
}

test.each([
  ['packages/saga/src/a.ts', "import { ok } from '@skewline/runtime';"],
  ['packages/saga/src/a.ts', "import type { Ok } from '@skewline/runtime/formats';"],
  ['packages/saga/src/deep/a.ts', "import { b } from '../b.ts';"],
  ['packages/saga/src/a.ts', "import { readFile } from 'node:fs/promises';"],
  ['packages/saga/src/a.ts', "// import { x } from '@skewline/codegen';"],
])('fine: %s with %s', (path, text) => {
  expect(sourceImports(withSource(path, text))).toEqual([]);
});

test.each([
  ['packages/runtime/src/a.ts', "import { x } from '@skewline/saga';", 'an import points up only'],
  ['packages/runtime/src/a.ts', "import {\n  x,\n  y,\n} from '@skewline/saga';", 'points up only'],
  ['packages/runtime/src/a.ts', "export type { X } from '@skewline/saga/store';", 'points up only'],
  ['packages/runtime/src/a.ts', "  const x = await import('@skewline/saga');", 'points up only'],
  ['packages/saga/src/a.ts', "import '@skewline/codegen';", 'never imported at run time'],
  ['packages/codegen/src/a.ts', "import { x } from '@skewline/runtime';", 'does not have'],
  ['packages/saga/src/a.ts', "import { x } from '../../runtime/src/a.ts';", 'leads out of'],
])('refused: %s with %s', (path, text, why) => {
  expect(sourceImports(withSource(path, text))).toEqual([
    { path, message: expect.stringContaining(why) },
  ]);
});

test('a room of the codegen imports to its left only', () => {
  const rooms = (path: string, text: string) => codegenRooms(withSource(`packages/codegen/src/${path}`, text));
  expect(rooms('emit/types.ts', "import type { Plan } from '../plan/plan.ts';")).toEqual([]);
  expect(rooms('index.ts', "export { generate } from './emit/generate.ts';")).toEqual([]);
  expect(rooms('plan/plan.ts', "import { text } from '../emit/text.ts';")).toEqual([
    { path: 'packages/codegen/src/plan/plan.ts', message: 'plan imports emit, which is to its right.' },
  ]);
  expect(rooms('model/api.ts', "import { write } from '../write.ts';")).toHaveLength(1);
  expect(rooms('attic/old.ts', '')).toEqual([
    { path: 'packages/codegen/src/attic/old.ts', message: expect.stringContaining('is not listed') },
  ]);
});

test('imports are found in every form, and nothing else is', () => {
  const text = [
    "import a from 'a';",
    "import 'b';",
    "export * from 'c';",
    'import {',
    '  d,',
    "} from 'd';",
    "const e = import('e');",
    "const no = \"import x from 'no'\";",
    "export const from = 'no';",
    "export type T = 'no';",
  ].join('\n');
  expect(importsOf(text).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});
