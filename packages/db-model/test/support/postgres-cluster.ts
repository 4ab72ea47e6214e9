import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL server for this run, as a user that may make databases. */
    readonly postgresUrl: string;
  }
}

/** It is never the server that is killed: it need not wait for the disk. */
const onlyOurProcessesAreKilled = ['-c', 'fsync=off'];

/** One real PostgreSQL for the whole run; each test makes databases of its own in it. */
export async function setup(
  project: { provide(name: 'postgresUrl', url: string): void },
  flags: readonly string[] = onlyOurProcessesAreKilled,
): Promise<() => Promise<void>> {
  const server = await startPostgres(flags);
  project.provide('postgresUrl', server.url);
  return async () => server.remove();
}
