/** Opens a database, says so, and keeps it open until it is told to close it. */
import { sql } from 'kysely';
import { type DatabaseLocation, openDatabase } from '../../../src/database/index.ts';
import { argument, heard, orExit, say } from './say.ts';

const database = orExit(await openDatabase<unknown>(argument<DatabaseLocation>()));
await sql`SELECT 1`.execute(database.kysely);
say('open');
await heard();
await database.close();
say('closed');
process.exit(0);
