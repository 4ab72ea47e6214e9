import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@skewline/db-model';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onPostgres } from '../../../../packages/db-model/test/support/databases.ts';
import { orThrow } from '../../../../packages/db-model/test/support/problems.ts';
import { type NexusProcess, runProcess, startProcess } from '../support/process.ts';

const anyPort = ['--listen', '127.0.0.1:0', '--internal-listen', '127.0.0.1:0'];

let folder = '';
let directory = '';
let secret = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-process-'));
  directory = join(folder, 'database');
  const made = await runProcess(
    'token',
    'create',
    '--user',
    'ada',
    '--operator',
    '--directory',
    directory,
  );
  if (made.code !== 0) throw new Error(made.stderr);
  secret = made.stdout.trim();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...given: readonly string[]): NexusProcess {
  const started = startProcess('serve', ...given);
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    await started.ended;
  });
  return started;
}

describe('nexus', () => {
  it('lets the first operator in, and stops when it is told to', async () => {
    const nexus = start('--directory', directory, ...anyPort);
    const { url, internalUrl } = await nexus.ready();
    const init = { headers: { authorization: `Bearer ${secret}` } };
    expect((await fetch(`${url}/operator/users`, init)).status).toBe(200);
    expect((await fetch(`${internalUrl}/health/ready`)).status).toBe(200);
    nexus.child.kill('SIGTERM');
    expect(await nexus.ended).toBe(0);
    expect(nexus.stdout()).toContain('nexus has stopped');
    expect(nexus.stdout()).not.toContain(secret);
    expect(nexus.stderr()).toBe('');
  });

  it('told twice it stops at once, whoever waits', async () => {
    const nexus = start('--directory', directory, ...anyPort);
    const { url } = await nexus.ready();
    const socket = await unfinished(url);
    onTestFinished(() => void socket.destroy());
    nexus.child.kill('SIGINT');
    await expect.poll(nexus.stdout).toContain('nexus stops');
    // The request holds it: it has ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(nexus.child.exitCode).toBeNull();
    nexus.child.kill('SIGINT');
    expect(await nexus.ended).toBe(1);
  });

  it('killed in the middle it starts again as if nothing had been', async () => {
    const first = start('--directory', directory, ...anyPort);
    await first.ready();
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start('--directory', directory, ...anyPort);
    expect((await fetch(`${(await second.ready()).url}/health/ready`)).status).toBe(200);
  });
});

/** A request whose body does not come. */
async function unfinished(url: string): Promise<ReturnType<typeof connect>> {
  const { port } = new URL(url);
  const head = [
    'POST /v1/projects HTTP/1.1',
    'host: nexus',
    `authorization: Bearer ${secret}`,
    'content-type: application/json',
    'content-length: 100',
    '',
    '{',
  ];
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {}); // it is cut off in the end
  await new Promise<void>((resolve) => socket.write(head.join('\r\n'), () => resolve()));
  return socket;
}

describe('what stands in its way is told in a sentence, with exit code 2', () => {
  /** What it says; a stack trace would be more lines. */
  async function refused(...given: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runProcess(...given);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).toMatch(/^nexus: .*\n$/);
    return stderr;
  }

  it('another nexus has the directory', async () => {
    const nexus = start('--directory', directory, ...anyPort);
    await nexus.ready();
    const who = `the directory is open in process ${String(nexus.child.pid)} on `;
    expect(await refused('serve', '--directory', directory, ...anyPort)).toContain(who);
    const token = await refused('token', 'create', '--user', 'bob', '--directory', directory);
    expect(token).toContain(who);
  });

  it.each(['listen', 'internal-listen'] as const)('the port of --%s is taken', async (flag) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it has a port');
    const where = `127.0.0.1:${String(address.port)}`;
    const other = flag === 'listen' ? 'internal-listen' : 'listen';
    const said = await refused(
      'serve',
      '--directory',
      directory,
      `--${flag}`,
      where,
      `--${other}`,
      '127.0.0.1:0',
      '--log-level',
      'silent',
    );
    const setting = flag === 'listen' ? 'listen' : 'internalListen';
    expect(said).toBe(
      `nexus: another program listens at ${where} already: stop it, or choose another port for ${setting}; 0 takes one that is free\n`,
    );
  });

  it('the address is of another machine', async () => {
    const given = ['--directory', directory, '--listen', '203.0.113.1:0', '--log-level', 'silent'];
    expect(await refused('serve', ...given)).toContain(
      'nobody may listen at 203.0.113.1:0 here (EADDRNOTAVAIL)',
    );
  });

  it('the directory is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'precious');
    await refused('serve', '--directory', file, ...anyPort);
    expect(await readFile(file, 'utf8')).toBe('precious');
  });

  it('a newer nexus has migrated the database', async () => {
    const newer = join(folder, 'newer');
    await runProcess('token', 'create', '--user', 'ada', '--directory', newer);
    const database = orThrow(await openDatabase<unknown>({ directory: newer }));
    await sql`UPDATE schema_migration SET version = 999
      WHERE version = (SELECT max(version) FROM schema_migration)`.execute(database.kysely);
    await database.close();
    expect(await refused('serve', '--directory', newer, ...anyPort)).toMatch(
      /^nexus: the database is at version 999 of its schema, and this program knows \d+: run a program/,
    );
  });

  it('nobody listens where the database should be', async () => {
    const url = 'postgres://nexus:hunter2@127.0.0.1:1/nexus';
    const said = await refused('serve', '--url', url, ...anyPort);
    expect(said).toContain('no database at postgres://nexus@127.0.0.1:1/nexus');
    expect(said).not.toContain('hunter2');
  });

  it('a configuration with two mistakes says both', async () => {
    const file = join(folder, 'nexus.json');
    await writeFile(file, JSON.stringify({ database: { directory }, engin: 'dbos', logLevel: 1 }));
    const { code, stderr } = await runProcess('serve', '--config', file);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining(`${file}: engin is not known; there are listen, `),
      expect.stringContaining(`${file}: logLevel has to be one of fatal, `),
    ]);
  });

  it('a command line that makes no sense', async () => {
    for (const given of [['serve', '--listen', 'here'], ['serve', '--colour'], ['stand']]) {
      const { code, stderr } = await runProcess(...given);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: /);
    }
  });

  it('a name that no user has, and a token that would be gone', async () => {
    const create = ['token', 'create', '--user'];
    expect(await refused(...create, 'Ada', '--directory', directory)).toContain('is no name');
    expect(await refused(...create, 'ada', '--memory')).toContain('would be gone at once');
  });
});

onPostgres((engine) => {
  it('runs its sagas on DBOS where it is told to', async () => {
    const location = await engine.location();
    if (!('url' in location)) throw new Error('it is a server');
    const nexus = start('--url', location.url, '--engine', 'dbos', ...anyPort);
    const { url } = await nexus.ready();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    nexus.child.kill('SIGTERM');
    expect(await nexus.ended).toBe(0);
    expect(nexus.stderr()).toBe('');
  });
});
