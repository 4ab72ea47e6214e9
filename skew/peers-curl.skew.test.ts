/** What somebody with curl can do to a server of ours, in good faith and in bad. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdapter, type ServerProblem } from '@skewline/server';
import { api } from '@skewline/sled-agent-types/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  answerOf,
  curlOptions,
  curlTo,
  errorOf,
  exitOf,
  ignoreClosed,
  speaking,
} from './peers-curl.ts';
import { type Running, serve } from './peers-process.ts';
import { handlersOf, type Vmms } from './peers-sled-agent.ts';

const vmm = '/vmms/fe1d9a46-2b7e-4c8f-9d53-0a1b2c3d4e01';
const range = '1.0.0..49.0.0';
const bodyTimeoutMs = 400;

const ensureBody = {
  vmm_spec: {
    board: {
      cpus: 4,
      memory_mb: 4096,
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
    },
    components: { com1: { type: 'serial_port', component: { num: 'com1' } } },
  },
  local_config: {
    hostname: 'web-1',
    nics: [],
    firewall_rules: [],
    dhcp_config: { dns_servers: [], search_domains: [] },
    multicast_groups: [],
    delegated_zvols: [],
    attached_subnets: [],
    external_ips: {},
  },
  vmm_runtime: { state: { kind: 'running' }, gen: 1, time_updated: '2026-11-21T06:38:00Z' },
  instance_id: '3b9f8d52-7c61-4e0a-b1d4-6a5e4f3c2b10',
  propolis_addr: '[fd00:1122:3344:101::c]:12400',
  metadata: {
    silo_id: '0d9c8b7a-6f5e-4d3c-8b2a-190807060504',
    project_id: '1e0d9c8b-7a6f-4e5d-9c3b-2a1908070605',
  },
};

let running: Running;
let folder: string;
const problems: ServerProblem[] = [];
/** One that runs; `vmm` is none of them. */
const vmms: Vmms = new Map();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-curl-'));
  const adapter = createAdapter(api, handlersOf(vmms), {
    bodyTimeoutMs,
    hooks: { onProblem: (problem) => problems.push(problem) },
  });
  running = await serve(adapter);
  const registered = await curl([
    ...speaking('49.0.0'),
    '--request',
    'PUT',
    '--json',
    JSON.stringify(ensureBody),
    '/vmms/5e2f7c18-90ab-4cde-8f01-23456789ab00',
  ]);
  if (registered.status !== 200) throw new Error(registered.text);
});

afterAll(async () => {
  await running.app.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  problems.length = 0;
});

/** Whatever was done to it, the server goes on. */
afterEach(async () => {
  const { status } = await curl([...speaking('49.0.0'), `${vmm}/state`]);
  if (status !== 404) throw new Error(`the server answers ${String(status)} now`);
});

/** One request; the last argument is a path. */
async function curl(args: readonly string[]): Promise<Answer> {
  return curlTo(running.url, args);
}

describe('the version', () => {
  test.each([
    ['missing', [], /api-version/],
    ['empty', ['--header', 'api-version;'], /api-version/],
    ['a word', speaking('newest'), /has to be three numbers/],
    ['too long a number', speaking('1.2.3.4'), /has to be three numbers/],
    ['negative', speaking('-1.0.0'), /has to be three numbers/],
    ['said twice', [...speaking('49.0.0'), ...speaking('1.0.0')], /49\.0\.0/],
    ['newer than the server', speaking('50.0.0'), /50\.0\.0.*49\.0\.0/s],
    ['older than the first', speaking('0.0.0'), /0\.0\.0.*49\.0\.0/s],
    ['of a minor that there is not', speaking('49.1.0'), /49\.1\.0/],
  ])('%s: 400, and the header says what would do', async (_, header, message) => {
    const answer = await curl([...header, `${vmm}/state`]);
    expect([answer.status, answer.headers['api-versions']]).toEqual([400, [range]]);
    expect(errorOf(answer).message).toMatch(message);
  });

  test.each(['49', '49.0', '49.0.0', '1', '30.0.0', '48.0.0'])('%s is spoken', async (version) => {
    const answer = await curl([...speaking(version), `${vmm}/state`]);
    expect([answer.status, answer.headers['api-versions']]).toEqual([404, [range]]);
    expect(errorOf(answer)).toMatchObject({ error_code: 'ObjectNotFound' });
  });
});

describe('discovery', () => {
  test('says which versions there are, without being told one', async () => {
    const answer = await curl(['/.well-known/api-versions']);
    expect([answer.status, answer.headers['api-versions']]).toEqual([200, [range]]);
    const discovered = JSON.parse(answer.text) as { documents: object };
    expect(discovered).toMatchObject({
      api: 'sled-agent',
      versions: range,
      oldest: '1.0.0',
      newest: '49.0.0',
    });
    expect(discovered.documents).toMatchObject({
      '1.0.0': '/.well-known/api-versions/1.0.0/openapi.json',
      '49.0.0': '/.well-known/api-versions/49.0.0/openapi.json',
    });
  });

  test.each([
    ['1.0.0', '1.0.0'],
    ['49.0.0', '49.0.0'],
    // In between nothing changed.
    ['30.0.0', '29.0.0'],
  ])('has the document of %s', async (version, written) => {
    const answer = await curl([`/.well-known/api-versions/${version}/openapi.json`]);
    expect(answer.status).toBe(200);
    const document = JSON.parse(answer.text) as { openapi: string; info: { version: string } };
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'sled-agent' } });
    expect([version, written]).toContain(document.info.version);
  });

  test('has no document of a version that it does not speak', async () => {
    const answer = await curl(['/.well-known/api-versions/50.0.0/openapi.json']);
    expect([answer.status, answer.headers['api-versions']]).toEqual([404, [range]]);
  });

  test('HEAD of the base tells the versions, and nothing else', async () => {
    const answer = await curl(['--head', '/']);
    expect(answer.headers['api-versions']).toEqual([range]);
    expect(answer.exitCode).toBe(0);
  });

  test('HEAD of discovery has the headers of GET and no body', async () => {
    const get = await curl(['/.well-known/api-versions']);
    // With --head, curl prints the headers where the body would be.
    const head = await curl(['--head', '/.well-known/api-versions']);
    expect([head.status, head.headers['api-versions']]).toEqual([200, [range]]);
    expect(head.headers['content-type']).toEqual(get.headers['content-type']);
    expect(head.text).not.toContain('"oldest"');
  });
});

describe('operations', () => {
  test('one that the version does not have: 404, with the version that does', async () => {
    const args = ['--request', 'PUT', '--json', '{"multicast_base":"x"}', ...speaking('6.0.0')];
    const answer = await curl([...args, `${vmm}/multicast-group`]);
    expect([answer.status, answer.headers['api-versions']]).toEqual([404, [range]]);
    expect(errorOf(answer).message).toMatch(/7\.0\.0/);
  });

  test('a path that no version has: 404', async () => {
    const answer = await curl([...speaking('49.0.0'), '/zones']);
    expect([answer.status, answer.headers['api-versions']]).toEqual([404, [range]]);
    errorOf(answer);
  });

  test('a method that no version has there: 405, with those that there are', async () => {
    const answer = await curl(['--request', 'PATCH', ...speaking('49.0.0'), `${vmm}/state`]);
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']?.[0]).toMatch(/GET/);
    errorOf(answer);
  });

  test('HEAD of one that has GET: the status and headers of GET', async () => {
    const [id] = vmms.keys();
    const [get, head] = [
      await curl([...speaking('9.0.0'), `/vmms/${id ?? ''}/state`]),
      await curl(['--head', ...speaking('9.0.0'), `/vmms/${id ?? ''}/state`]),
    ];
    expect([head.status, head.headers['content-length']]).toEqual([200, [String(get.text.length)]]);
    // With --head, curl prints the headers where the body would be.
    expect(head.text).not.toContain('vmm_state');
    expect(JSON.parse(get.text)).toMatchObject({ vmm_state: { state: 'running' } });
  });

  test('a caller that waits to be told to go on is told so', async () => {
    const [id] = vmms.keys();
    const args = ['--request', 'PUT', '--json', '{"state":{"type":"running"}}'];
    const expecting = ['--header', 'expect: 100-continue', ...speaking('49.0.0')];
    const begin = performance.now();
    const answer = await curl([...args, ...expecting, `/vmms/${id ?? ''}/state`]);
    expect(answer.status).toBe(200);
    // curl would wait a second before it goes on by itself.
    expect(performance.now() - begin).toBeLessThan(900);
  });

  test('a path that is not UTF-8: 400', async () => {
    expect((await curl([...speaking('49.0.0'), '/vmms/%ff/state'])).status).toBe(400);
  });

  test('a body that is packed: 415', async () => {
    const args = ['--request', 'PUT', '--json', '{}', '--header', 'content-encoding: gzip'];
    const answer = await curl([...args, ...speaking('49.0.0'), `${vmm}/state`]);
    expect(answer.status).toBe(415);
    errorOf(answer);
  });

  test('a body of another type: 415', async () => {
    const args = ['--request', 'PUT', '--data', 'state=running', ...speaking('49.0.0')];
    const answer = await curl([...args, `${vmm}/state`]);
    expect(answer.status).toBe(415);
    errorOf(answer);
  });

  test('a body that is not valid: 400, with the place in the words of its version', async () => {
    const args = [
      '--request',
      'PUT',
      '--json',
      '{"state":{"type":"sleeping"}}',
      ...speaking('9.0.0'),
    ];
    const answer = await curl([...args, `${vmm}/state`]);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(/\/body\/state/);
  });

  test('a required body that is missing: 400', async () => {
    const answer = await curl(['--request', 'PUT', ...speaking('49.0.0'), `${vmm}/state`]);
    expect(answer.status).toBe(400);
    errorOf(answer);
  });
});

describe('in bad faith', () => {
  const put = [
    '--request',
    'PUT',
    '--header',
    'content-type: application/json',
    ...speaking('49.0.0'),
  ];

  async function sent(text: string): Promise<Answer> {
    const file = join(folder, 'body.json');
    await writeFile(file, text);
    return curl([...put, '--data-binary', `@${file}`, `${vmm}/state`]);
  }

  test.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['lists that never end', '['.repeat(100_000)],
    [
      'lists in a valid request',
      `{"state":{"type":"running","a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
    ],
  ])('a body of 100,000 nested %s: 400, at once', async (_, text) => {
    const begin = performance.now();
    const answer = await sent(text);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(/nest|not JSON/);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test('brackets in a text do not count', async () => {
    const answer = await sent(`{"state":{"type":"${'['.repeat(100_000)}"}}`);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(/\/body\/state/);
  });

  test('a body that is not JSON: 400', async () => {
    const answer = await sent('{"state":');
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(/JSON/);
  });

  test('a body beyond the limit: 413, whether or not it says how long it is', async () => {
    const file = join(folder, 'large.json');
    await writeFile(file, `"${'x'.repeat(3 * 2 ** 20)}"`);
    for (const length of [[], ['--header', 'transfer-encoding: chunked']]) {
      const answer = await curl([...put, ...length, '--data-binary', `@${file}`, `${vmm}/state`]);
      expect(answer.status).toBe(413);
    }
  });

  test('a version header of 10 MB is not even read to its end', async () => {
    const file = join(folder, 'request.txt');
    const version = '9'.repeat(10 * 2 ** 20);
    await writeFile(
      file,
      `GET ${vmm}/state HTTP/1.1\r\nhost: x\r\napi-version: ${version}\r\n\r\n`,
    );
    // curl itself refuses to make a request of more than 1 MB, but sends what it is given.
    const url = running.url.replace('http:', 'telnet:');
    const child = spawn('curl', ['--silent', '--max-time', '20', url]);
    child.stdin.on('error', ignoreClosed);
    createReadStream(file).pipe(child.stdin);
    const [text, exitCode] = await Promise.all([textOf(child.stdout), exitOf(child)]);
    // Node answers and closes; as curl is still sending then, it may lose the answer.
    expect(text).toMatch(/^(HTTP\/1\.1 431 |$)/);
    expect([0, 55, 56]).toContain(exitCode);
  });

  test('a version of as many digits as a header may have: 400, and no more of it is said back', async () => {
    const answer = await curl([...speaking('9'.repeat(12_000)), `${vmm}/state`]);
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(1000);
    errorOf(answer);
  });

  test('a body that does not come: 408, and the connection ends', async () => {
    const args = [...curlOptions, ...put, '--upload-file', '-', '--expect100-timeout', '0.01'];
    const child = spawn('curl', [...args, `${running.url}${vmm}/state`]);
    const stdout = textOf(child.stdout);
    child.stdin.on('error', ignoreClosed);
    const begin = performance.now();
    const ended = exitOf(child);
    for (const piece of ['{', '"state"', ':', '{']) {
      child.stdin.write(piece);
      await wait(bodyTimeoutMs / 3);
    }
    // curl may go on waiting for something to send, although the answer has come.
    await Promise.race([ended, wait(bodyTimeoutMs)]);
    child.stdin.end();
    const answer = answerOf({ exitCode: await ended, stdout: await stdout });
    expect(answer.status).toBe(408);
    expect(answer.headers['connection']).toEqual(['close']);
    expect(performance.now() - begin).toBeLessThan(10 * bodyTimeoutMs);
    errorOf(answer);
    expect(problems.map(({ code }) => code)).toEqual(['body_timeout']);
  });
});
