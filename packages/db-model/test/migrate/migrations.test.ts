import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/migrate/migrations.ts';
import { orThrow } from '../support/problems.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-migrations-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

describe('readMigrations', () => {
  it('reads versions and steps in their order', async () => {
    await write({
      '0002-second/up01.sql': 'SELECT 3;',
      '0001-first/up02.sql': 'SELECT 2;',
      '0001-first/up01.verify.sql': 'SELECT 1 WHERE false;',
      '0001-first/up01.sql': '-- why\nSELECT 1;\n',
    });
    const migrations = orThrow(await readMigrations(folder));
    expect(migrations.map(({ version, name }) => [version, name])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
    expect(migrations[0]?.steps.map(({ name, kind }) => [name, kind])).toEqual([
      ['up01', 'apply'],
      ['up01.verify', 'verify'],
      ['up02', 'apply'],
    ]);
  });

  const checksumOf = async (sql: string) => {
    await write({ '0001-first/up01.sql': sql });
    return orThrow(await readMigrations(folder))[0]?.steps[0]?.checksum;
  };

  it.each([
    ['another comment', '-- because\nSELECT 1,\n  2;\n'],
    ['no comment', 'SELECT 1,\n  2;\n'],
    ['other line ends', '-- why\r\nSELECT 1,\r\n  2;\r\n'],
  ])('counts a step with %s as the same', async (_what, sql) => {
    expect(await checksumOf(sql)).toBe(await checksumOf('-- why\nSELECT 1,\n  2;\n'));
  });

  it.each(['SELECT 1,\n  3;\n', 'SELECT 1,\n 2;\n', "SELECT '--';", "SELECT '';"])(
    'counts %j as another step',
    async (sql) => {
      expect(await checksumOf(sql)).not.toBe(await checksumOf('SELECT 1,\n  2;\n'));
    },
  );

  it.each([
    ['no migration', {}],
    ['a gap between versions', { '0001-a/up01.sql': '', '0003-c/up01.sql': '' }],
    ['a version twice', { '0001-a/up01.sql': '', '0001-b/up01.sql': '' }],
    ['a folder without a name', { '0001/up01.sql': '' }],
    ['a gap between steps', { '0001-a/up01.sql': '', '0001-a/up03.sql': '' }],
    ['a first step that is not the first', { '0001-a/up02.sql': '' }],
    ['a check of nothing', { '0001-a/up00.verify.sql': '' }],
    [
      'a check of a step that is not there',
      { '0001-a/up01.sql': '', '0001-a/up02.verify.sql': '' },
    ],
    ['another file', { '0001-a/up01.sql': '', '0001-a/down01.sql': '' }],
  ])('refuses %s', async (_what, files) => {
    await write(files);
    expect(await readMigrations(folder)).toMatchObject({ code: 'migrations_malformed' });
  });

  it('says that there is no such folder', async () => {
    expect(await readMigrations(join(folder, 'nowhere'))).toMatchObject({
      code: 'migrations_malformed',
      message: expect.stringContaining('ENOENT'),
    });
  });
});

describe("the package's migrations", async () => {
  const migrations = orThrow(await readMigrations());
  const steps = migrations.flatMap(({ name, steps: some }) =>
    some.map((step) => [`${String(step.version)} ${name}/${step.name}`, step] as const),
  );
  /** The statement without comments and texts. */
  const bare = (sql: string) => sql.replaceAll(/--.*$/gm, '').replaceAll(/'[^']*'/g, "''");

  it.each(steps)('%s is one statement', (_name, step) => {
    expect(bare(step.sql).trim()).toMatch(/^[^;]+;$/);
  });

  it.each(steps)('%s uses only what PostgreSQL and CockroachDB share', (_name, step) => {
    expect(bare(step.sql)).not.toMatch(
      /\b(CONCURRENTLY|TRIGGER|FUNCTION|PROCEDURE|DO|LISTEN|NOTIFY|advisory|EXCLUDE|INHERITS|UNLOGGED|TABLESPACE|DEFERRABLE|DOMAIN|RULE|PARTITION)\b/i,
    );
    expect(bare(step.sql)).not.toMatch(/\w (BIG|SMALL)?SERIAL\b/i);
  });

  it.each(steps)('%s can run a second time', (_name, step) => {
    // CREATE TYPE and ADD CONSTRAINT cannot say it; `isAlreadyThere` looks for them.
    expect(bare(step.sql).trim()).toMatch(
      /^(SELECT |UPDATE |CREATE TYPE |ALTER TABLE \w+\s+ADD CONSTRAINT |ALTER TABLE \w+\s+ALTER COLUMN \w+ DROP DEFAULT|CREATE (UNIQUE )?(TABLE|INDEX) IF NOT EXISTS |ALTER TABLE \w+\s+ADD COLUMN IF NOT EXISTS |ALTER TYPE \w+ ADD VALUE IF NOT EXISTS )/,
    );
  });

  it('write the reason of a failure in the order in which nothing is ever refused', () => {
    const reasons = migrations.find(({ name }) => name === 'vmm-failure-reason')?.steps ?? [];
    const kinds = reasons.map(
      ({ sql }) => /^(CREATE TYPE|UPDATE|SELECT|\s*ADD \w+)/m.exec(sql)?.[1],
    );
    expect(kinds.map((kind) => kind?.trim())).toEqual([
      'CREATE TYPE',
      'ADD COLUMN',
      'UPDATE',
      'ADD CONSTRAINT',
      'SELECT',
    ]);
  });

  it('are in the published files', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(manifest).toHaveProperty('files', expect.arrayContaining(['migrations', 'schema.sql']));
  });
});
