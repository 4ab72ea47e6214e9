import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { packagesOf } from '../verify/generated-packages.ts';
import { isBegun, planOf, slowness, verdict, type Wish } from '../verify/plan.ts';
import { runStep } from '../verify/run-step.ts';
import { type Step, steps } from '../verify/steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'skewline-verify-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('what is run', () => {
  const some: readonly Step[] = [
    { name: 'a', command: 'a', seconds: 1 },
    { name: 'b', command: 'b', seconds: 1, short: 'b short' },
    { name: 'c', command: 'c', seconds: 1, needs: ['corpus'] },
    { name: 'd', command: 'd', seconds: 1, needs: ['registry', 'chromium'] },
    { name: 'e', command: 'e', seconds: 1, releaseOnly: true },
  ];
  const lines = (wish: Partial<Wish>): readonly string[] =>
    planOf(some, {
      ci: false,
      short: false,
      withoutCorpus: false,
      only: [],
      missing: new Map(),
      ...wish,
    }).map(({ step, ...rest }) =>
      'command' in rest ? rest.command : `${step.name} not run: ${rest.notRun}`,
    );
  const missing: Wish['missing'] = new Map([
    ['corpus', 'no corpus'],
    ['chromium', 'no Chromium'],
  ]);

  test.each<[string, Partial<Wish>, readonly string[]]>([
    ['all', {}, ['a', 'b', 'c', 'd', 'e']],
    ['the short forms', { short: true }, ['a', 'b short', 'c', 'd', 'e']],
    ['some', { only: ['c', 'a'] }, ['a', 'c']],
    [
      'what there is the means for',
      { missing },
      ['a', 'b', 'c not run: no corpus', 'd not run: no Chromium', 'e'],
    ],
    ['in CI nothing for a release alone', { ci: true }, ['a', 'b short', 'c', 'd']],
    [
      'in CI without a corpus it fails',
      { ci: true, missing },
      ['a', 'b short', 'c', 'd not run: no Chromium'],
    ],
    [
      'in CI the corpus may be left out',
      { ci: true, withoutCorpus: true },
      ['a', 'b short', 'c not run: left out, as asked for by --without-corpus', 'd'],
    ],
  ])('%s', (_, wish, expected) => {
    expect(lines(wish)).toEqual(expected);
  });

  // The repository's own manifest, an object with "scripts".
  const { scripts } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { readonly scripts: Readonly<Record<string, string>> };
  const scriptOf = (command: string | undefined): string | undefined =>
    /npm run ([\w:-]+)/.exec(command ?? '')?.[1];

  test('each step has a name of its own, and each npm script that is run exists', () => {
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    const asked = steps.flatMap(({ command, short }) => [scriptOf(command), scriptOf(short)]);
    const named = asked.filter((name) => name !== undefined);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  test('a step that installs something else says that it needs a registry', () => {
    const installing = steps.filter(({ command }) =>
      scripts[scriptOf(command) ?? '']?.includes('tools/peers.mjs'),
    );
    expect(installing.map(({ name }) => name)).toContain('skew');
    expect(installing.filter(({ needs }) => needs?.includes('registry') !== true)).toEqual([]);
  });
});

describe('on a slow machine', () => {
  const begun = (seconds: number, progress: Parameters<typeof isBegun>[1], required?: true) =>
    isBegun({ seconds, ...(required && { required }) }, progress, 10);

  test('what would not end in time is not begun', () => {
    // After two minutes for what usually takes one, six minutes of work are twelve.
    const twiceAsSlow = { seconds: 120, usualSeconds: 60 };
    expect(slowness(twiceAsSlow)).toBe(2);
    expect(begun(240, twiceAsSlow)).toBe(true);
    expect(begun(241, twiceAsSlow)).toBe(false);
  });

  test('what is required is, whatever the time', () => {
    expect(begun(60, { seconds: 3600, usualSeconds: 60 }, true)).toBe(true);
  });

  test('a quick machine is not trusted to stay so', () => {
    const quick = { seconds: 60, usualSeconds: 120 };
    expect(slowness(quick)).toBe(1);
    expect(begun(540, quick)).toBe(true);
    expect(begun(541, quick)).toBe(false);
  });

  test('before anything is known it is taken for a usual one', () => {
    expect(slowness({ seconds: 0, usualSeconds: 0 })).toBe(1);
  });

  test('on a usual one all of it ends in half an hour; what is required is first', () => {
    const all = steps.filter(({ releaseOnly }) => !releaseOnly);
    expect(all.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(30 * 60);
    const required = all.filter((step) => step.required);
    expect(required).toEqual(all.slice(0, required.length));
    expect(required.map(({ name }) => name)).toEqual([
      'test',
      'lint',
      'types',
      'build',
      'generated',
      'graph',
      'corpus',
    ]);
  });
});

test('the last line counts what ran, what failed and what did not run', () => {
  expect(verdict(['passed', 'not run', 'passed'])).toBe('verified: 2 checks, 0 failed, 1 not run');
  expect(verdict(['passed', 'failed'])).toBe('NOT verified: 2 checks, 1 failed, 0 not run');
  expect(verdict(['not run'])).toBe('NOT verified: 0 checks, 0 failed, 1 not run');
});

describe('a step', () => {
  const run = (command: string, minutes = 1) =>
    runStep(command, { cwd: folder, log: join(folder, 'log'), minutes });

  test('ends with its exit code, and all that it printed is in the log', async () => {
    const ended = await run('echo one; echo two >&2; printf three; exit 3');
    expect(ended.code).toBe(3);
    expect(ended.tail.toSorted()).toEqual(['one', 'three', 'two']);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('three');
  });

  test('may print on to somebody, and its end is kept all the same', async () => {
    const printed: string[] = [];
    const log = new Writable({
      write(chunk, _, done) {
        printed.push(String(chunk));
        done();
      },
    });
    const { tail } = await runStep('echo one; echo two', { cwd: folder, log, minutes: 1 });
    expect(printed.join('')).toBe('one\ntwo\n');
    expect(tail).toEqual(['one', 'two']);
    expect(log.writableEnded).toBe(false);
  });

  test('of much that it printed the end is kept', async () => {
    const { tail } = await run('seq 1000');
    expect(tail).toHaveLength(60);
    expect(tail.at(-1)).toBe('1000');
  });

  test('that takes too long is ended', async () => {
    const ended = await run('sleep 30', 0.01);
    expect(ended.code).toBeNull();
    expect(ended.tail).toEqual(['(ended after 0.01 minutes)']);
  });

  test('leaves nothing running', async () => {
    const { tail } = await run('sleep 60 & echo $!');
    await sleep(50);
    // Signal 0 asks only whether it is there; a dead child of nobody may be there until it is collected.
    const state = await run(`ps -o stat= -p ${tail[0] ?? ''} || echo gone`);
    expect(state.tail[0]).toMatch(/^(?:gone|Z)/);
  });
});

test('packages whose committed generated code nobody compares', () => {
  const paths = [
    'skewline.json',
    'packages/a/skewline.json',
    'packages/a/src/generated/x.ts',
    'packages/b/skewline.json',
    'packages/b/src/generated/x.ts',
    'packages/c/skewline.json',
    'packages/codegen/test/fixtures/d/skewline.json',
  ];
  expect(packagesOf(paths, ['packages/a'])).toEqual({
    nothingCommitted: ['packages/c'],
    unlisted: ['packages/b'],
  });
});
