import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, DatabaseProblem, openDatabase } from '../../src/database/index.ts';
import { startChild } from '../support/child.ts';
import { orThrow } from '../support/problems.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skewline-owner-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<Database<unknown>> {
  return orThrow(await openDatabase<unknown>({ directory }));
}

/** Opens the directory, asks it something, and closes it again. */
async function openOnce(): Promise<number | undefined> {
  const database = await open();
  const { rows } = await sql<{ one: number }>`SELECT 1::int4 AS one`.execute(database.kysely);
  await database.close();
  return rows[0]?.one;
}

async function refusal(): Promise<DatabaseProblem> {
  const database = await openDatabase<unknown>({ directory });
  if (!(database instanceof DatabaseProblem)) throw new Error('the directory was opened twice');
  return database;
}

describe('a directory', () => {
  it('is refused to a second process, and given to it when the first has closed it', async () => {
    const first = startChild('hold', { directory });
    await first.line((line) => line === 'open');
    const problem = await refusal();
    expect(problem.code).toBe('directory_in_use');
    expect(problem.message).toContain(`process ${String(first.pid)} on `);
    first.tell('close');
    await first.line((line) => line === 'closed');
    expect(await openOnce()).toBe(1);
  });

  it('is taken over from a process that was killed', async () => {
    const first = startChild('hold', { directory });
    await first.line((line) => line === 'open');
    await first.kill();
    expect(await openOnce()).toBe(1);
  });

  it('is refused to the same process a second time', async () => {
    const database = await open();
    expect((await refusal()).message).toContain('open in this process already');
    // The one that was refused has left the first one alone.
    await sql`SELECT 1`.execute(database.kysely);
    await database.close();
    expect(await openOnce()).toBe(1);
  });

  it('is free again when it was closed without having been asked anything', async () => {
    const database = await open();
    await database.close();
    await database.close();
    expect(await openOnce()).toBe(1);
  });

  it('is whole although the process that made it was killed meanwhile', async () => {
    const child = startChild('hold', { directory });
    const draft = join(directory, 'data.new');
    // Until the first files of the new database are written.
    while (!existsSync(draft) || readdirSync(draft).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await child.kill();
    // Nothing is there that could be taken for a database.
    expect((await readdir(directory)).toSorted()).toEqual(['data.new', 'owner']);

    const database = await open();
    await sql`CREATE TABLE thing (id int8 PRIMARY KEY)`.execute(database.kysely);
    await database.close();
    expect((await readdir(directory)).toSorted()).toEqual(['data', 'owner']);
  });

  it('is refused if it is no directory', async () => {
    await writeFile(join(directory, 'file'), '');
    const database = await openDatabase({ directory: join(directory, 'file') });
    expect(database).toMatchObject({ code: 'directory_unusable' });
  });

  it('is refused if it is a database without our lock', async () => {
    await writeFile(join(directory, 'PG_VERSION'), '18');
    expect((await refusal()).code).toBe('not_a_database_directory');
  });

  it('is let go again if what is in it does not open', async () => {
    await mkdir(join(directory, 'data'));
    await writeFile(join(directory, 'data', 'PG_VERSION'), 'rubbish');
    expect((await refusal()).code).toBe('database_unusable');
    // Not in use: the first try has released it.
    expect((await refusal()).code).toBe('database_unusable');
  });
});

describe('the lock', () => {
  it('goes to exactly one of several processes that find a dead owner', async () => {
    const folder = join(directory, 'owner');
    for (let round = 0; round < 4; round += 1) {
      const racers = Array.from({ length: 5 }, () => startChild('race', folder));
      await Promise.all(racers.map((racer) => racer.line((line) => line === 'ready')));
      for (const racer of racers) racer.tell('go');
      const results = await Promise.all(racers.map((racer) => racer.line((_, at) => at === 1)));
      expect(results.toSorted()).toEqual([...Array<string>(4).fill('directory_in_use'), 'won']);
      // All are killed, so the next round finds the winner's lock as a dead owner's.
      await Promise.all(racers.map((racer) => racer.kill()));
    }
  });

  it('keeps processes apart that take and release it all the time', async () => {
    const times = 150;
    const children = Array.from({ length: 4 }, () =>
      startChild('exclude', { folder: directory, times }),
    );
    for (const child of children) {
      expect(await child.ended()).toEqual({ code: 0, signal: null });
      expect(child.lines).toEqual(['done']);
    }
    // Every turn had a number of its own.
    expect(await readdir(join(directory, 'owner'))).toEqual([
      `owner-${String(times * 4).padStart(6, '0')}.json`,
    ]);
  });
});
