import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { problemWithNode } from '../check-node.mjs';

test.each(['v22.18.0', 'v22.20.1', 'v24.0.0', 'v26.1.0'])('%s will do', (version) => {
  expect(problemWithNode(version)).toBeUndefined();
});

test.each(['v8.17.0', 'v20.20.2', 'v22.17.9'])('%s is too old, and the message says what to do', (version) => {
  expect(problemWithNode(version)).toMatch(
    new RegExp(`^Node ${version} is too old for this repository: install Node 24 \\(https://`),
  );
});

test('as a program it says nothing and succeeds on this Node', () => {
  const script = resolve(import.meta.dirname, '../check-node.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

// The system's Node of Debian 12 is such an old one; elsewhere there is none to try.
const old = '/usr/bin/node';
const isOld =
  existsSync(old) && problemWithNode(spawnSync(old, ['-v'], { encoding: 'utf8' }).stdout.trim()) !== undefined;

test.runIf(isOld)('as a program it refuses an old Node in its first line', () => {
  const script = resolve(import.meta.dirname, '../check-node.mjs');
  const { status, stderr } = spawnSync(old, [script], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr.split('\n')[0]).toMatch(/^Node v\S+ is too old/);
});
