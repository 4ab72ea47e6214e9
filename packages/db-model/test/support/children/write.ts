/** Writes batches for ever, each in a transaction over two tables, and says which it was told are committed. */
import { sql } from 'kysely';
import { openDatabase } from '../../../src/database/index.ts';
import type { DatabaseLocation } from '../../../src/database/index.ts';
import { argument, orExit, say } from './say.ts';

const { location, from } = argument<{ location: DatabaseLocation; from: number }>();
const database = orExit(await openDatabase<unknown>(location));
for (let batch = from; ; batch += 1) {
  await database.transaction(async (transaction) => {
    await sql`INSERT INTO batch (id) VALUES (${batch})`.execute(transaction);
    for (let row = 0; row < 5; row += 1) {
      await sql`INSERT INTO batch_row (batch_id, position) VALUES (${batch}, ${row})`.execute(
        transaction,
      );
    }
  });
  say(String(batch));
}
