import { readFileSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boat, boats, removeScratch, Scratch, versions } from './repository.ts';

afterAll(removeScratch);

const twoVersions = {
  'src/versions.ts': versions(['1', 'initial'], ['2', 'harbours']),
  'src/v2/boat.ts': boat('name: string', 'harbour: string'),
};

/** Exit codes: 0 fine, 4 to update, 100 refused. Each line is one thing that somebody did. */
describe('the life of an API', () => {
  const scratch = new Scratch();
  beforeAll(() => scratch.put(boats));

  test('begins without a repository: nothing is frozen, and all else works', async () => {
    expect((await scratch.skewline('check')).code).toBe(4);
    const made = await scratch.skewline('generate');
    expect([made.code, made.codes]).toEqual([0, ['too_few_versions']]);
    // The folder is below this repository; a repository of its own has no commit yet.
    scratch.begin();
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, codes]).toEqual([0, ['too_few_versions', 'nothing_frozen']]);
    expect(errors).toContain('there is no commit yet, so nothing is frozen');
  });

  test('is blessed: stored, and frozen by landing', async () => {
    scratch.remove('openapi');
    const { code, output } = await scratch.skewline('bless');
    expect(code).toBe(0);
    expect(output).toMatch(
      /^boats\n {2}new {8}1: freeze when this lands\n {2}wrote {6}openapi\/boats\/boats-1\.0\.0-[0-9a-f]{6}\.json\n {2}linked {5}openapi\/boats\/boats-latest\.json\n$/,
    );
    scratch.commit('land 1');
    const checked = await scratch.skewline('check');
    expect(checked.code).toBe(0);
    expect(checked.output).toContain(
      '1 of 1 frozen version as landed (the merge base of HEAD and main, ',
    );
  });

  test('gets a version, which is stored by generate and free until it lands', async () => {
    scratch.git('switch', '--quiet', '--create', 'two');
    scratch.put(twoVersions);
    expect((await scratch.skewline('check')).codes).toContain('document_missing');
    expect((await scratch.skewline('generate')).code).toBe(0);
    const [first, second] = [scratch.store('boats'), 'boats-2.0.0-'];
    expect(first.filter((name) => name.startsWith(second))).toHaveLength(1);
    expect(readlinkSync(scratch.path('openapi/boats/boats-latest.json'))).toContain(second);
    expect((await scratch.skewline('check')).code).toBe(0);
    // Changed before it lands: only the store has to follow.
    scratch.commit('begin 2');
    scratch.put({ 'src/v2/boat.ts': boat('name: string', 'harbour: string', 'mast: string') });
    const { code, codes } = await scratch.skewline('check');
    expect([code, codes.filter((one) => one !== 'decisions_missing')]).toEqual([
      4,
      ['document_stale', 'latest_stale'],
    ]);
    scratch.put(twoVersions);
    expect((await scratch.skewline('check')).code).toBe(0);
  });

  test('keeps what has landed: an incompatible change is refused, and generate does not hide it', async () => {
    scratch.put({ 'src/v1/boat.ts': boat('name: string', 'keel: string') });
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, codes]).toEqual([100, expect.arrayContaining(['frozen_changed'])]);
    expect(errors).toMatch(
      /frozen_changed: version 1 has landed, and would not stay compatible: at Boat\.keel, /,
    );
    expect(errors).toContain(
      'fix  restore what version 1 says and make the change in a new version',
    );
    const before = scratch.store('boats');
    expect((await scratch.skewline('generate')).codes).toContain('frozen_changed');
    expect(scratch.store('boats')).toEqual(before);
    scratch.put(boats);
    scratch.put(twoVersions);
    await scratch.skewline('generate');
    expect((await scratch.skewline('check')).code).toBe(0);
  });

  test('may say what is older in other words, and what is newest only where that is allowed', async () => {
    scratch.commit('finish 2');
    scratch.git('switch', '--quiet', 'main');
    expect(scratch.merge('two')).toBe('merged');
    scratch.put({ 'src/v1/boat.ts': `/** It floats. */\n${boat('name: string')}` });
    await scratch.skewline('generate');
    const older = await scratch.skewline('check');
    expect([older.code, older.output]).toEqual([
      0,
      expect.stringContaining('2 of 2 frozen versions as landed'),
    ]);
    scratch.put({ 'src/v2/boat.ts': `/** It floats. */\n${twoVersions['src/v2/boat.ts']}` });
    const newest = await scratch.skewline('check');
    expect([newest.code, newest.codes]).toEqual([
      100,
      expect.arrayContaining(['frozen_latest_differs']),
    ]);
    scratch.put({
      'skewline.json': '{"name": "boats", "types": "src", "allowTrivialChanges": true}',
    });
    await scratch.skewline('generate');
    expect((await scratch.skewline('check')).code).toBe(0);
    scratch.git('checkout', '--quiet', '.');
  });

  test('can break with an approval, and then the store has what is approved', async () => {
    scratch.put({ 'src/v2/boat.ts': boat('name: string', 'harbour: string', 'mast: string') });
    const { errors } = await scratch.skewline('check');
    const id = /approve (\S+) in skewline-approvals\.json/.exec(errors)?.[1] ?? '';
    scratch.put({
      'skewline-approvals.json': JSON.stringify([
        { id, api: 'boats', dependents: [], reason: 'nobody sails yet' },
      ]),
    });
    const { code, codes } = await scratch.skewline('generate');
    expect([code, codes]).toEqual([0, ['decisions_missing']]);
    expect((await scratch.skewline('check')).code).toBe(0);
    // Once it has landed nothing differs, and the approval is left over.
    scratch.commit('break 2');
    const landed = await scratch.skewline('check');
    expect([landed.code, landed.codes]).toEqual([0, ['decisions_missing', 'approval_stale']]);
    scratch.git('reset', '--quiet', '--hard', 'HEAD~1');
    await scratch.skewline('generate');
  });

  test.each<[string, (document: string) => void, readonly string[]]>([
    ['a document is deleted', (document) => scratch.remove(document), ['document_missing']],
    [
      'a document is edited by hand',
      (document) => writeFileSync(scratch.path(document), '{}\n'),
      ['document_corrupted'],
    ],
    [
      'a document has a name with another hash',
      (document) =>
        renameSync(
          scratch.path(document),
          scratch.path(document.replace(/-[0-9a-f]{6}\.json/, '-123456.json')),
        ),
      ['document_missing', 'document_extra'],
    ],
    [
      'a document is a reference that nobody wanted',
      (document) => {
        const commit = scratch.git('rev-parse', 'HEAD');
        renameSync(scratch.path(document), scratch.path(`${document}.gitref`));
        writeFileSync(scratch.path(`${document}.gitref`), `${commit}:${document}\n`);
      },
      ['gitref_unwanted'],
    ],
    [
      'a document of no version',
      () => scratch.put({ 'openapi/boats/boats-7.0.0-123456.json': '{}' }),
      ['document_orphaned'],
    ],
    [
      'the link is deleted',
      () => scratch.remove('openapi/boats/boats-latest.json'),
      ['latest_missing'],
    ],
    [
      'the link leads elsewhere',
      (document) => {
        scratch.remove('openapi/boats/boats-latest.json');
        symlinkSync(document.replace(/.*\//, ''), scratch.path('openapi/boats/boats-latest.json'));
      },
      ['latest_stale'],
    ],
    [
      'a file stands in its place',
      () => {
        scratch.remove('openapi/boats/boats-latest.json');
        scratch.put({ 'openapi/boats/boats-latest.json': '{}' });
      },
      ['latest_not_link'],
    ],
    [
      'the store is gone',
      () => scratch.remove('openapi'),
      ['document_missing', 'document_missing', 'latest_missing'],
    ],
  ])('%s, and generate mends it', async (_, act, wanted) => {
    const document = `openapi/boats/${scratch.store('boats').find((name) => name.startsWith('boats-1.0.0-')) ?? ''}`;
    act(document);
    const broken = await scratch.skewline('check');
    expect([broken.code, broken.codes.filter((code) => code !== 'decisions_missing')]).toEqual([
      4,
      wanted,
    ]);
    expect((await scratch.skewline('generate')).code).toBe(0);
    const after = await scratch.skewline('check');
    expect([after.code, after.codes]).toEqual([0, ['decisions_missing']]);
    expect(scratch.git('status', '--porcelain')).toBe('');
  });

  test('is put right after an edit by hand that has landed, by whoever has the text', async () => {
    const [document = ''] = scratch.store('boats');
    const path = `openapi/boats/${document}`;
    scratch.put({ [path]: '{}\n' });
    scratch.commit('edit it by hand');
    const proven = await scratch.skewline('check');
    expect([proven.code, proven.codes]).toEqual([4, ['decisions_missing', 'document_corrupted']]);
    // The sources say something else by now, so nobody knows the text: a person has to restore it.
    scratch.put({ 'src/v1/boat.ts': `/** It floats. */\n${boat('name: string')}` });
    await scratch.skewline('generate');
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, codes]).toEqual([100, ['decisions_missing', 'frozen_corrupted']]);
    expect(errors).toContain(`restore it from before the edit, \`git log -- ${path}\``);
    scratch.git('checkout', '--quiet', 'HEAD~1', '--', path);
    const after = await scratch.skewline('check');
    expect([after.code, after.codes]).toEqual([0, ['decisions_missing']]);
    scratch.git('reset', '--quiet', '--hard', 'HEAD~1');
    await scratch.skewline('generate');
  });

  test('loses a version that has landed: that is noted, and the store follows', async () => {
    scratch.put({ 'src/versions.ts': versions(['1', 'initial']) });
    scratch.remove('src/v2');
    const { code, codes } = await scratch.skewline('check');
    expect([code, codes]).toEqual([
      4,
      ['too_few_versions', 'frozen_removed', 'document_orphaned', 'latest_stale'],
    ]);
    await scratch.skewline('generate');
    const after = await scratch.skewline('check');
    expect([after.code, after.codes]).toEqual([0, ['too_few_versions', 'frozen_removed']]);
    scratch.git('checkout', '--quiet', '.');
  });

  test('leaves alone what another tool keeps beside it', async () => {
    scratch.put({ 'openapi/ships/ships-1.0.0-abcdef.json': '{"openapi": "3.0.3"}' });
    const { code, codes } = await scratch.skewline('check');
    expect([code, codes]).toEqual([0, ['decisions_missing']]);
    scratch.put({ 'openapi/boats/README.md': 'mine' });
    await scratch.skewline('generate');
    const { codes: noted } = await scratch.skewline('check');
    expect(noted).toEqual(['decisions_missing', 'document_foreign']);
    expect(scratch.store('boats')).toContain('README.md');
    scratch.git('clean', '--quiet', '--force', '-d');
  });

  test('is not frozen any more: its documents are given up', async () => {
    scratch.put({ 'skewline.json': '{"name": "boats", "types": "src", "frozen": false}' });
    const { code, codes } = await scratch.skewline('check');
    expect([code, codes]).toEqual([4, ['decisions_missing', 'document_orphaned']]);
    await scratch.skewline('generate');
    expect(scratch.store('boats')).toEqual([]);
    expect((await scratch.skewline('check')).code).toBe(0);
    scratch.git('checkout', '--quiet', '.');
  });
});

describe('a merge of two branches that both add version 2', () => {
  const scratch = new Scratch();
  const withVersion = (name: string, member: string): Readonly<Record<string, string>> => ({
    'src/versions.ts': versions(['1', 'initial'], ['2', name]),
    'src/v2/boat.ts': boat('name: string', member),
  });

  test('is said in numbers, and generate does the rest', async () => {
    scratch.put(boats);
    scratch.begin();
    await scratch.skewline('bless');
    await scratch.skewline('generate');
    scratch.commit('land 1');
    scratch.git('switch', '--quiet', '--create', 'mine');
    scratch.put(withVersion('masts', 'mast: string'));
    await scratch.skewline('generate');
    scratch.commit('add masts');
    scratch.git('switch', '--quiet', 'main');
    scratch.put(withVersion('harbours', 'harbour: string'));
    await scratch.skewline('generate');
    scratch.commit('add harbours');
    scratch.git('switch', '--quiet', 'mine');
    expect(scratch.merge('main')).toBe('conflict');

    for (const command of ['check', 'generate']) {
      const { code, codes, errors } = await scratch.skewline(command);
      expect([code, codes]).toEqual([100, ['versions_conflict']]);
      expect(errors).toContain(
        'An unresolved merge conflict between HEAD and main: 2 is masts and harbours.',
      );
      expect(errors).toContain('at   src/versions.ts:');
      expect(errors).toContain('What has landed keeps its number: renumber what has not, 2 to 3.');
    }
    // Only the marks are taken out.
    scratch.put({
      'src/versions.ts': versions(['1', 'initial'], ['2', 'harbours'], ['2', 'masts']),
    });
    const twice = await scratch.skewline('generate');
    expect([twice.code, twice.codes]).toEqual([100, ['versions_conflict']]);
    expect(twice.errors).toContain('Two versions have one number: 2 is harbours and masts.');
    // What it says to do.
    scratch.put({
      'src/versions.ts': versions(['1', 'initial'], ['2', 'harbours'], ['3', 'masts']),
      'src/v2/boat.ts': boat('name: string', 'harbour: string'),
      'src/v3/boat.ts': boat('name: string', 'harbour: string', 'mast: string'),
    });
    expect(readFileSync(scratch.path('src/generated/v2/openapi.json'), 'utf8')).toContain(
      '<<<<<<< ',
    );
    expect((await scratch.skewline('generate')).code).toBe(0);
    const merging = await scratch.skewline('check');
    expect([merging.code, merging.codes]).toEqual([0, ['decisions_missing']]);
    // What main has is frozen before the merge is committed, and afterwards.
    expect(merging.output).toContain('2 of 2 frozen versions as landed');
    expect(scratch.store('boats').map((name) => name.slice(0, 11))).toEqual([
      'boats-1.0.0',
      'boats-2.0.0',
      'boats-3.0.0',
      'boats-lates',
    ]);
    scratch.commit('merge main');
    expect((await scratch.skewline('check')).code).toBe(0);
  });
});
