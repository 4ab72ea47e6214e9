import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictSchema } from '../verdict/render/schema.ts';
import { copyOfExample, example, run } from './run.ts';

interface Shown {
  exitCode: number;
  verdicts: {
    answer: string;
    findings: { id: string; answer: string; standing: string; approval?: unknown; after?: { file: string; line?: number } }[];
  }[];
  problems: { code: string; line?: number }[];
}

async function diffOf(argv: readonly string[], folder = example): Promise<Shown> {
  const { output, errors } = await run(['diff', ...argv, '--json'], { folder });
  expect(errors).toBe('');
  return JSON.parse(output) as Shown; // the schema below says the same
}

describe('verdicts of diff', () => {
  test('are as the published schema says', async () => {
    const validate = verdictSchema();
    validate(await diffOf([]));
    expect(validate.errors).toBeNull();
  });

  test('are noted, or refused where breaking is to fail', async () => {
    const noted = await diffOf(['1', '2']);
    expect(noted.exitCode).toBe(0);
    const refused = await diffOf(['1', '2', '--fail-on-breaking']);
    expect(refused.exitCode).toBe(100);
    const standings = (shown: Shown): string[] => shown.verdicts.flatMap(({ findings }) => findings.map((one) => one.standing));
    expect(new Set(standings(noted))).toEqual(new Set(['compatible', 'noted']));
    expect(standings(refused)).toEqual(standings(noted).map((one) => (one === 'noted' ? 'refused' : one)));
  });

  test('as text too, with what an approval has to name', async () => {
    const { verdicts } = await diffOf(['1', '2', '--fail-on-breaking']);
    const ids = verdicts.flatMap(({ findings }) => findings.flatMap(({ id, standing }) => (standing === 'refused' ? [id] : [])));
    const { code, output } = await run(['diff', '1', '2', '--fail-on-breaking']);
    expect(code).toBe(100);
    for (const id of ids) expect(output).toContain(`or approve  {"id":"${id}"`);
    expect((await run(['diff', '1', '2'])).output).not.toContain('or approve');
  });

  test('a place is a line of a file that is there', async () => {
    const places = (await diffOf(['1', '2'])).verdicts.flatMap(({ findings }) => findings.flatMap(({ after }) => after ?? []));
    expect(places.length).toBeGreaterThan(0);
    for (const { file, line } of places) {
      expect(file).toBe('documents/2.yaml');
      expect(line).toBeGreaterThan(1);
    }
  });

  test('of a folder of documents have places too, and no approvals', async () => {
    const { exitCode, verdicts } = await diffOf(['1', '2', '--documents', 'documents', '--fail-on-breaking']);
    expect(exitCode).toBe(100);
    expect(verdicts[0]?.findings[0]?.after).toMatchObject({ file: 'documents/2.yaml', line: expect.any(Number) as number });
  });
});

describe('approvals', () => {
  let folder = '';
  let remove = async (): Promise<void> => {};
  beforeAll(async () => {
    ({ folder, remove } = await copyOfExample());
  });
  afterAll(() => remove());
  const approve = (entries: unknown): void => {
    writeFileSync(join(folder, 'skewline-approvals.json'), JSON.stringify(entries));
  };
  const strict = ['1', '2', '--fail-on-breaking'];

  test('let a change pass, and only that', async () => {
    const { verdicts } = await diffOf(strict, folder);
    const ids = verdicts.flatMap(({ findings }) => findings.filter(({ standing }) => standing === 'refused').map(({ id }) => id));
    const entries = ids.map((id) => ({ id, dependents: [], reason: 'a test' }));
    expect(entries.length).toBeGreaterThan(1);
    approve(entries.slice(1));
    expect((await diffOf(strict, folder)).exitCode).toBe(100);
    approve(entries);
    const after = await diffOf(strict, folder);
    expect(after.exitCode).toBe(0);
    expect(after.verdicts[0]?.answer).toBe('breaking');
    expect(after.verdicts[0]?.findings.filter(({ approval }) => approval !== undefined).map(({ id }) => id)).toEqual(ids);
    // Another step has other changes, which nobody approved.
    expect((await diffOf(['3', '4', '--fail-on-breaking'], folder)).exitCode).toBe(100);
  });

  test('that are wrong approve nothing', async () => {
    approve([{ id: 'x' }]);
    const { exitCode, problems } = await diffOf(['1', '2'], folder);
    expect(exitCode).toBe(100);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'approvals_invalid', line: 1 }),
      expect.objectContaining({ code: 'approvals_invalid', line: 1 }),
    ]);
    rmSync(join(folder, 'skewline-approvals.json'));
  });
});
