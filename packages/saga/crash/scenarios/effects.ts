import type { Database, InTransaction, Tables } from '@skewline/db-model';
import { sql } from 'kysely';

interface Where {
  readonly sagaId: string;
  readonly node: string;
}

/** Rows as effects. `times` of `crash_count` tells how often it was really done; the row itself is there or not. */
export async function createEffectTables(database: Database<Tables>): Promise<void> {
  for (const statement of [
    `CREATE TABLE crash_effect (saga_id uuid, node text, PRIMARY KEY (saga_id, node))`,
    `CREATE TABLE crash_count (
       saga_id uuid, node text, times int8 NOT NULL, PRIMARY KEY (saga_id, node))`,
    `CREATE TABLE crash_call (
       saga_id uuid, node text, executor text, PRIMARY KEY (saga_id, node, executor))`,
  ]) {
    await sql.raw(statement).execute(database.kysely);
  }
}

export async function clearEffects(database: Database<Tables>): Promise<void> {
  await sql`DELETE FROM crash_effect`.execute(database.kysely);
  await sql`DELETE FROM crash_count`.execute(database.kysely);
}

export async function addEffect(transaction: InTransaction, where: Where): Promise<void> {
  const { sagaId, node } = where;
  await sql`
    INSERT INTO crash_effect (saga_id, node) VALUES (${sagaId}, ${node}) ON CONFLICT DO NOTHING
  `.execute(transaction);
  await count(transaction, where);
}

export async function removeEffect(transaction: InTransaction, where: Where): Promise<void> {
  const { sagaId, node } = where;
  await sql`
    DELETE FROM crash_effect WHERE saga_id = ${sagaId} AND node = ${node}
  `.execute(transaction);
}

async function count(transaction: InTransaction, { sagaId, node }: Where): Promise<void> {
  await sql`
    INSERT INTO crash_count (saga_id, node, times) VALUES (${sagaId}, ${node}, 1)
    ON CONFLICT (saga_id, node) DO UPDATE SET times = crash_count.times + 1
  `.execute(transaction);
}

/** Rows of sagas that were undone; and what was done twice. */
export async function leftEffects(database: Database<Tables>): Promise<readonly string[]> {
  const left = await sql<{ readonly node: string }>`
    SELECT e.node FROM crash_effect e JOIN saga s ON s.id = e.saga_id
    WHERE s.state = 'unwound' ORDER BY e.node
  `.execute(database.kysely);
  const twice = await sql<{ readonly node: string; readonly times: number }>`
    SELECT node, times FROM crash_count WHERE times > 1 ORDER BY node
  `.execute(database.kysely);
  return [
    ...left.rows.map(({ node }) => `the effect of ${node} is left`),
    ...twice.rows.map(({ node, times }) => `${node} was done ${String(times)} times`),
  ];
}
