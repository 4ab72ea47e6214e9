import { createHash } from 'node:crypto';
import { type PostgresPool, type PostgresPoolClient, type RawBuilder, sql } from 'kysely';

const mark = '/* prepared */';

/**
 * A statement that begins or ends with this is read and planned once for each connection to a server, and not each time; where it is
 * short and asked often, that is most of what it costs. Only for statements of few different texts (lists go in as one
 * parameter) whose columns are named: after a migration a prepared `*` would be refused. PGlite takes it for a comment.
 *
 *     sql`${preparedOnce} SELECT id FROM saga WHERE id = ${id}`
 *     queries.selectFrom('saga').select('id').where('id', '=', id).modifyEnd(preparedOnce)
 */
export const preparedOnce: RawBuilder<unknown> = sql.raw(mark);

/** What is asked of a pool of `pg`, and of its clients. Said here, so that who uses this package needs no types of `pg`. */
interface Pool {
  readonly options: object;
  connect(): Promise<Client>;
  end(): Promise<void>;
}

interface Client {
  query(statement: Statement): Promise<unknown>;
  release(destroy?: boolean): void;
}

interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/** The pool as kysely asks it, with marked statements under names. */
export function preparing(pool: Pool): PostgresPool {
  // kysely knows a connection again by its client.
  const clients = new WeakMap<Client, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client) ?? preparingClient(client);
      clients.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function preparingClient(client: Client): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]): Promise<unknown> =>
    client.query(
      text.trimStart().startsWith(mark) || text.endsWith(mark)
        ? { name: nameOf(text), text, values: [...values] }
        : { text, values: [...values] },
    );
  return {
    // Without a cursor in its settings kysely asks in this way only; what comes back is the driver's.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

const names = new Map<string, string>();

/** The same name always means the same text: a server refuses anything else. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
