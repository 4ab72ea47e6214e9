import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boat, boats, removeScratch, Scratch } from '../../store/repository.ts';
import { verdictSchema } from '../render/schema.ts';

interface Shown {
  exitCode: number;
  verdicts: {
    api: string;
    from: string;
    to: string;
    findings: { id: string; standing: string; after?: { file: string; line?: number } }[];
  }[];
  problems: { code: string; severity: string; file?: string; line?: number; fix?: string }[];
}

const file = 'skewline-approvals.json';

/** An approval, from the day a break is made to the day after it has landed. */
describe('the life of an approval', () => {
  const scratch = new Scratch();
  let ids: readonly string[] = [];
  const validate = verdictSchema();
  const check = async (): Promise<Shown> => {
    const { output, errors } = await scratch.skewline('check', '--json');
    expect(errors).toBe('');
    const shown = JSON.parse(output) as Shown; // the schema says the same
    validate(shown);
    expect(validate.errors).toBeNull();
    return shown;
  };
  // That there is one version only is no matter here.
  const codes = ({ problems }: Shown): string[] =>
    problems
      .filter(({ code }) => code !== 'too_few_versions')
      .map(({ code, severity }) => (severity === 'error' ? code : `${code}, a warning`));
  const approve = (...approved: readonly string[]): void => {
    const entries = approved.map((id) => ({ id, dependents: ['harbour'], reason: 'it is planned' }));
    scratch.put({ [file]: JSON.stringify(entries, null, 2) });
  };

  beforeAll(async () => {
    scratch.put(boats);
    scratch.begin();
    const { code, errors } = await scratch.skewline('generate');
    if (code !== 0) throw new Error(errors);
    scratch.commit('the first version');
    scratch.git('checkout', '--quiet', '-b', 'work');
    scratch.put({ 'src/v1/boat.ts': boat('name: string', 'length: number') });
  });
  afterAll(removeScratch);

  test('a break is refused, with ids, and nothing passes in silence', async () => {
    const shown = await check();
    expect(shown.exitCode).toBe(100);
    expect(codes(shown)).toContain('frozen_changed');
    expect(shown.verdicts.map(({ api, from, to }) => [api, from, to])).toEqual([['boats', '1', '1']]);
    const findings = shown.verdicts[0]?.findings ?? [];
    ids = findings.filter(({ standing }) => standing === 'refused').map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    const [place] = findings.flatMap(({ after }) => after ?? []);
    expect(place?.file).toMatch(/^openapi\/boats\/boats-1\.0\.0-[0-9a-f]{6}\.json$/);
    expect(place?.line).toBeGreaterThan(1);
  });

  test('every format says so', async () => {
    const said = async (format: string): Promise<string> => {
      const { code, output } = await scratch.skewline('check', '--format', format);
      expect(code).toBe(100);
      return output;
    };
    const [id = ''] = ids;
    expect(await said('text')).toContain(`or approve  {"id":"${id}"`);
    expect(await said('markdown')).toContain(`{"id":"${id}"`);
    expect(await said('sarif')).toContain(`"boats ${id}"`);
    expect(await said('github')).toMatch(new RegExp(`^::error file=openapi/boats/.*%0Aid ${id}$`, 'm'));
  });

  test('a mistake in an id is said, with the ids that it may have meant', async () => {
    approve(...ids.map((id) => `${id}x`));
    const shown = await check();
    expect(shown.exitCode).toBe(100);
    const stale = shown.problems.filter(({ code }) => code === 'approval_stale');
    expect(stale.map(({ severity }) => severity)).toEqual(ids.map(() => 'error'));
    expect(stale[0]).toMatchObject({ file, line: 2, fix: expect.stringContaining(ids[0] ?? '') as string });
  });

  test('an approved one passes', async () => {
    approve(...ids);
    expect((await scratch.skewline('generate')).code).toBe(0);
    const shown = await check();
    expect(codes(shown)).toEqual([]);
    expect(shown.exitCode).toBe(0);
    expect(new Set(shown.verdicts[0]?.findings.map(({ standing }) => standing))).toEqual(new Set(['approved']));
  });

  test('another change is not what was approved', async () => {
    scratch.put({ 'src/v1/boat.ts': boat('name: string', 'width: number') });
    const shown = await check();
    expect(shown.exitCode).toBe(100);
    expect(codes(shown)).toEqual(expect.arrayContaining(['frozen_changed', 'approval_stale']));
    scratch.put({ 'src/v1/boat.ts': boat('name: string', 'length: number') });
    expect((await check()).exitCode).toBe(0);
  });

  test('when it has landed the approval is left over, which fails nobody', async () => {
    scratch.commit('the break');
    scratch.git('checkout', '--quiet', 'main');
    expect(scratch.merge('work')).toBe('merged');
    const shown = await check();
    expect(shown.verdicts).toEqual([]);
    expect(codes(shown)).toEqual(ids.map(() => 'approval_stale, a warning'));
    expect(shown.exitCode).toBe(0);
    expect(readFileSync(scratch.path(file), 'utf8')).toContain(ids[0]);
    scratch.remove(file);
    expect(codes(await check())).toEqual([]);
  });
});
