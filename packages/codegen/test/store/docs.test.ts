import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiMembers } from '../../src/config/api.ts';
import { catalogue } from '../../src/model/problem.ts';
import { run } from '../cli/run.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/states.md'), 'utf8');

const ours = Object.keys(catalogue).filter((code) =>
  /^(?:frozen|document|latest|gitref)_(?!too_|unparsable)|^(?:nothing_frozen|clone_shallow)$/.test(
    code,
  ),
);

test.each(ours)('docs/states.md has %s', (code) => {
  expect(text).toContain(`\`${code}\``);
});

test('what looks like a problem is one', () => {
  const named = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code]) => code ?? '');
  expect(named.filter((code) => !(code in catalogue))).toEqual([]);
});

// As in the facts about dropshot-api-manager.
test.each([
  'BlessedVersionBroken',
  'BlessedVersionCompareError',
  'BlessedLatestVersionBytewiseMismatch',
  'GeneratedSourceMissing',
  'GeneratedValidationError',
  'GitStubFirstCommitUnknown',
  'BlessedVersionMissingLocal',
  'BlessedVersionExtraLocalDoc',
  'BlessedVersionCorruptedLocal',
  'LockstepMissingLocal',
  'LockstepStale',
  'LocalVersionMissingLocal',
  'LocalVersionExtra',
  'LocalVersionStale',
  'ExtraFileStale',
  'LocalDocFileOrphaned',
  'LatestLinkMissing',
  'LatestLinkStale',
  'BlessedVersionShouldBeGitStub',
  'GitStubShouldBeJson',
  'DuplicateLocalFile',
  'GitStubCommitStale',
  'BlessedVersionRemoved',
])('%s has a counterpart, or a reason why not', (state) => {
  const row = text.split('\n').find((line) => line.startsWith('| ') && line.includes(state));
  expect(row?.split(' | ')[1]).toMatch(/`[a-z_]+`|\bnone: |no state of its own: /);
});

test('its members and options exist', async () => {
  for (const name of ['frozen', 'allowTrivialChanges', 'gitReferences']) {
    expect(apiMembers).toContain(name);
    expect(text).toContain(`| \`${name}\` |`);
  }
  const help = `${(await run(['check', '--help'])).output}${(await run(['bless', '--help'])).output}`;
  const options = text.match(/ --(?:blessed|into)[\w-]*/g) ?? [];
  expect(options.length).toBeGreaterThan(3);
  for (const option of options) expect(help).toContain(option.trim());
});
