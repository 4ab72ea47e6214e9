import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkMigrated,
  type DatabaseLocation,
  DatabaseProblem,
  openDatabase,
  type Tables,
} from '@skewline/db-model';
import {
  createNexusOperatorClient,
  fixed,
  type NexusOperatorClient,
} from '@skewline/nexus-client/operator';
import { api } from '@skewline/nexus-types/operator/server';
import { createAdapter, defaultProblemBody, type ServerProblem } from '@skewline/server';
import { offlineHandlers } from './offline.ts';
import { type CliProblem, failed } from './problem.ts';
import type { Reach } from './reach.ts';

/** The operator API, wherever it is asked. */
export interface Operator {
  readonly client: NexusOperatorClient;
  close(): Promise<void>;
}

/**
 * A nexus that runs, or a database with the same handlers in this process: so whoever asks cannot tell the one from the
 * other, but for what only a nexus can do.
 */
export async function openOperator(reach: Reach): Promise<Operator | CliProblem> {
  if (reach.kind === 'api') {
    const base = reach.url.replace(/\/+$/, '');
    const client = createNexusOperatorClient({
      baseUrl: `${base}/operator`,
      headers: { authorization: `Bearer ${reach.token}` },
    });
    return { client, close: async () => {} };
  }
  if (reach.kind === 'directory' && !existsSync(join(reach.directory, 'data'))) {
    // Opening would make one.
    return failed(`there is no database in ${reach.directory}`);
  }
  return openOffline(reach.kind === 'directory' ? { directory: reach.directory } : reach);
}

/** The operator API of a database that no nexus need have open. */
async function openOffline(location: DatabaseLocation): Promise<Operator | CliProblem> {
  const database = await openDatabase<Tables>(location);
  if (database instanceof DatabaseProblem) return failed(database.message, database.fix);
  const problem = await checkMigrated(database);
  if (problem !== null) {
    await database.close();
    return failed(problem.message, problem.fix);
  }
  const offline = offlineHandlers(database);
  const adapter = createAdapter(api, offline.handlers, { problemBody });
  const client = createNexusOperatorClient({
    // No name of a host: nothing leaves this process.
    baseUrl: 'http://database.invalid',
    versions: fixed('1'),
    fetch: async (input, init) => adapter.fetch(new Request(input, init)),
    retries: 0,
  });
  return {
    client,
    async close() {
      await offline.close();
      await database.close();
    },
  };
}

/** Who has the database may know what went wrong with it. */
function problemBody(problem: ServerProblem): unknown {
  const { cause, message } = problem;
  return defaultProblemBody({
    ...problem,
    message: cause instanceof Error ? cause.message : message,
  });
}
