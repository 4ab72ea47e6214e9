import { randomUUID } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestUser, useNexus } from '../support/harness.ts';

const lines: string[] = [];
const nexus = useNexus({ onLog: (line) => lines.push(line) });

let ada: TestUser;
beforeAll(async () => {
  ada = await nexus().user('ada');
  const made = await ada.external.projectCreate({ body: { name: 'shop', description: '' } });
  if (!made.ok) throw new Error(made.message);
});

async function ask(
  path: string,
  init: RequestInit = {},
  user: TestUser = ada,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await user.fetch(path, init);
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** The line that tells of a request. */
async function lineOf(requestId: string | null): Promise<Readonly<Record<string, unknown>>> {
  const find = (): Readonly<Record<string, unknown>> | undefined =>
    lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>) // pino writes objects
      .find((line) => line['requestId'] === requestId && line['msg'] === 'answered');
  await expect.poll(find).toBeDefined();
  return find() ?? {};
}

describe('versions', () => {
  const supported = '2026073100.0.0, 2026112100.0.0';

  it('a request without one is of today, and the newest of the other APIs', async () => {
    const { headers } = await ask('/v1/projects');
    expect(headers.get('api-versions')).toBe(supported);
    expect(await lineOf(headers.get('x-request-id'))).toMatchObject({ version: '2026073100.0.0' });
    const other = await ask('/operator/users', {}, nexus().operator);
    const line = await lineOf(other.headers.get('x-request-id'));
    expect(line).toMatchObject({ api: 'nexus-operator', version: '1.0.0' });
  });

  it.each(['2026073100.0.0', '2026112100.0.0'])('%s is spoken', async (version) => {
    const { status, headers } = await ask('/v1/projects', { headers: { 'api-version': version } });
    expect(status).toBe(200);
    expect(await lineOf(headers.get('x-request-id'))).toMatchObject({
      version,
      operation: 'project_list',
    });
  });

  it.each([
    ['2026080100.0.0', 'VersionUnsupported'],
    ['1.0.0', 'VersionUnsupported'],
    ['99999999999.0.0', 'VersionUnsupported'],
    ['new', 'VersionMalformed'],
  ])('%s is not', async (version, code) => {
    const { status, body, headers } = await ask('/v1/projects', {
      headers: { 'api-version': version },
    });
    expect(status).toBe(400);
    expect(headers.get('api-versions')).toBe(supported);
    expect(body).toMatchObject({ error_code: code, message: expect.stringContaining(supported) });
  });

  it('a path of a newer one is not there in an older', async () => {
    const { status, body } = await ask(`/v1/instances/${randomUUID()}/start-attempts`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ error_code: 'OperationAbsent' });
  });
});

describe('requests that make no sense are told so, in our shape', () => {
  const json = { 'content-type': 'application/json' };
  it.each<[string, string, RequestInit, number, string]>([
    ['an unknown path', '/v2/projects', {}, 404, 'PathUnknown'],
    ['an unknown method', '/v1/projects', { method: 'PATCH' }, 405, 'MethodUnknown'],
    [
      'no JSON',
      '/v1/projects',
      { method: 'POST', headers: json, body: '{' },
      400,
      'InvalidRequest',
    ],
    ['no body', '/v1/projects', { method: 'POST' }, 400, 'InvalidRequest'],
    [
      'another type',
      '/v1/projects',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a' },
      415,
      'ContentTypeUnsupported',
    ],
    [
      'a body that is too large',
      '/v1/projects',
      { method: 'POST', headers: json, body: JSON.stringify({ name: 'x'.repeat(2 ** 20) }) },
      413,
      'BodyTooLarge',
    ],
    [
      'a field that is missing',
      '/v1/projects',
      { method: 'POST', headers: json, body: '{"name":"a"}' },
      400,
      'InvalidRequest',
    ],
    ['a limit that is none', '/v1/projects?limit=many', {}, 400, 'InvalidRequest'],
    ['a path that is not encoded', '/v1/projects/%E0%A4%A', {}, 400, 'InvalidRequest'],
    ['a name that is too long', `/v1/projects/${'a'.repeat(5000)}`, {}, 400, 'InvalidRequest'],
  ])('%s', async (_what, path, init, status, code) => {
    const got = await ask(path, init);
    expect([got.status, got.body]).toMatchObject([status, { error_code: code }]);
    expect(got.body).toMatchObject({ request_id: got.headers.get('x-request-id') });
  });

  it('a request has an id of ours, whatever the caller calls it', async () => {
    const theirs = randomUUID();
    const { headers } = await ask('/v1/projects', { headers: { 'x-request-id': theirs } });
    expect(headers.get('x-request-id')).not.toBe(theirs);
  });

  it.each([
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    [
      'headers that are too long',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
  ])('%s', async (_what, bytes, status) => {
    const { port } = new URL(nexus().url);
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connectSocket(Number(port), '127.0.0.1', () => socket.write(bytes));
      socket.setEncoding('utf8');
      socket.on('data', (part: string) => (text += part));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    const [, body = ''] = said.split('\r\n\r\n');
    expect(JSON.parse(body)).toMatchObject({ error_code: 'InvalidRequest' });
  });
});

describe('what is nobody else’s business', () => {
  it('an error within is a 500 without a word about it, and the log has all', async () => {
    const { database } = nexus().nexus;
    await sql`ALTER TABLE project RENAME TO lost_project`.execute(database.kysely);
    try {
      const { status, body, headers } = await ask('/v1/projects');
      expect(status).toBe(500);
      expect(body).toEqual({
        request_id: headers.get('x-request-id'),
        error_code: 'Internal',
        message: 'Internal Server Error',
      });
      const line = lines.find(
        (one) =>
          one.includes(headers.get('x-request-id') ?? 'none') && one.includes('a request failed'),
      );
      expect(line).toMatch(/relation .*project.* does not exist/);
    } finally {
      await sql`ALTER TABLE lost_project RENAME TO project`.execute(database.kysely);
    }
  });

  it('no secret gets into the log', async () => {
    const { operator } = nexus().operator;
    const made = await operator.userTokenCreate({
      path: { user: 'ada' },
      body: { time_expires: null },
    });
    if (!made.ok) throw new Error(made.message);
    const { secret } = made.value;
    const bearer = { headers: { authorization: `Bearer ${secret}` } };
    await ask(`/v1/projects?token=${secret}`, bearer);
    await ask('/v1/system/hardware/sleds', bearer);
    await ask('/nowhere', bearer);
    await fetch(`${nexus().url}/v1/projects`, { headers: { authorization: `bearer ${secret}x` } });
    await fetch(`${nexus().internalUrl}/nowhere`, bearer);
    const last = await ask('/v1/projects', bearer);
    await lineOf(last.headers.get('x-request-id'));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => /skw_|bearer/i.test(line))).toEqual([]);
  });
});

describe('probes and figures need no token', () => {
  const get = async (path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${nexus().url}${path}`);
    return { status: response.status, text: await response.text() };
  };

  it('health, at both servers', async () => {
    expect(await get('/health/live')).toEqual({ status: 200, text: '{"live":true}' });
    expect(await get('/health/ready')).toEqual({ status: 200, text: '{"ready":true}' });
    expect((await fetch(`${nexus().internalUrl}/health/ready`)).status).toBe(200);
  });

  it('requests and their times, and what is in the database', async () => {
    const { status, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(
      /^skewline_requests_total\{api="nexus",operation="project_list",status="200"\} [1-9]/m,
    );
    expect(text).toMatch(/^skewline_request_seconds_count\{api="nexus"\} [1-9]/m);
    expect(text).toMatch(/^# TYPE skewline_vmms gauge/m);
  });
});
