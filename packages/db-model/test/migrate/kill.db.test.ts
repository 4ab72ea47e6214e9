import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalog } from '../../scripts/catalog.ts';
import { openDatabase } from '../../src/database/index.ts';
import { migrate, readMigrations } from '../../src/migrate/index.ts';
import type { Step } from '../../src/migrate/migrations.ts';
import { stepName } from '../../src/migrate/plan.ts';
import { startChild } from '../support/child.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';

const killed = { code: null, signal: 'SIGKILL' };

function nameOf(step: Step | undefined): string {
  if (step === undefined) throw new Error('there are migrations');
  return stepName(step);
}

forEachDatabase((engine) => {
  describe('a migration that is killed', () => {
    it('goes on where it was, as often as it takes', async () => {
      const location = await engine.location();
      const steps = orThrow(await readMigrations()).flatMap((migration) => migration.steps);
      const end = nameOf(steps.at(-1));
      // A step of each kind, the first and the last.
      const places = [
        '0001/up01',
        '0001/up12',
        '0004/up03',
        '0005/up03',
        '0005/up04',
        '0005/up04.verify',
        '0008/up05',
        end,
      ];
      for (const killAt of places) {
        const child = startChild('migrate', { location, killAt });
        expect(await child.ended()).toEqual(killed);
        expect(child.lines.at(-1)).toBe(killAt);
      }
      const last = startChild('migrate', { location });
      expect(await last.ended()).toEqual({ code: 0, signal: null });
      expect(last.lines.at(-1)).toBe(`applied ${end}`);

      const database = orThrow(await openDatabase<unknown>(location));
      const { rows } = await sql<{ steps: number; unfinished: number }>`
        SELECT count(*) AS steps, count(*) - count(time_finished) AS unfinished
        FROM schema_migration`.execute(database.kysely);
      expect(rows).toEqual([{ steps: steps.length, unfinished: 0 }]);
      const straight = await engine.migrated<unknown>();
      expect(await readCatalog(database.kysely)).toEqual(await readCatalog(straight.kysely));
      await database.close();
    });

    it('goes on from wherever it was hit', async () => {
      const location = await engine.location();
      let kills = 0;
      for (;;) {
        const child = startChild('migrate', { location });
        const enough = 8 + kills * 2;
        // Either it has begun so many steps, or it is done.
        const line = await child.line(
          (text, position) => position === enough || text.startsWith('applied'),
        );
        if (line.startsWith('applied')) {
          await child.ended();
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, kills));
        await child.kill();
        kills += 1;
      }
      expect(kills).toBeGreaterThan(2);
      const database = orThrow(await openDatabase<unknown>(location));
      expect(await migrate(database)).toEqual({
        version: orThrow(await readMigrations()).length,
        applied: [],
      });
      const straight = await engine.migrated<unknown>();
      expect(await readCatalog(database.kysely)).toEqual(await readCatalog(straight.kysely));
      await database.close();
    });
  });

  describe('a long step that is killed', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'skewline-long-'));
      await mkdir(join(folder, '0001-long'));
      const steps = [
        'CREATE TABLE long (id int8 PRIMARY KEY, value int8 NOT NULL);',
        'INSERT INTO long SELECT i, 0 FROM generate_series(1, 200000) AS i;',
        // Not to be done twice, and not by halves.
        'UPDATE long SET value = value + 1;',
      ];
      for (const [index, text] of steps.entries()) {
        await writeFile(join(folder, '0001-long', `up0${String(index + 1)}.sql`), text);
      }
    });
    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    it('is done once in the end, and whole', async () => {
      const location = await engine.location();
      for (const delay of [20, 80, 150]) {
        const child = startChild('migrate', { location, folder });
        await child.line((line) => line === '0001/up03');
        await new Promise((resolve) => setTimeout(resolve, delay));
        await child.kill();
        // It was hit in the middle, or this would show nothing.
        expect(child.lines.at(-1)).toBe('0001/up03');
      }
      const database = orThrow(await openDatabase<unknown>(location));
      const migrations = orThrow(await readMigrations(folder));
      expect(await migrate(database, { migrations })).toEqual({
        version: 1,
        applied: ['0001/up03'],
      });
      const { rows } = await sql`SELECT value, count(*) AS n FROM long GROUP BY value`.execute(
        database.kysely,
      );
      expect(rows).toEqual([{ value: 1, n: 200_000 }]);
      await database.close();
    });
  });
});
