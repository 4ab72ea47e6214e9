import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runPage } from '../docs/run-page.ts';
import { isPrinted, isPrintedWithin, stepsOf } from '../src/docs-steps.ts';

const page = (...parts: readonly string[]) => parts.join('\n');

test('the steps of a page are its sh blocks, with what a text block right after them says', () => {
  const markdown = page(
    'Do this:',
    '```sh',
    'echo one',
    '```',
    '',
    '```text',
    'one',
    '```',
    '```ts',
    'not a command',
    '```',
    '```sh background',
    'sleep 9',
    '```',
    'It says nothing of note:',
    '```text',
    'of something else',
    '```',
  );
  expect(stepsOf(markdown)).toEqual([
    { line: 2, script: 'echo one', background: false, output: 'one' },
    { line: 12, script: 'sleep 9', background: true },
  ]);
});

test.each([
  ['one', 'one\n'],
  ['one', 'one   \n\n'],
  ['took … ms', 'took 12 ms'],
  ['a\n…\nz', 'a\nb\nc\nz'],
  ['a\n…\nz', 'a\nz'],
  ['a\n…', 'a\nb\nc'],
  ['…\nz', 'x\ny\nz'],
  ['1.0.0 (a+b)?', '1.0.0 (a+b)?'],
])('%j is what %j says', (output, printed) => {
  expect(isPrinted(output, printed)).toBe(true);
});

test.each([
  ['one', 'one\ntwo'],
  ['one', 'zero\none'],
  ['took … ms', 'took 12\nms'],
  ['1.0.0', '1x0.0'],
  ['a\n…\nz', 'a\nb'],
])('%j is not what %j says', (output, printed) => {
  expect(isPrinted(output, printed)).toBe(false);
});

test('of a program that goes on, some lines are enough, but whole ones', () => {
  expect(isPrintedWithin('ready', 'begin\nready\nmore')).toBe(true);
  expect(isPrintedWithin('ready', 'begin\nalready\n')).toBe(false);
});

test('blocks share one shell, and a background program is there until the page ends', async () => {
  const ran = await runPage(
    page(
      '```sh',
      'word=there; cd "$TMPDIR"',
      '```',
      '```sh background',
      'echo up; while sleep 0.1; do echo "$word" >> heard; done',
      '```',
      '```text',
      'up',
      '```',
      '```sh',
      'until grep there heard; do sleep 0.1; done; [ "$PWD" = "$TMPDIR" ]',
      '```',
    ),
    import.meta.dirname,
    20_000,
  );
  expect(ran.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
  expect(ran[2]?.printed).toContain('there');
});

test.each([
  ['a command that fails', 'echo before; false; echo after'],
  ['a command in a pipe that fails', 'false | echo before'],
  ['a variable that nobody set', 'echo before; echo "$nobody"'],
])('%s ends the page', async (_, script) => {
  const ran = await runPage(
    page('```sh', script, '```', '```sh', 'echo never', '```'),
    '.',
    20_000,
  );
  expect(ran.map(({ state }) => state)).toEqual(['failed', 'not run']);
  expect(ran[0]?.printed).toContain('before');
  expect(ran[0]?.printed).not.toContain('after');
});

test('a background program that ends before it is ready ends the page', async () => {
  const ran = await runPage(
    page('```sh background', 'echo no', '```', '```text', 'ready', '```', '```sh', 'true', '```'),
    '.',
    20_000,
  );
  expect(ran.map(({ state }) => state)).toEqual(['failed', 'not run']);
});

test('what a page starts with & ends with the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skewline-page-test-'));
  const file = join(folder, 'beats');
  const ran = await runPage(
    page(
      '```sh',
      `while sleep 0.05; do echo beat >> ${file}; done &`,
      `until [ -e ${file} ]; do sleep 0.05; done`,
      '```',
    ),
    '.',
    20_000,
  );
  expect(ran.map(({ state }) => state)).toEqual(['ended']);
  await setTimeout(200);
  const atEnd = statSync(file).size;
  await setTimeout(300);
  expect(statSync(file).size).toBe(atEnd);
  rmSync(folder, { recursive: true });
});

test('a page that takes too long is ended, and leaves nothing that runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skewline-page-test-'));
  const beats = (name: string) => `while sleep 0.05; do echo beat >> ${join(folder, name)}; done`;
  const ran = await runPage(
    page(
      '```sh background',
      `echo up; ${beats('behind')}`,
      '```',
      '```text',
      'up',
      '```',
      '```sh',
      beats('before'),
      '```',
    ),
    '.',
    1000,
  );
  expect(ran.map(({ state }) => state)).toEqual(['ended', 'failed']);
  const heard = () => ['behind', 'before'].map((name) => statSync(join(folder, name)).size);
  const atEnd = heard();
  await setTimeout(300);
  expect(heard()).toEqual(atEnd);
  rmSync(folder, { recursive: true });
});
