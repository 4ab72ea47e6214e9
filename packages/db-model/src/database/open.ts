import type { Database } from './database.ts';
import { openPGlite, openPGliteInMemory } from './pglite.ts';
import { openPostgres, type PostgresOptions } from './postgres.ts';
import type { DatabaseProblem } from './problem.ts';

/**
 * Where the database is: in a directory of ours, at a server, or nowhere but in memory. There it is empty at first, or a
 * copy of another: `from` is what `dumpDataDir` of PGlite gave. To copy one takes a fraction of making one, so tests
 * that each want a migrated database copy one that was migrated once.
 */
export type DatabaseLocation =
  | { readonly directory: string }
  | ({ readonly url: string } & PostgresOptions)
  | { readonly memory: true; readonly from?: Blob };

/**
 * Opens a database. It does not migrate it; see `migrate`.
 *
 * A directory is opened by PGlite in this process, and by one process at a time; a second one is
 * told who has it. A crash leaves nothing behind that must be cleared away by hand.
 */
export async function openDatabase<Tables>(
  location: DatabaseLocation,
): Promise<Database<Tables> | DatabaseProblem> {
  if ('directory' in location) return openPGlite(location.directory);
  if ('url' in location) return openPostgres(location.url, location);
  return openPGliteInMemory(location.from);
}
