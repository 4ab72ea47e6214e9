import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { answers } from './api.ts';
import { internals } from './internals.ts';

/** The answers to users, of all so far, that say something that only operators may know, and what. */
export async function leaksOf(database: Database<Tables>): Promise<readonly string[]> {
  // An attempt is what users know, and has one id with the saga of its start.
  const { rows } = await sql<{ readonly id: string }>`
    SELECT id FROM sled
    UNION SELECT id FROM vmm
    UNION SELECT id FROM zpool
    UNION SELECT saga.id FROM saga
      WHERE NOT EXISTS (SELECT 1 FROM start_attempt a WHERE a.id = saga.id)
        AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.id = saga.id)`.execute(database.kysely);
  const ids = new Set(rows.map(({ id }) => id));
  const told = answers();
  if (told.length < 10 || ids.size < 2) throw new Error('there is too little to look at');
  return told.flatMap((answer) => {
    const named = answer.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
    const found = [...internals(answer), ...named.filter((id) => ids.has(id))];
    return found.length === 0 ? [] : [`${found.join(', ')} in: ${answer}`];
  });
}
