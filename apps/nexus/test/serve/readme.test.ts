import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configDefaults } from '../../src/config.ts';

/** `restart.maxTries 12`, for all that has no members. */
function leaves(value: unknown, path: readonly string[] = []): readonly string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => leaves(member, [...path, name]))
    : [`${path.join('.')} ${JSON.stringify(value)}`];
}

it('the README has each setting with its default', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([\w.]+)` \| `([^`]+)` \|/gm)].map(
    ([, setting = '', value = '']) => `${setting} ${value}`,
  );
  expect(rows.toSorted()).toEqual(leaves(configDefaults).toSorted());
});
