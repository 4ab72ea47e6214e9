import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries } from './postgres-binaries.ts';

/** A real PostgreSQL server of its own, which can be stopped and started again with what it has. */
export interface PostgresServer {
  /** As a user that may make databases. */
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it if it runs, and removes what it kept. */
  remove(): Promise<void>;
}

const [user, password] = ['postgres', 'postgres'];

/** `flags` are those of `postgres`. */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  const before = exitListeners();
  const binaries = await postgresBinaries();
  const { EmbeddedPostgres } = binaries;
  const added = exitListeners().filter(
    ({ listener }) => !before.some((one) => one.listener === listener),
  );
  const databaseDir = await mkdtemp(join(tmpdir(), 'skewline-postgres-'));
  const atExit = (): void => removeNow(databaseDir);
  process.on('exit', atExit);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user,
    password,
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [...flags, '-c', 'max_connections=200'],
    onLog: (message) => log.push(String(message)),
    onError: (error) => log.push(String(error)),
  });
  let running = false;
  const start = async (): Promise<void> => {
    // Of a server that runs nobody would ever say that it has begun to.
    if (!running) await server.start();
    running = true;
  };
  const stop = async (): Promise<void> => {
    if (running) await server.stop();
    running = false;
  };
  const remove = async (): Promise<void> => {
    await stop();
    await rm(databaseDir, { recursive: true, force: true });
    await binaries.remove();
    process.off('exit', atExit);
    // It would stop the server at the end, and then end the process with 0, whatever the tests said.
    for (const { event, listener } of added) process.off(event, listener);
  };
  try {
    await server.initialise();
    await start();
  } catch (error) {
    await remove();
    throw new Error(`PostgreSQL does not start:\n${log.slice(-20).join('\n')}`, { cause: error });
  }
  const url = `postgres://${user}:${password}@127.0.0.1:${String(port)}/postgres`;
  return { url, start, stop, remove };
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

function exitListeners(): { event: string; listener: () => void }[] {
  return ['beforeExit', 'exit'].flatMap((event) =>
    // The cast: what listens there is called with a code, which nobody here gives.
    process.listeners(event as 'exit').map((listener) => ({
      event,
      listener: listener as () => void, // see above
    })),
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
