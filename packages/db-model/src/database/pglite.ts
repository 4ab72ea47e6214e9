import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { parsers, typeIds } from './column-types.ts';
import { type Database, makeDatabase } from './database.ts';
import { type DirectoryLock, takeLock } from './directory-lock.ts';
import { DatabaseProblem, errorMessage } from './problem.ts';

/**
 * The database in this process, kept in a directory that has `owner`, our lock, and `data`. PGlite
 * itself would let two processes write the same data, and lose what one of them wrote.
 */
export async function openPGlite<Tables>(
  directory: string,
): Promise<Database<Tables> | DatabaseProblem> {
  if (existsSync(join(directory, 'PG_VERSION'))) {
    return new DatabaseProblem(
      'not_a_database_directory',
      `${directory} has the files of a database itself, and no lock beside them`,
      'give the name of a new directory; to keep that data, move it into a folder called data within it',
    );
  }
  let lock: DirectoryLock | DatabaseProblem;
  try {
    lock = await takeLock(join(directory, 'owner'));
  } catch (error) {
    return new DatabaseProblem(
      'directory_unusable',
      `${directory} cannot be used: ${errorMessage(error)}`,
      'give a directory that this process may write, on a file system that has hard links',
      error,
    );
  }
  if (lock instanceof DatabaseProblem) return lock;
  const held = lock;
  try {
    const data = await madeData(directory);
    return databaseOf(await start({ dataDir: data }), () => held.release());
  } catch (error) {
    await held.release();
    return new DatabaseProblem(
      'database_unusable',
      `the database in ${directory} does not open: ${errorMessage(error)}`,
      'restore the directory from a copy, or give another one',
      error,
    );
  }
}

/** A database that is gone when it is closed, for tests and trials. */
export async function openPGliteInMemory<Tables>(
  from?: Blob,
): Promise<Database<Tables> | DatabaseProblem> {
  if (from === undefined) return databaseOf(await start());
  try {
    return databaseOf(await start({ loadDataDir: from }));
  } catch (error) {
    return new DatabaseProblem(
      'database_unusable',
      `what the database is to be a copy of does not open: ${errorMessage(error)}`,
      'give what dumpDataDir of the same version of PGlite gave',
      error,
    );
  }
}

/**
 * Making a database takes seconds and many files. It is made aside and then renamed, so that a
 * process killed meanwhile does not leave a half one that later seems to be whole.
 */
async function madeData(directory: string): Promise<string> {
  const data = join(directory, 'data');
  if (existsSync(data)) return data;
  const draft = join(directory, 'data.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  await (await start({ dataDir: draft })).close();
  await rename(draft, data);
  return data;
}

async function start(data: Pick<PGliteOptions, 'dataDir' | 'loadDataDir'> = {}): Promise<PGlite> {
  const pglite = await PGlite.create({
    ...data,
    parsers: Object.fromEntries(parsers),
    // As pg would send them: text stays as it is.
    serializers: Object.fromEntries(
      [typeIds.int8, typeIds.timestamptz, typeIds.interval].map((id) => [id, String]),
    ),
  });
  await pglite.exec(`SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'`);
  return pglite;
}

function databaseOf<Tables>(
  pglite: PGlite,
  afterClose: () => Promise<void> = async () => {},
): Database<Tables> {
  return makeDatabase('pglite', new PGliteDialect({ pglite }), async () => {
    try {
      // kysely has closed it, unless nobody ever asked it anything.
      if (!pglite.closed) await pglite.close();
    } finally {
      await afterClose();
    }
  });
}
