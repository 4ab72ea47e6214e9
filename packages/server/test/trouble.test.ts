import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { fastify } from 'fastify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { skewlinePlugin } from '../src/fastify.ts';
import {
  type AdapterOptions,
  type Call,
  createAdapter,
  type Handlers,
  type ServerProblem,
} from '../src/index.ts';
import { depot, type Operations, type Retired } from './support/depot.ts';
import { handlers } from './support/handlers.ts';
import { entries, listen, prefix, type Running, send } from './support/servers.ts';

const create = { method: 'POST', path: '/parcels', body: { weight: { value: 1, unit: 'g' } } };

describe.each(Object.entries(entries))('%s', (name, start) => {
  let running: Running | undefined;
  const seen: ServerProblem[] = [];

  const serve = async (
    options: AdapterOptions<Retired> = {},
    changed: Partial<Handlers<Operations>> = {},
  ): Promise<Running> => {
    seen.length = 0;
    const hooks = { onProblem: (problem: ServerProblem) => void seen.push(problem) };
    const adapter = createAdapter(depot, { ...handlers, ...changed }, { hooks, ...options });
    running = await start(adapter);
    return running;
  };
  afterEach(() => running?.close());

  /** The head of a request, and what comes back until the other side ends it. */
  const begin = async (
    server: Running,
    head: readonly string[],
  ): Promise<{ readonly socket: Socket; readonly answer: Promise<string> }> => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const chunks: string[] = [];
    socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    // The other side may end it while we still send.
    socket.on('error', () => undefined);
    const answer = new Promise<string>((resolve) => {
      socket.on('close', () => resolve(chunks.join('')));
    });
    socket.write(`${[...head, 'host: depot'].join('\r\n')}\r\n\r\n`);
    return { socket, answer };
  };
  const post = [
    `POST ${prefix}/parcels HTTP/1.1`,
    'api-version: 4',
    'content-type: application/json',
  ];

  test('a body that comes too slowly is answered 408, and the connection ends', async () => {
    const server = await serve({ bodyTimeoutMs: 100 });
    const { socket, answer } = await begin(server, [...post, 'content-length: 40']);
    const drip = setInterval(() => socket.write(' '), 20);
    const text = await answer;
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toMatch(/\r\napi-versions: 1\.0\.0\.\.4\.0\.0\r\n/i);
    expect(text).toMatch(/\r\nconnection: close\r\n/i);
    expect(text).toContain('the body did not come within 100 ms');
    expect(seen.map(({ code }) => code)).toEqual(['body_timeout']);
  });

  test('a body that comes in parts, in time, is fine', async () => {
    const server = await serve({ bodyTimeoutMs: 2000 });
    const text = '{"weight":{"value":1,"unit":"g"}}';
    const { socket, answer } = await begin(server, [
      ...post,
      `content-length: ${String(text.length)}`,
      'connection: close',
    ]);
    for (const part of text.match(/.{1,10}/g) ?? []) {
      socket.write(part);
      await sleep(5);
    }
    expect(await answer).toMatch(/^HTTP\/1.1 201 /);
    expect(seen).toEqual([]);
  });

  test('a body without a length is refused when it gets too large', async () => {
    const server = await serve({ maxBodyBytes: 1000 });
    const { socket, answer } = await begin(server, [...post, 'transfer-encoding: chunked']);
    const chunk = `200\r\n${' '.repeat(0x200)}\r\n`;
    socket.write(chunk);
    await sleep(20);
    socket.write(chunk);
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    expect(text).toMatch(/\r\napi-versions: /i);
    expect(seen.map(({ code }) => code)).toEqual(['body_too_large']);
  });

  test('a caller who goes away in the middle of the body does no harm', async () => {
    const server = await serve();
    const { socket } = await begin(server, [...post, 'content-length: 40']);
    socket.write('{"weight"');
    await sleep(30);
    socket.destroy();
    await vi.waitFor(() => expect(seen.map(({ code }) => code)).toEqual(['body_aborted']));
    expect(await send(server, create)).toMatchObject({ status: 201 });
  });

  test('the handler hears that its caller has gone', async () => {
    const calls: Call[] = [];
    let fail: (error: Error) => void = () => undefined;
    const server = await serve(
      {},
      {
        parcel_create: (_request, call) => {
          calls.push(call);
          expect(call.signal.aborted).toBe(false);
          return new Promise((_resolve, reject) => {
            fail = reject;
          });
        },
      },
    );
    const body = '{"weight":{"value":1,"unit":"g"}}';
    const { socket } = await begin(server, [...post, `content-length: ${String(body.length)}`]);
    socket.write(body);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(() => expect(calls[0]?.signal.aborted).toBe(true));
    // Nobody waits for it any more, and nothing may come of it.
    fail(new Error('gave up'));
    await vi.waitFor(() => expect(seen.map(({ code }) => code)).toEqual(['handler_failed']));
    expect(await send(server, { path: '/parcels/7' })).toMatchObject({ status: 200 });
  });

  test('a signal that is asked for in time does not abort when all goes well', async () => {
    const signals: AbortSignal[] = [];
    const server = await serve(
      {},
      {
        parcel_remove: (_request, { signal }) => {
          signals.push(signal);
          return { status: 204 };
        },
      },
    );
    await send(server, { method: 'DELETE', path: '/parcels/7' });
    await sleep(20);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  test('a header that is too long is refused by Node itself, and the server lives on', async () => {
    const server = await serve();
    const head = (length: number): readonly string[] => [
      `GET ${prefix}/parcels/7 HTTP/1.1`,
      `api-version: ${'4'.repeat(length)}`,
    ];
    expect(await (await begin(server, head(20_000))).answer).toMatch(/^HTTP\/1.1 431 /);
    // Node resets the connection long before all of it has come; what it said may be lost then.
    expect(await (await begin(server, head(10 * 2 ** 20))).answer).toMatch(/^(HTTP\/1.1 431 |$)/);
    expect(await send(server, { path: '/parcels/7', version: '4'.repeat(10_000) })).toMatchObject({
      status: 400,
    });
    expect(seen.map(({ code }) => code)).toEqual(['version_malformed']);
    expect(await send(server, { path: '/parcels/7' })).toMatchObject({ status: 200 });
  });

  test('a body that nests 100,000 deep is refused before it is parsed', async () => {
    const server = await serve();
    const sent = { ...create, headers: { 'content-type': 'application/json' } };
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await send(server, { ...sent, body: deep })).toMatchObject({ status: 400 });
    expect(seen.map(({ code }) => code)).toEqual(['body_too_deep']);
    const wide = `{"weight":{"value":1,"unit":"g"},"x":[${'[],'.repeat(100_000)}[]]}`;
    expect(await send(server, { ...sent, body: wide })).toMatchObject({ status: 201 });
  });

  test.each([
    ['refuse', 400, { error_code: 'VersionMissing' }],
    ['newest', 200, { id: 7, weight: { value: 700, unit: 'g' }, note: 'fragile' }],
    ['oldest', 200, { id: 7, weight_grams: 700 }],
    [{ version: '3' }, 200, { id: 7, weight: { value: 700, unit: 'g' } }],
  ] as const)('a missing version, policy %j', async (missingVersion, status, body) => {
    const server = await serve({ missingVersion });
    const received = await send(server, { path: '/parcels/7', version: null });
    expect(received.status).toBe(status);
    expect(JSON.parse(received.text)).toMatchObject(body);
    // Only what is missing: what is wrong stays wrong.
    expect(await send(server, { path: '/parcels/7', version: 'x' })).toMatchObject({ status: 400 });
  });

  test('a part of the versions', async () => {
    const server = await serve({
      versions: { oldest: '2', newest: '3' },
      missingVersion: 'newest',
    });
    const ask = async (version: string | null): Promise<unknown> => {
      const { status, headers } = await send(server, { path: '/parcels/7', version });
      return [status, headers['api-versions']];
    };
    for (const version of ['1', '1.9', '3.0.1', '4']) {
      expect(await ask(version)).toEqual([400, '2.0.0..3.0.0']);
    }
    for (const version of ['2', '2.5', '3', null]) {
      expect(await ask(version)).toEqual([200, '2.0.0..3.0.0']);
    }
    const { text } = await send(server, { path: '/.well-known/api-versions', version: null });
    expect(JSON.parse(text)).toMatchObject({ oldest: '2.0.0', newest: '3.0.0' });
  });

  test("problems in the API's own shape; the default where that fails", async () => {
    const server = await serve({
      problemBody: ({ code, message }) => {
        if (code === 'path_unknown') throw new Error('secret');
        return code === 'method_unknown' ? undefined : { message, kind: 'ours' };
      },
    });
    const shape = async (method: string, path: string): Promise<unknown> =>
      Object.keys(JSON.parse((await send(server, { method, path })).text) as object);
    expect(await shape('GET', '/parcels/x')).toEqual(['message', 'kind']);
    expect(await shape('GET', '/nowhere')).toEqual(['request_id', 'error_code', 'message']);
    expect(await shape('PATCH', '/parcels')).toEqual(['request_id', 'error_code', 'message']);
  });

  test('discovery somewhere else, or not at all', async () => {
    const server = await serve({ discovery: '/versions' });
    expect(await send(server, { path: '/versions' })).toMatchObject({ status: 200 });
    expect(await send(server, { path: '/.well-known/api-versions' })).toMatchObject({
      status: 404,
    });
    await server.close();
    const silent = await serve({ discovery: false });
    expect(await send(silent, { path: '/versions' })).toMatchObject({ status: 404 });
    expect(await send(silent, { path: '/.well-known/api-versions' })).toMatchObject({
      status: 404,
    });
  });

  test('a document that cannot be loaded', async () => {
    seen.length = 0;
    const documents = {
      1: () => Promise.reject(new Error('secret')),
      2: () => Promise.resolve('no document'),
    };
    const hooks = { onProblem: (problem: ServerProblem) => void seen.push(problem) };
    running = await start(createAdapter({ ...depot, documents }, handlers, { hooks }));
    for (const version of ['1', '2', '4']) {
      const path = `/.well-known/api-versions/${version}/openapi.json`;
      const { status, text } = await send(running, { path });
      expect([status, text]).toEqual([500, expect.not.stringContaining('secret')]);
    }
    expect(seen.map(({ code }) => code)).toEqual(Array(3).fill('document_failed'));
  });

  test('a reply whose shape is not checked goes out as it is', async () => {
    const server = await serve();
    expect(await send(server, { path: '/parcels/109' })).toMatchObject({ status: 200 });
  });

  test('a promise of another realm', async () => {
    // A promise, but not of this realm's class: as with jest, or a sandbox.
    const reply = runInNewContext('Promise.resolve({ status: 204 })') as Promise<{ status: 204 }>;
    const server = await serve({}, { parcel_remove: () => reply });
    expect(await send(server, { method: 'DELETE', path: '/parcels/7' })).toMatchObject({
      status: 204,
    });
  });

  test('a path that is not UTF-8', async () => {
    const server = await serve();
    const received = await send(server, { path: '/labels/%ff' });
    expect(received.status).toBe(400);
    // Fastify refuses it before it looks for a route.
    expect(seen.map(({ code }) => code)).toEqual(name === 'web' ? ['path_malformed'] : []);
    expect(await send(server, { path: '/labels/%c3%bf' })).toMatchObject({ status: 200 });
  });
});

test('Fastify has its own limit for the length of a parameter', async () => {
  const path = `/labels/${'x'.repeat(500)}`;
  for (const [maxParamLength, status] of [
    [100, 414],
    [600, 200],
  ] as const) {
    const app = fastify({ routerOptions: { maxParamLength } });
    await app.register(skewlinePlugin, { adapter: createAdapter(depot, handlers), prefix });
    const server = await listen(app);
    expect(await send(server, { path })).toMatchObject({ status });
    await server.close();
  }
});
