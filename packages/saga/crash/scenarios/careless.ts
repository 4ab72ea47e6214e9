import { sql } from 'kysely';
import { action, dagBuilder } from '../../src/index.ts';
import { soundDag } from '../../src/instance/saga.ts';
import type { Scenario } from '../scenario.ts';

/**
 * A saga that breaks the rules, and the suite must see it: its first node adds a row each time it runs, and so does
 * its undo.
 */
export const careless: Scenario = {
  name: 'careless',
  async prepare({ kysely }) {
    await sql`CREATE TABLE crash_careless (saga_id uuid, node text)`.execute(kysely);
  },
  async open({ database: { kysely } }) {
    const first = action<{ output: null }>({
      name: 'careless.first',
      version: 1,
      run: async ({ sagaId, node }) => {
        await sql`INSERT INTO crash_careless VALUES (${sagaId}, ${node})`.execute(kysely);
        return null;
      },
      undo: async ({ sagaId, node }) => {
        await sql`INSERT INTO crash_careless VALUES (${sagaId}, ${`${node} undone`})`.execute(
          kysely,
        );
      },
    });
    const last = action<{ output: null }>({ name: 'careless.last', version: 1, run: () => null });
    const dag = soundDag(
      dagBuilder<object>('careless').append('first', first).append('last', last).build(),
    );
    return {
      actions: [first, last],
      async reset() {
        await sql`DELETE FROM crash_careless`.execute(kysely);
        return {};
      },
      dag: () => dag,
      async leftovers() {
        const { rows } = await sql<{ readonly rows: string }>`
          SELECT count(*)::text AS rows FROM crash_careless c JOIN saga s ON s.id = c.saga_id
          WHERE s.state = 'unwound' HAVING count(*) NOT IN (0, 2)
        `.execute(kysely);
        return rows.map(({ rows: count }) => `${count} rows, not one done and one undone`);
      },
    };
  },
};
