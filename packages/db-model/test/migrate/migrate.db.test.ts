import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import {
  checkMigrated,
  migrate,
  type Migration,
  type MigrationReport,
  readMigrations,
} from '../../src/migrate/index.ts';
import { startChild } from '../support/child.ts';
import { forEachDatabase, onPostgres, orThrow } from '../support/databases.ts';

const ours = orThrow(await readMigrations());
const all = ours.flatMap(({ version, steps }) =>
  steps.map(({ name }) => `${String(version).padStart(4, '0')}/${name}`),
);
const newest = ours.length;

/** A migration of these statements; those that select are checks of the ones before. */
function migration(version: number, ...statements: readonly string[]): Migration {
  let last = 0;
  const steps = statements.map((text) => {
    const kind = text.startsWith('SELECT') ? ('verify' as const) : ('apply' as const);
    if (kind === 'apply') last += 1;
    const name = `up0${String(last)}${kind === 'verify' ? '.verify' : ''}`;
    return { version, name, kind, sql: text, checksum: `checksum of ${text}` };
  });
  return { version, name: 'change', steps };
}

async function run(database: Database<unknown>, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database.kysely);
}

const table = 'CREATE TABLE IF NOT EXISTS thing (id int8 PRIMARY KEY);';
const column = 'ALTER TABLE thing ADD COLUMN IF NOT EXISTS colour text;';
const colour = `CREATE TYPE colour AS ENUM ('red', 'blue');`;

forEachDatabase((engine) => {
  describe('migrate', () => {
    it('makes an empty database, and then has nothing left to do', async () => {
      const database = await engine.empty<unknown>();
      expect(await checkMigrated(database)).toMatchObject({
        code: 'migration_pending',
        message: 'the database is at version 0 of its schema, and step 0001/up01 comes next',
      });
      expect(await migrate(database)).toEqual({ version: newest, applied: all });
      expect(await migrate(database)).toEqual({ version: newest, applied: [] });
      expect(await checkMigrated(database)).toBeNull();
    });

    it('stops where it is told, and goes on from there', async () => {
      const database = await engine.empty<unknown>();
      const first = orThrow(await migrate(database, { to: 3 }));
      expect(first.version).toBe(3);
      expect(await checkMigrated(database)).toMatchObject({
        message: 'the database is at version 3 of its schema, and step 0004/up01 comes next',
      });
      const second = orThrow(await migrate(database));
      expect(second.version).toBe(newest);
      expect([...first.applied, ...second.applied]).toEqual(all);
    });

    it('applies each step once, however many migrate at the same time', async () => {
      const database = await engine.empty<unknown>();
      const reports = await Promise.all(Array.from({ length: 4 }, () => migrate(database)));
      const applied = reports.flatMap((report) => orThrow<MigrationReport>(report).applied);
      expect(applied.toSorted()).toEqual(all.toSorted());
      expect(reports).toEqual(reports.map(() => expect.objectContaining({ version: newest })));
    });

    it('says each step before it applies it', async () => {
      const database = await engine.empty<unknown>();
      const said: string[] = [];
      await migrate(database, { to: 1, onStep: ({ name }) => said.push(name) });
      expect(said).toEqual(ours[0]?.steps.map(({ name }) => name));
    });
  });

  describe('migrate refuses', () => {
    it('a step that has been changed', async () => {
      const database = await engine.empty<unknown>();
      orThrow(await migrate(database, { migrations: [migration(1, table)] }));
      const changed = [migration(1, table.replace('int8', 'int4'))];
      const problem = { code: 'checksum_differs' };
      expect(await migrate(database, { migrations: changed })).toMatchObject(problem);
      expect(await checkMigrated(database, { migrations: changed })).toMatchObject(problem);
    });

    it('a database that is newer', async () => {
      const database = await engine.empty<unknown>();
      const newer = [migration(1, table), migration(2, column)];
      orThrow(await migrate(database, { migrations: newer }));
      const older = { migrations: newer.slice(0, 1) };
      expect(await migrate(database, older)).toMatchObject({ code: 'database_newer' });
      expect(await checkMigrated(database, older)).toMatchObject({ code: 'database_newer' });
    });

    it('a gap', async () => {
      const database = await engine.empty<unknown>();
      const migrations = [migration(1, table, column)];
      orThrow(await migrate(database, { migrations }));
      await run(database, `DELETE FROM schema_migration WHERE step = 'up01'`);
      expect(await migrate(database, { migrations })).toMatchObject({ code: 'gap' });
    });

    it('a database that has our tables from elsewhere', async () => {
      const database = await engine.empty<unknown>();
      await run(database, 'CREATE TABLE vmm (id int8)', 'CREATE TABLE other (id int8)');
      expect(await migrate(database)).toMatchObject({
        code: 'foreign_tables',
        message: 'the database has tables that migrations would make, and no record of any: vmm',
      });
      // It has not begun anything.
      await run(database, 'DROP TABLE vmm');
      expect(await migrate(database)).toMatchObject({ version: newest });
    });

    it('rows that a check finds wrong, until they are mended', async () => {
      const database = await engine.empty<unknown>();
      const before = [migration(1, table, column)];
      orThrow(await migrate(database, { migrations: before }));
      await run(database, 'INSERT INTO thing (id) VALUES (5), (6)');
      const check = 'SELECT id FROM thing WHERE colour IS NULL ORDER BY id;';
      const migrations = [...before, migration(2, colour, check)];
      expect(await migrate(database, { migrations })).toMatchObject({
        code: 'verification_failed',
        message: 'step 0002/up01.verify found 2 wrong rows, the first being {"id":5}',
      });
      expect(await checkMigrated(database, { migrations })).toMatchObject({
        code: 'migration_pending',
      });
      await run(database, `UPDATE thing SET colour = 'red'`);
      expect(await migrate(database, { migrations })).toEqual({
        version: 2,
        applied: ['0002/up01.verify'],
      });
    });

    it('what the database refuses, and leaves no half of it', async () => {
      const database = await engine.empty<unknown>();
      const before = [migration(1, table)];
      orThrow(await migrate(database, { migrations: before }));
      await run(database, 'INSERT INTO thing VALUES (-1)');
      const constraint = 'ALTER TABLE thing ADD CONSTRAINT positive CHECK (id > 0);';
      const migrations = [...before, migration(2, column, constraint)];
      const problem = await migrate(database, { migrations });
      expect(problem).toMatchObject({ code: 'step_failed' });
      expect(problem).toHaveProperty(
        'message',
        expect.stringMatching(/^step 0002\/up02 failed \(23514\): .*positive/),
      );
      await run(database, 'DELETE FROM thing');
      expect(await migrate(database, { migrations })).toEqual({
        version: 2,
        applied: ['0002/up02'],
      });
    });
  });

  /** What a kill leaves on a database that does not undo schema changes, as CockroachDB. */
  describe('a step of which only the record is missing', () => {
    const constraint = 'ALTER TABLE thing ADD CONSTRAINT positive CHECK (id > 0);';
    const migrations = [migration(1, table, column, colour, constraint)];
    const begun = (step: string) =>
      `INSERT INTO schema_migration VALUES (1, '${step}', 'any', now(), NULL)`;

    async function upTo(steps: number): Promise<Database<unknown>> {
      const database = await engine.empty<unknown>();
      const [whole] = migrations;
      const part = [{ version: 1, name: 'change', steps: whole?.steps.slice(0, steps) ?? [] }];
      orThrow(await migrate(database, { migrations: part }));
      return database;
    }

    it.each([
      { step: 'up02', done: 1, sqlText: column },
      { step: 'up03', done: 2, sqlText: colour },
      { step: 'up04', done: 3, sqlText: constraint },
    ])('$step is recorded, and the rest follows', async ({ step, done, sqlText }) => {
      const database = await upTo(done);
      await run(database, begun(step), sqlText);
      const report = orThrow(await migrate(database, { migrations }));
      expect(report.version).toBe(1);
      expect(report.applied[0]).toBe(`0001/${step}`);
      expect(await checkMigrated(database, { migrations })).toBeNull();
    });

    it('is refused where what is there is something else', async () => {
      const database = await upTo(2);
      await run(database, begun('up03'), `CREATE TYPE colour AS ENUM ('blue', 'red')`);
      expect(await migrate(database, { migrations })).toMatchObject({
        code: 'step_failed',
        message: expect.stringContaining('(42710)'),
      });
    });

    it('is refused where nobody had begun it', async () => {
      const database = await upTo(2);
      await run(database, colour);
      // Also the second time: the first one did not begin it for good.
      for (let time = 0; time < 2; time += 1) {
        expect(await migrate(database, { migrations })).toMatchObject({ code: 'step_failed' });
      }
    });
  });
});

onPostgres((engine) => {
  it('several processes that migrate share the steps', async () => {
    const location = await engine.location();
    const children = Array.from({ length: 3 }, () => startChild('migrate', { location }));
    const applied: string[] = [];
    for (const child of children) {
      expect(await child.ended()).toEqual({ code: 0, signal: null });
      const [, ...steps] = child.lines.at(-1)?.split(' ') ?? [];
      applied.push(...steps.filter((step) => step !== ''));
    }
    expect(applied.toSorted()).toEqual(all.toSorted());
  });
});
