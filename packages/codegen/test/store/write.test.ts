import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { applyToStore } from '../../src/write/documents-store.ts';
import { removeScratch, scratchFolder } from './repository.ts';

afterAll(removeScratch);

let folder = '';
beforeEach(() => {
  folder = scratchFolder();
  mkdirSync(join(folder, 'store'));
  writeFileSync(join(folder, 'store/old.json'), 'old');
  symlinkSync('old.json', join(folder, 'store/latest.json'));
});

const actions = [
  { kind: 'remove', path: 'store/old.json' },
  { kind: 'link', path: 'store/latest.json', target: 'new.json' },
  { kind: 'write', path: 'store/new.json', text: 'new' },
] as const;

test('writes, links and removes, whatever the order, and leaves nothing else behind', async () => {
  expect(await applyToStore(folder, actions)).toEqual([]);
  expect(readdirSync(join(folder, 'store')).sort()).toEqual(['latest.json', 'new.json']);
  expect(readlinkSync(join(folder, 'store/latest.json'))).toBe('new.json');
  expect(readFileSync(join(folder, 'store/new.json'), 'utf8')).toBe('new');
});

test('a file becomes the link, and a link the file, that it should be', async () => {
  writeFileSync(join(folder, 'store/file.json'), 'file');
  const swapped = [
    { kind: 'link', path: 'store/file.json', target: 'old.json' },
    { kind: 'write', path: 'store/latest.json', text: 'a document' },
  ] as const;
  expect(await applyToStore(folder, swapped)).toEqual([]);
  expect(lstatSync(join(folder, 'store/file.json')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(folder, 'store/latest.json')).isFile()).toBe(true);
  // The link was replaced: what it led to is as it was.
  expect(readFileSync(join(folder, 'store/old.json'), 'utf8')).toBe('old');
});

test('a failure takes back what was done before it', async () => {
  mkdirSync(join(folder, 'store/full.json'));
  writeFileSync(join(folder, 'store/full.json/inside'), '');
  const failing = [...actions, { kind: 'link', path: 'store/full.json', target: 'x' } as const];
  expect(await applyToStore(folder, failing)).toMatchObject([
    { code: 'write_failed', severity: 'error', file: 'store/full.json' },
  ]);
  expect(readdirSync(join(folder, 'store')).sort()).toEqual([
    'full.json',
    'latest.json',
    'old.json',
  ]);
  expect(readlinkSync(join(folder, 'store/latest.json'))).toBe('old.json');
  expect(readFileSync(join(folder, 'store/old.json'), 'utf8')).toBe('old');
  expect(readdirSync(join(folder, 'store/full.json'))).toEqual(['inside']);
});
