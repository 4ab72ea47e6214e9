import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configDefaults } from '../../src/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configProblemText, readConfig } from '../../src/config/read.ts';

const database = { directory: '/var/lib/nexus' };

/** What is wrong, a line each; none where it is taken. */
function problems(json: unknown): readonly string[] {
  const read = readConfig(json);
  // Either kind tells itself apart: a configuration is no list.
  if (!Array.isArray(read)) return [];
  return (read as Parameters<typeof configProblemText>[1][]).map((one) =>
    configProblemText('nexus.json', one),
  );
}

it('what is absent has its default', () => {
  expect(readConfig({ database })).toEqual({ ...configDefaults, database });
});

it('what is there goes before its default, and its neighbours keep theirs', () => {
  const read = readConfig({
    database: { url: 'postgres://nexus@db.example/nexus', connections: 20 },
    listen: { port: 80 },
    tasks: { saga_recovery: { periodSeconds: 5 } },
    restart: { cooldownSeconds: 0 },
    age: { internal: '1' },
    externalAddresses: { first: 'fd00::1', last: 'fd00::1' },
    gatewayUrl: null,
    engine: 'dbos',
  });
  expect(read).toEqual({
    ...configDefaults,
    database: {
      url: 'postgres://nexus@db.example/nexus',
      connections: 20,
      statementTimeout: 30_000,
      idleInTransactionTimeout: 60_000,
    },
    listen: { host: '127.0.0.1', port: 80 },
    tasks: { ...configDefaults.tasks, saga_recovery: { periodSeconds: 5, disabled: false } },
    restart: { ...configDefaults.restart, cooldownSeconds: 0 },
    age: { external: null, internal: '1.0.0', sledAgent: null },
    externalAddresses: { first: 'fd00::1', last: 'fd00::1' },
    engine: 'dbos',
  });
});

const oneDatabase =
  'has to be { "directory": … }, { "url": "postgres://…" } or { "memory": true }, and one of them';

describe('what is wrong is told with its place', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no object', [], ['nexus.json has to be an object, not a list']],
    ['null', null, ['nexus.json has to be an object, not null']],
    ['no database', {}, [`nexus.json: database ${oneDatabase}`]],
    [
      'two databases',
      { database: { directory: 'a', memory: true } },
      [`nexus.json: database ${oneDatabase}`],
    ],
    ['a database that is text', { database: 'a' }, [`nexus.json: database ${oneDatabase}`]],
    [
      'an empty directory',
      { database: { directory: '' } },
      ['nexus.json: database.directory has to be a path, not ""'],
    ],
    ['no memory', { database: { memory: false } }, ['nexus.json: database.memory has to be true']],
    [
      'another protocol',
      { database: { url: 'mysql://db/nexus' } },
      [
        'nexus.json: database.url has to be a URL such as postgres://user@host/name, not "mysql://db/nexus"',
      ],
    ],
    [
      'a password is not repeated',
      { database: { url: 'mysql://nexus:hunter2@db/nexus' } },
      ['nexus.json: database.url has to be a URL such as postgres://user@host/name, not this text'],
    ],
    [
      'an option of a server for a directory',
      { database: { directory: 'a', connections: 2 } },
      ['nexus.json: database.connections is not known; there are directory'],
    ],
    [
      'a misspelt setting',
      { database, taks: {} },
      [
        'nexus.json: taks is not known; there are listen, internalListen, database, gatewayUrl, engine, sagas, tasks, sledTimeoutMs, restart, externalAddresses, age, retentionDays, consoleDirectory, logLevel',
      ],
    ],
    [
      '__proto__',
      JSON.parse('{ "database": { "memory": true, "__proto__": {} } }'),
      ['nexus.json: database.__proto__ is not known; there are memory'],
    ],
    [
      'a port too high',
      { database, listen: { port: 65_536 } },
      ['nexus.json: listen.port has to be a whole number from 0 to 65535, not 65536'],
    ],
    [
      'a port as text',
      { database, listen: { port: '80' } },
      ['nexus.json: listen.port has to be a whole number from 0 to 65535, not "80"'],
    ],
    [
      'half a port',
      { database, listen: { port: 80.5 } },
      ['nexus.json: listen.port has to be a whole number from 0 to 65535, not 80.5'],
    ],
    [
      'a host with a path',
      { database, listen: { host: 'a/b' } },
      ['nexus.json: listen.host has to be a host name or an address, not "a/b"'],
    ],
    [
      'the same port twice',
      { database, listen: { port: 1 }, internalListen: { port: 1 } },
      ['nexus.json: internalListen has to be another than listen'],
    ],
    [
      'a task that is not known',
      { database, tasks: { watcher: {} } },
      [
        'nexus.json: tasks.watcher is not known; there are instance_watcher, instance_updater, instance_reincarnation, abandoned_vmm_reaper, saga_recovery',
      ],
    ],
    [
      'a task without rest',
      { database, tasks: { instance_watcher: { periodSeconds: 0, disabled: 'no' } } },
      [
        'nexus.json: tasks.instance_watcher.periodSeconds has to be a whole number from 1 to 86400, not 0',
        'nexus.json: tasks.instance_watcher.disabled has to be true or false, not "no"',
      ],
    ],
    [
      'another engine',
      { database, engine: 'steno' },
      ['nexus.json: engine has to be one of journal, dbos, not "steno"'],
    ],
    [
      'dbos without PostgreSQL',
      { database, engine: 'dbos' },
      ['nexus.json: engine can only be dbos where the database is a PostgreSQL server'],
    ],
    [
      'no URL',
      { database, gatewayUrl: 'gateway' },
      ['nexus.json: gatewayUrl has to be a URL such as http://127.0.0.1:12223, not "gateway"'],
    ],
    [
      'a version that there is not',
      { database, age: { external: '2', internal: 1, sledAgent: 'old' } },
      [
        'nexus.json: age.external has to be a version of nexus, as text: 2026073100.0.0, 2026112100.0.0',
        'nexus.json: age.internal has to be a version of nexus-internal, as text: 1.0.0, 2.0.0',
        'nexus.json: age.sledAgent has to be a version of the sled agent API, such as "48", not "old"',
      ],
    ],
    [
      'half a range',
      { database, externalAddresses: { first: '10.0.0.1' } },
      ['nexus.json: externalAddresses.last has to be an address of IPv4 or IPv6, not nothing'],
    ],
    [
      'a range backwards',
      { database, externalAddresses: { first: '10.0.0.2', last: '10.0.0.1' } },
      [
        'nexus.json: externalAddresses have to be two of the same kind, with the first not behind the last',
      ],
    ],
    [
      'a range of two kinds',
      { database, externalAddresses: { first: '10.0.0.2', last: 'fd00::1' } },
      [
        'nexus.json: externalAddresses have to be two of the same kind, with the first not behind the last',
      ],
    ],
    [
      'waits that shrink',
      { database, restart: { firstWaitSeconds: 60, longestWaitSeconds: 59 } },
      ['nexus.json: restart.longestWaitSeconds has to be at least firstWaitSeconds'],
    ],
    [
      'a level that there is not',
      { database, logLevel: 'loud' },
      [
        'nexus.json: logLevel has to be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
      ],
    ],
    [
      'several at once',
      { engine: 1, retentionDays: 0 },
      [
        `nexus.json: database ${oneDatabase}`,
        'nexus.json: engine has to be one of journal, dbos, not 1',
        'nexus.json: retentionDays has to be a whole number from 1 to 36500, not 0',
      ],
    ],
  ])('%s', (_name, json, wanted) => {
    expect(problems(json)).toEqual(wanted);
  });

  it('changes nothing in the defaults', () => {
    problems({ database, tasks: { instance_watcher: { periodSeconds: 1 } } });
    expect(configDefaults.tasks.instance_watcher).toEqual({ periodSeconds: 30, disabled: false });
  });
});

describe('files and flags', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nexus-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function file(content: string): Promise<string> {
    const name = join(folder, 'nexus.json');
    await writeFile(name, content);
    return name;
  }

  it('flags go before the file', async () => {
    const config = await file(JSON.stringify({ database, engine: 'journal', logLevel: 'debug' }));
    const flags = { config, url: 'postgres://db/nexus', engine: 'dbos' };
    expect(await loadConfig(flags)).toMatchObject({
      ok: true,
      config: { database: { url: 'postgres://db/nexus' }, engine: 'dbos', logLevel: 'debug' },
    });
  });

  it.each([
    ['{', /^the configuration \S+ is not JSON: /],
    ['[]', /nexus\.json has to be an object, not a list$/],
    ['{"database":{"memory":true},"listen":null}', /: listen has to be an object, not null$/],
  ])('%s', async (content, wanted) => {
    const loaded = await loadConfig({ config: await file(content) });
    expect(loaded).toMatchObject({ ok: false, problems: [expect.stringMatching(wanted)] });
  });

  it('a file that is not there', async () => {
    const loaded = await loadConfig({ config: join(folder, 'nowhere.json') });
    const wanted = /cannot be read \(ENOENT\): see that it is there$/;
    expect(loaded).toMatchObject({ ok: false, problems: [expect.stringMatching(wanted)] });
  });
});
