import { type Database, type Tables } from '@skewline/db-model';
import {
  action,
  ActionFailure,
  type Dag,
  dagBuilder,
  type Registry,
  registry,
} from '@skewline/saga';
import { type Kysely, sql } from 'kysely';

interface Params {
  readonly failing: readonly string[];
  /** How long nodes take before they write. */
  readonly slowMs?: number;
}

/** Sagas that note in the database what they do, for processes that come one after the other. */
export interface Crashing {
  readonly dag: Dag<Params>;
  readonly actions: Registry;
  /** What was done so far, in order. */
  notes(): Promise<readonly string[]>;
}

export async function makeNotes(database: Database<Tables>): Promise<void> {
  await sql`CREATE TABLE notes (id int8 GENERATED ALWAYS AS IDENTITY, note text NOT NULL)`.execute(
    database.kysely,
  );
}

export function crashing(database: Database<Tables>): Crashing {
  const note = async (text: string): Promise<unknown> =>
    sql`INSERT INTO notes (note) VALUES (${text})`.execute(database.kysely);
  const writing = action<{ params: Params; output: string }>({
    name: 'crashing.writing',
    version: 1,
    run: async ({ node, params, record }) => {
      await note(`run ${node}`);
      await new Promise((resolve) => setTimeout(resolve, params.slowMs ?? 0));
      return database.transaction(async (transaction) => {
        await sql`INSERT INTO notes (note) VALUES (${`row of ${node}`})`.execute(transaction);
        await record(transaction, node);
        return node;
      });
    },
    undo: async ({ node, params }) => {
      await note(`undo ${node}`);
      if (params.failing.includes(`undo ${node}`)) {
        const tries = (await notesIn(database.kysely)).filter((text) => text === `undo ${node}`);
        if (tries.length < 2) throw new ActionFailure('no', 'not the first time', { retry: false });
      }
    },
  });
  const last = action<{ params: Params; output: string }>({
    name: 'crashing.last',
    version: 1,
    run: async ({ node, params }) => {
      await note(`run ${node}`);
      if (params.failing.includes(node)) throw new ActionFailure('no', 'no', { retry: false });
      return node;
    },
  });
  const built = dagBuilder<Params>('crashing')
    .append('first', writing)
    .append('second', writing)
    .append('last', last)
    .build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return {
    dag: built.dag,
    actions: registry([writing, last]),
    notes: async () => notesIn(database.kysely),
  };
}

async function notesIn(queries: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ note: string }>`SELECT note FROM notes ORDER BY id`.execute(queries);
  return rows.map(({ note: text }) => text);
}
