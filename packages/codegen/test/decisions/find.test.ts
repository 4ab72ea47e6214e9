import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findDecisions } from '../../src/read/decision-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'skewline-decisions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['a constant', 'export const up: Up = {};', ['up']],
  ['both in one statement', 'export const up = {}, down = {};', ['up', 'down']],
  ['a list', 'const up = {}; const b = {}; export { up, b as down };', ['up', 'down']],
  [
    'what another module has',
    "export { up } from './up.ts'; export * as down from './down.ts';",
    ['up', 'down'],
  ],
  ['what is not exported', 'const up = {}; const exported = { down: up };', []],
  ['types', "export type up = 1; export type { down } from './down.ts';", []],
  ['what a comment says', '// export const up = {};\nexport {};', []],
  ['a broken text', 'export const up: = {', ['up']],
  ['all of another module', "export const up = {}; export * from './rest.ts';", undefined],
])('%s', async (name, text, expected) => {
  const source = join(folder, name);
  mkdirSync(join(source, 'v1_2_0'), { recursive: true });
  writeFileSync(join(source, 'v1_2_0/decisions.ts'), text);
  const { one, each } = await findDecisions(source);
  expect(one).toBe(false);
  expect([...each]).toEqual([['v1_2_0', expected && new Set(expected)]]);
});

test('only what stands in the folder of a version, or above them all', async () => {
  const source = join(folder, 'places');
  for (const place of ['.', 'v2', 'v2/deeper', 'w3', 'v4.0', 'v05', 'generated']) {
    mkdirSync(join(source, place), { recursive: true });
    writeFileSync(join(source, place, 'decisions.ts'), 'export const up = {};');
  }
  writeFileSync(join(source, 'v7'), 'a file');
  const { one, each } = await findDecisions(source);
  expect(one).toBe(true);
  expect([...each.keys()]).toEqual(['v2']);
  expect(await findDecisions(join(source, 'nowhere'))).toEqual({ one: false, each: new Map() });
});
