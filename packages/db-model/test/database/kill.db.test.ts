import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/database/index.ts';
import { startChild } from '../support/child.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';

forEachDatabase((engine) => {
  it('has every commit that was acknowledged before kill -9, and no half of one', async () => {
    const location = await engine.location();
    const open = async () => orThrow(await openDatabase<unknown>(location));
    const first = await open();
    await sql`CREATE TABLE batch (id int8 PRIMARY KEY)`.execute(first.kysely);
    await sql`CREATE TABLE batch_row (batch_id int8, position int8, PRIMARY KEY (batch_id, position))`.execute(
      first.kysely,
    );
    await first.close();

    let from = 1;
    for (let round = 0; round < 6; round += 1) {
      const child = startChild('write', { location, from });
      const enough = 20 + round * 7;
      await child.line((_line, position) => position === enough);
      // Not always right after an acknowledgement.
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await child.kill();

      const database = await open();
      const { rows } = await sql<{ id: number; rows: number }>`
        SELECT batch.id, count(batch_row.position) AS rows
        FROM batch LEFT JOIN batch_row ON batch_row.batch_id = batch.id
        GROUP BY batch.id ORDER BY batch.id`.execute(database.kysely);
      const orphans = await sql`SELECT 1 FROM batch_row
        WHERE NOT EXISTS (SELECT 1 FROM batch WHERE batch.id = batch_row.batch_id)`.execute(
        database.kysely,
      );
      await database.close();
      const acknowledged = Number(child.lines.at(-1));
      // One more than was acknowledged may have been committed, and not yet said.
      expect([acknowledged, acknowledged + 1]).toContain(rows.length);
      expect(rows).toEqual(rows.map((_row, index) => ({ id: index + 1, rows: 5 })));
      expect(orphans.rows).toEqual([]);
      from = rows.length + 1;
    }
  });
});
