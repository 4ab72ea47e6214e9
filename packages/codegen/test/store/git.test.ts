import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { copyOfExample, run } from '../cli/run.ts';
import { boat, boats, removeScratch, Scratch, scratchFolder, versions } from './repository.ts';

afterAll(removeScratch);
afterEach(() => vi.unstubAllEnvs());

/** Main has version 1, the branch that is checked out has 2 as well. */
async function landedAndBranch(config = boats['skewline.json'] ?? ''): Promise<Scratch> {
  const scratch = new Scratch();
  scratch.put({ ...boats, 'skewline.json': config });
  scratch.begin();
  await scratch.skewline('generate');
  scratch.commit('land 1');
  scratch.git('switch', '--quiet', '--create', 'branch');
  await addVersion(scratch, 2);
  scratch.commit('add 2');
  return scratch;
}

/** Each version has one member more. */
async function addVersion(scratch: Scratch, number: number): Promise<void> {
  const numbers = Array.from({ length: number }, (_, index) => String(index + 1));
  scratch.put({
    'src/versions.ts': versions(...numbers.map((one) => [one, `version_${one}`] as const)),
    [`src/v${String(number)}/boat.ts`]: boat(
      'name: string',
      ...numbers.slice(1).map((one) => `part${one}: string`),
    ),
  });
  await scratch.skewline('generate');
}

const withoutDecisions = (codes: readonly string[]): readonly string[] =>
  codes.filter((code) => code !== 'decisions_missing');

describe('a clone', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await landedAndBranch();
  });

  test('with all history knows where its branch left origin/main', async () => {
    const clone = scratch.clone('--branch', 'branch');
    const { code, output } = await clone.skewline('check');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(
        '1 of 1 frozen version as landed (the merge base of HEAD and origin/main, ',
      ),
    ]);
  });

  test('with a detached HEAD, as continuous integration has it, is no different', async () => {
    const clone = scratch.clone('--branch', 'branch');
    clone.git('switch', '--quiet', '--detach', 'HEAD');
    expect((await clone.skewline('check')).output).toContain('1 of 1 frozen version as landed');
    clone.put({ 'src/v1/boat.ts': boat('name: string', 'keel: string') });
    expect((await clone.skewline('check')).codes).toContain('frozen_changed');
  });

  test('of one branch without history is told what to fetch', async () => {
    const clone = scratch.clone('--branch', 'branch', '--depth', '1');
    const { code, codes, errors } = await clone.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['revision_unknown']]);
    // Once, however many APIs there are.
    clone.put({
      'skewline.json':
        '{"apis": [{"name": "boats", "types": "src"}, {"name": "ships", "types": "src", "source": "ships"}]}',
    });
    const both = await clone.skewline('check');
    expect(both.codes.filter((one) => one === 'revision_unknown')).toHaveLength(1);
    clone.git('checkout', '--quiet', '.');
    expect(errors).toContain(
      'there is no origin/main and no main here, so it cannot be told what has landed',
    );
    expect(errors).toContain('the clone is shallow: run `git fetch --unshallow origin main`');
    // Doing more than was asked for: all branches.
    clone.git('fetch', '--quiet', '--unshallow', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    expect((await clone.skewline('check')).code).toBe(0);
  });

  test('of all branches without history has no common commit, and is told why', async () => {
    const clone = scratch.clone('--branch', 'branch', '--depth', '1', '--no-single-branch');
    const { code, codes, errors } = await clone.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['clone_shallow']]);
    expect(errors).toContain(
      'no common commit of HEAD and origin/main is here: the clone is shallow',
    );
    clone.git('fetch', '--quiet', '--unshallow');
    expect((await clone.skewline('check')).code).toBe(0);
  });

  test('of main without history needs no more, as it is compared with itself', async () => {
    const clone = scratch.clone('--branch', 'main', '--depth', '1');
    expect((await clone.skewline('check')).output).toContain('1 of 1 frozen version as landed');
  });
});

describe('where things land', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await landedAndBranch();
  });

  test('can be said, by an option or in the environment', async () => {
    const { code, output } = await scratch.skewline('check', '--blessed-from', 'branch');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(
        '2 of 2 frozen versions as landed (the merge base of HEAD and branch, ',
      ),
    ]);
    const environment = { SKEWLINE_BLESSED_FROM: 'branch' };
    const same = await run(['check'], { folder: scratch.folder, environment });
    expect(same.output).toBe(output);
  });

  test.each(['nowhere', '--upload-pack=touch x', 'main:src'])('cannot be %s', async (revision) => {
    const { code, codes, errors } = await scratch.skewline('check', `--blessed-from=${revision}`);
    expect([code, withoutDecisions(codes)]).toEqual([100, ['revision_unknown']]);
    expect(errors).toContain(`there is no ${revision} here`);
  });

  test('must have a commit in common with HEAD', async () => {
    scratch.git('switch', '--quiet', '--orphan', 'alone');
    scratch.git('checkout', '--quiet', 'branch', '--', '.');
    scratch.commit('begin again');
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['merge_base_missing']]);
    expect(errors).toContain('HEAD and main have no commit in common');
    // The code is generated all the same, the store is left alone, and it is said again.
    scratch.remove('src/generated/latest.ts');
    const generated = await scratch.skewline('generate');
    expect([generated.code, withoutDecisions(generated.codes)]).toEqual([
      100,
      ['merge_base_missing'],
    ]);
    expect(readFileSync(scratch.path('src/generated/latest.ts'), 'utf8')).toContain('Boat');
    scratch.git('switch', '--quiet', '--force', 'branch');
  });

  test('is found by a hook too, whose git has been told of a folder', async () => {
    vi.stubEnv('GIT_DIR', '.git');
    vi.stubEnv('GIT_INDEX_FILE', '.git/index');
    expect((await scratch.skewline('check')).output).toContain('1 of 1 frozen version as landed');
  });

  test('cannot be found without git, where there is a repository', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['git_failed']]);
    expect(errors).toContain('git is not installed, or not on the PATH');
  });
});

test('in no repository nothing is frozen, which is said, with git and without it', async () => {
  const { folder, remove } = await copyOfExample('outside');
  for (const path of [process.env['PATH'] ?? '', '/nonexistent']) {
    vi.stubEnv('PATH', path);
    const { code, output, errors } = await run(['check'], { folder });
    expect([code, output]).toEqual([0, 'parcels: all generated files are up to date\n']);
    expect(errors).toContain(
      'nothing_frozen (warning): this is no git repository, so nothing has landed and nothing is frozen',
    );
  }
  expect(await run(['generate'], { folder })).toMatchObject({ code: 0, errors: '' });
  await remove();
});

describe('references to git', () => {
  let scratch: Scratch;
  const config = '{"name": "boats", "types": "src", "gitReferences": true}';
  const first = (): string =>
    scratch.store('boats').find((name) => name.startsWith('boats-1.0.0')) ?? '';
  let landed = '';
  beforeAll(async () => {
    scratch = await landedAndBranch(config);
    landed = scratch.git('rev-parse', 'main');
  });

  test('take the place of what has landed and is not the newest', async () => {
    expect(first()).toMatch(/\.json\.gitref$/);
    const text = readFileSync(scratch.path('openapi/boats', first()), 'utf8');
    expect(text).toBe(`${landed}:openapi/boats/${first().replace('.gitref', '')}\n`);
    expect(scratch.git('show', text.trim())).toContain('"version": "1.0.0"');
    const { code, output } = await scratch.skewline('check');
    expect([code, output]).toEqual([0, expect.stringContaining('1 of 1 frozen version as landed')]);
  });

  test('are followed once they have landed themselves', async () => {
    scratch.git('switch', '--quiet', 'main');
    scratch.merge('branch');
    await addVersion(scratch, 3);
    expect(scratch.store('boats').map((name) => name.replace(/-[0-9a-f]{6}/, ''))).toEqual([
      'boats-1.0.0.json.gitref',
      'boats-2.0.0.json.gitref',
      'boats-3.0.0.json',
      'boats-latest.json',
    ]);
    scratch.commit('land 3');
    expect((await scratch.skewline('check')).output).toContain('3 of 3 frozen versions as landed');
    scratch.put({ 'src/v1/boat.ts': boat('name: string', 'keel: string') });
    expect((await scratch.skewline('check')).codes).toContain('frozen_changed');
    scratch.git('checkout', '--quiet', '.');
  });

  test.each([
    [
      'another commit',
      (path: string) => `${scratch.git('rev-parse', 'HEAD')}:${path}\n`,
      'gitref_stale',
    ],
    ['a commit that is not there', (path: string) => `${'0'.repeat(40)}:${path}\n`, 'gitref_stale'],
    ['another form', (path: string) => `commit ${landed}, path ${path}`, 'gitref_malformed'],
    ['nothing', () => '', 'gitref_malformed'],
  ])('that say %s are mended', async (_, text, wanted) => {
    const path = `openapi/boats/${first()}`;
    scratch.put({ [path]: text(path.replace('.gitref', '')) });
    const { code, codes } = await scratch.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([4, [wanted]]);
    expect((await scratch.skewline('generate')).code).toBe(0);
    expect((await scratch.skewline('check')).code).toBe(0);
    expect(scratch.git('status', '--porcelain')).toBe('');
  });

  test('need history', async () => {
    const clone = scratch.clone('--depth', '1');
    const { code, codes, errors } = await clone.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['clone_shallow']]);
    expect(errors).toContain(
      'references need the commits that brought the documents: the clone is shallow',
    );
    // Whoever does not want them any more has to have what they lead to.
    clone.put({ 'skewline.json': boats['skewline.json'] ?? '' });
    const without = await clone.skewline('check');
    expect([without.code, withoutDecisions(without.codes)]).toEqual([
      100,
      ['clone_shallow', 'clone_shallow'],
    ]);
    expect(without.errors).toMatch(
      /boats-1\.0\.0-\w+\.json\.gitref leads to a commit that is not here/,
    );
  });

  test('that have landed and lead nowhere are for a person', async () => {
    const path = `openapi/boats/${first()}`;
    const right = readFileSync(scratch.path(path), 'utf8');
    scratch.put({ [path]: `${'0'.repeat(40)}:x\n` });
    scratch.commit('damage it');
    const { code, codes, errors } = await scratch.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([100, ['gitref_unresolved']]);
    expect(errors).toContain(`has landed, and leads nowhere: there is no ${'0'.repeat(40)}:x`);
    scratch.put({ [path]: right });
    scratch.commit('restore it');
    expect((await scratch.skewline('check')).code).toBe(0);
  });

  test('become documents again when they are not wanted, or the newest', async () => {
    scratch.put({ 'skewline.json': boats['skewline.json'] ?? '' });
    const { code, codes } = await scratch.skewline('check');
    expect([code, withoutDecisions(codes)]).toEqual([4, ['gitref_unwanted', 'gitref_unwanted']]);
    await scratch.skewline('generate');
    expect(first()).toMatch(/-[0-9a-f]{6}\.json$/);
    expect((await scratch.skewline('check')).code).toBe(0);
    scratch.git('checkout', '--quiet', '.');
    scratch.git('clean', '--quiet', '--force');
    scratch.put({ 'src/versions.ts': versions(['1', 'version_1'], ['2', 'version_2']) });
    scratch.remove('src/v3');
    await scratch.skewline('generate');
    const names = scratch.store('boats').map((name) => name.replace(/-[0-9a-f]{6}/, ''));
    expect(names).toEqual(['boats-1.0.0.json.gitref', 'boats-2.0.0.json', 'boats-latest.json']);
    const after = await scratch.skewline('check');
    expect([after.code, withoutDecisions(after.codes)]).toEqual([0, ['frozen_removed']]);
  });
});

describe('documents that people write', () => {
  const scratch = new Scratch();
  const document = (version: string, ...required: readonly string[]): string =>
    `${JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'boats', version },
      paths: {
        '/boats': {
          put: {
            operationId: 'boat_put',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Boat' } } },
            },
            responses: { 204: { description: 'done' } },
          },
        },
      },
      components: {
        schemas: {
          Boat: {
            type: 'object',
            required,
            properties: Object.fromEntries(required.map((name) => [name, { type: 'string' }])),
          },
        },
      },
    })}\n`;
  beforeAll(async () => {
    scratch.put({
      'skewline.json': '{"name": "boats", "documents": "api"}',
      '.gitignore': '.skewline-stamp.json\n',
      'api/one.json': document('1', 'name'),
      'api/two.json': document('2', 'name', 'harbour'),
    });
    scratch.begin();
    await scratch.skewline('generate');
    scratch.commit('land');
  });
  afterEach(() => {
    scratch.git('checkout', '--quiet', '.');
    scratch.git('clean', '--quiet', '--force', '-d');
  });
  const checked = async (): Promise<readonly [number, readonly string[]]> => {
    await scratch.skewline('generate');
    const { code, codes } = await scratch.skewline('check');
    return [code, withoutDecisions(codes)];
  };

  test('are frozen under whatever names they have', async () => {
    const { code, output } = await scratch.skewline('check');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('2 of 2 frozen versions as landed'),
    ]);
    scratch.git('mv', 'api/one.json', 'api/first.json');
    expect(await checked()).toEqual([0, []]);
    scratch.git('reset', '--quiet', '--hard');
  });

  test.each<[string, Readonly<Record<string, string>>, number, readonly string[]]>([
    ['one more is free', { 'api/three.json': document('3', 'name') }, 0, []],
    [
      'an older one breaks',
      { 'api/one.json': document('1', 'name', 'keel') },
      100,
      ['frozen_changed'],
    ],
    [
      'an older one is laid out anew',
      { 'api/one.json': JSON.stringify(JSON.parse(document('1', 'name')), null, 2) },
      0,
      [],
    ],
    [
      'the newest one is laid out anew',
      { 'api/two.json': JSON.stringify(JSON.parse(document('2', 'name', 'harbour')), null, 2) },
      100,
      ['frozen_latest_differs'],
    ],
    [
      'one has the hash of another text in its name',
      { 'api/boats-3.0.0-123456.json': document('3', 'name') },
      0,
      ['document_corrupted'],
    ],
  ])('%s', async (_, files, code, codes) => {
    scratch.put(files);
    expect(await checked()).toEqual([code, codes]);
  });

  test('are noted when they are gone', async () => {
    scratch.remove('api/one.json');
    expect(await checked()).toEqual([0, ['too_few_versions', 'frozen_removed']]);
  });
});

describe('a folder of what is frozen', () => {
  test('is filled by bless, which refuses what would change it', async () => {
    const scratch = new Scratch();
    scratch.put(boats);
    await scratch.skewline('generate');
    const released = join(scratchFolder(), 'released');
    const blessed = await scratch.skewline('bless', '--into', released);
    expect([blessed.code, blessed.output]).toEqual([
      0,
      expect.stringContaining('new        1: are frozen from now on'),
    ]);
    const check = ['check', '--blessed-from-dir', released] as const;
    expect((await scratch.skewline(...check)).output).toContain(
      '1 of 1 frozen version as landed (the folder released)',
    );

    await addVersion(scratch, 2);
    // Version 1 says another name now, and the folder has it in its older words.
    expect((await scratch.skewline(...check)).codes).toContain('document_extra');
    await scratch.skewline('generate', '--blessed-from-dir', released);
    expect((await scratch.skewline(...check)).code).toBe(0);
    expect((await scratch.skewline('bless', '--into', released)).output).toContain(
      'frozen     1 (the folder released)',
    );
    expect((await scratch.skewline(...check)).output).toContain('2 of 2 frozen versions as landed');

    scratch.put({ 'src/v2/boat.ts': boat('name: string') });
    expect((await scratch.skewline(...check)).codes).toContain('frozen_changed');
    const refused = await scratch.skewline('bless', '--into', released);
    expect([refused.code, refused.codes]).toEqual([
      100,
      expect.arrayContaining(['frozen_changed']),
    ]);
  });

  test('takes documents that people write, under names of its own', async () => {
    const { folder, remove } = await copyOfExample('outside');
    const released = join(tmpdir(), `skewline-released-${String(process.pid)}`);
    expect((await run(['bless', '--into', released], { folder })).code).toBe(0);
    const check = ['check', '--blessed-from-dir', released];
    expect((await run(check, { folder })).output).toContain('4 of 4 frozen versions as landed');
    expect((await run(['bless', '--into', released], { folder })).output).toContain(
      '4 documents stored as they are',
    );
    await rm(released, { recursive: true });
    const gone = await run(check, { folder });
    expect([gone.code, gone.errors]).toEqual([
      100,
      expect.stringContaining('folder_unreadable: there is no folder'),
    ]);
    await remove();
  });
});
