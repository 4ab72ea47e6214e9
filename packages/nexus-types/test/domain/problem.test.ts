import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { domainProblems } from '../../src/domain/index.ts';

// Each code has a test that provokes it; this finds a code that none names.
test('every code of the catalogue is provoked by a test', () => {
  const texts = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const forgotten = Object.keys(domainProblems).filter((code) => !texts.includes(`'${code}'`));
  expect(forgotten).toEqual([]);
});
