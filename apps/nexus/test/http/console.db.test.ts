import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../src/serve.ts';
import { ServeProblem } from '../../src/serve-problem.ts';
import { startNexus, type TestNexus, testConfig, useNexus } from '../support/harness.ts';

const page = '<!doctype html><title>Console</title>';
const script = `export const words = '${'word '.repeat(200)}';\n`;

let folder: string;
let withConsole: TestNexus;
const without = useNexus();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-console-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.json'), '"not to be served"');
  await writeFile(join(dist, 'index.html'), page);
  await writeFile(join(dist, 'build.json'), '{"build":"one"}');
  await writeFile(join(dist, 'notes.txt'), 'of no kind that a console has');
  await writeFile(join(dist, 'assets/index-abc.js'), script);
  withConsole = await startNexus({ config: { consoleDirectory: dist } });
});

afterAll(async () => {
  await withConsole.close();
  await rm(folder, { recursive: true });
});

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Asks for the path as it is: `fetch` would tidy it up. */
function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  { url }: TestNexus = withConsole,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers: got } = response;
        resolve({ status, headers: got, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject).end();
  });
}

describe('the page', () => {
  it.each([
    '/console/',
    '/console/instances',
    '/console/instances/f6c7?tab=events',
    '/console/x/y',
  ])('%s is the page', async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, body.toString()]).toEqual([200, page]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  it('may run and show nothing but what is served here', async () => {
    const { headers } = await get('/console/');
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it('is where browsers are sent that ask for the root, and nobody else', async () => {
    const browser = await get('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect([browser.status, browser.headers['location']]).toEqual([302, '/console/']);
    expect((await get('/console')).headers['location']).toBe('/console/');
    const client = await get('/', { accept: 'application/json' });
    // As without a console: it is of the API, which wants a token.
    expect(client.status).toBe(401);
    const { authorization } = withConsole.operator;
    const known = await get('/', { accept: 'application/json', authorization });
    expect(known.status).toBe(404);
    expect(known.headers['api-versions']).toBe('2026073100.0.0, 2026112100.0.0');
  });
});

describe('caching', () => {
  it('is for ever where the name has a hash, and asks each time where it has none', async () => {
    const asset = await get('/console/assets/index-abc.js');
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await get('/console/build.json')).headers['cache-control']).toBe('no-cache');
  });

  it('who has it already is not sent it again', async () => {
    const { headers } = await get('/console/');
    const again = await get('/console/', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get('/console/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
  ])('with accept-encoding %s the content-encoding is %s', async (accepted, encoding) => {
    const path = '/console/assets/index-abc.js';
    const { headers, body } = await get(path, { 'accept-encoding': accepted });
    expect([headers['content-encoding'], headers['vary']]).toEqual([encoding, 'accept-encoding']);
    expect((encoding === 'gzip' ? gunzipSync(body) : body).toString()).toBe(script);
  });
});

describe('nothing else is sent', () => {
  it.each([
    '/console/assets/none.js',
    '/console/notes.txt',
    '/console/../secret.json',
    '/console/%2e%2e/secret.json',
    '/console/..%2fsecret.json',
    '/console/assets/..%2f..%2fsecret.json',
    '/console/..%5csecret.json',
    '/console//etc/passwd.json',
    '/console/__proto__.json',
  ])('%s', async (path) => {
    const { status, headers, body } = await get(path);
    expect(body.toString()).not.toContain('not to be served');
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/json/);
  });

  it('and nobody can send anything', async () => {
    const { status } = await withConsole.operator.fetch('/console/', { method: 'POST', body: '' });
    expect(status).toBe(404);
  });
});

it('a nexus without one has no page, and sends browsers nowhere', async () => {
  const { authorization } = without().operator;
  for (const path of ['/', '/console', '/console/', '/console/index.html']) {
    const { status } = await get(path, { accept: 'text/html', authorization }, without());
    expect([path, status]).toEqual([path, 404]);
  }
});

it.each([
  ['that is not there', 'none', 'cannot be read (ENOENT)'],
  ['that has not been built', '.', 'has no index.html'],
])('a nexus does not begin with a directory %s', async (_what, name, why) => {
  const consoleDirectory = join(folder, name);
  const problem = await serve(testConfig({ consoleDirectory }));
  expect(problem).toBeInstanceOf(ServeProblem);
  expect(problem).toMatchObject({ message: `the console in ${consoleDirectory} ${why}` });
});
