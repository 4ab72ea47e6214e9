import { describe, expect, test } from 'vitest';
import {
  connect,
  type Connection,
  type ConnectOptions,
  fixed,
  type RetryEvent,
} from '../../src/client/index.ts';
import { api, labelPut, parcelDelete, parcelGet, parcelNote, parcelPut } from './depot.ts';
import { type Answer, listen, newest, sendJson, type TestServer } from './server.ts';

const one = { path: { id: 'x' } };

function to(server: TestServer, options: Partial<ConnectOptions> = {}): Connection<'depot'> {
  return connect(api, { baseUrl: server.url, versions: fixed('3'), timeoutMs: 2000, ...options });
}

/** These answers one after another, and then parcels. */
function first(...answers: readonly Answer[]): Answer {
  const left = [...answers];
  return (seen, response) => {
    const next = left.shift();
    return next === undefined ? sendJson(response, newest) : next(seen, response);
  };
}

const breaks: Answer = (_, response) => void response.destroy();
const says =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    sendJson(response, { message: `status ${String(status)}` }, { status, ...headers });
const page: Answer = (_, response) =>
  void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>');

describe('what is safe is tried again', () => {
  test.each<[string, Answer]>([
    ['a connection that breaks', breaks],
    ['429', says(429)],
    ['502 with a web page', page],
    ['502', says(502)],
    ['503', says(503)],
    ['504', says(504)],
    [
      'a body that breaks',
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': '9' })
          .write('{');
        setTimeout(() => response.destroy(), 10);
      },
    ],
  ])('after %s', async (_, answer) => {
    const server = await listen(first(answer, answer));
    const retries: RetryEvent[] = [];
    const connection = to(server, { hooks: { onRetry: (event) => void retries.push(event) } });
    expect(await parcelGet(connection, one)).toMatchObject({ ok: true, value: newest });
    expect(server.seen).toHaveLength(3);
    expect(retries.map(({ attempt, operation }) => [attempt, operation])).toEqual([
      [1, 'parcel_get'],
      [2, 'parcel_get'],
    ]);
  });

  test('PUT and DELETE as well, with the same body', async () => {
    const server = await listen(first(says(503)));
    const body = { weight: 1, labels: [], state: { kind: 'new' as const }, stamps: [] };
    expect(await parcelPut(to(server), { ...one, body })).toMatchObject({ ok: true });
    expect(server.seen.map((seen) => JSON.parse(seen.body) as unknown)).toEqual([body, body]);
    const other = await listen(first(breaks, (_, response) => void response.writeHead(204).end()));
    expect(await parcelDelete(to(other), one)).toMatchObject({ ok: true, status: 204 });
  });

  test('so often and no more, and then the answer is the last one', async () => {
    const server = await listen(says(503));
    expect(await parcelGet(to(server, { retries: 2 }), one)).toMatchObject({
      code: 'error_status',
      status: 503,
    });
    expect(server.seen).toHaveLength(3);
    expect(await parcelGet(to(server), one, { retries: 0 })).toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(4);
    const broken = await listen(breaks);
    expect(await parcelGet(to(broken, { retries: 1 }), one)).toMatchObject({ code: 'network' });
    expect(broken.seen).toHaveLength(2);
  });

  test.each([400, 404, 409, 500, 501])('but not after %d', async (status) => {
    const server = await listen(says(status));
    expect(await parcelGet(to(server), one)).toMatchObject({ status });
    expect(server.seen).toHaveLength(1);
  });

  test('nor after a timeout', async () => {
    const server = await listen(() => undefined);
    expect(await parcelGet(to(server), one, { timeoutMs: 50 })).toMatchObject({ code: 'timeout' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('what is not safe', () => {
  const note = { ...one, body: { text: 'x' } };

  test.each<[string, Answer, string]>([
    ['breaks', breaks, 'network'],
    ['is answered 503', says(503), 'error_status'],
    ['is answered 429', says(429), 'error_status'],
  ])('is not repeated when it %s', async (_, answer, code) => {
    const server = await listen(first(answer));
    expect(await parcelNote(to(server), note)).toMatchObject({ ok: false, code });
    expect(server.seen).toHaveLength(1);
  });

  test('is, with a key', async () => {
    const server = await listen(first(breaks, says(503)));
    expect(await parcelNote(to(server), note, { idempotencyKey: 'k-1' })).toMatchObject({
      ok: true,
    });
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'k-1',
      'k-1',
      'k-1',
    ]);
  });

  test('a stream is gone after the first time', async () => {
    const server = await listen(first(says(503)));
    const body = new Blob(['x']).stream();
    expect(await labelPut(to(server), { ...one, body })).toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(1);
    const refuses = await listen(says(400, { 'api-versions': '2' }));
    const connection = connect(api, { baseUrl: refuses.url });
    connection.tell('3');
    const again = new Blob(['x']).stream();
    expect(await labelPut(connection, { ...one, body: again })).toMatchObject({
      code: 'no_common_version',
    });
    expect(refuses.seen).toHaveLength(1);
    expect(connection.version).toBe('2.0.0');
  });
});

describe('how long it waits', () => {
  test('as long as it is told', async () => {
    const server = await listen(first(says(503, { 'retry-after': '1' })));
    const delays: number[] = [];
    const connection = to(server, {
      hooks: { onRetry: ({ delayMs }) => void delays.push(delayMs) },
    });
    const start = performance.now();
    expect(await parcelGet(connection, one)).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(delays).toEqual([1000]);
  });

  test('but not longer than an attempt may take', async () => {
    const server = await listen(first(says(503, { 'retry-after': '60' })));
    expect(await parcelGet(to(server), one)).toMatchObject({ code: 'error_status', status: 503 });
    expect(server.seen).toHaveLength(1);
  });

  test('and not when the caller gives up', async () => {
    const server = await listen(says(503, { 'retry-after': '40' }));
    const controller = new AbortController();
    const hooks = { onRetry: (): void => controller.abort() };
    const start = performance.now();
    expect(
      await parcelGet(to(server, { hooks, timeoutMs: 50_000 }), one, {
        signal: controller.signal,
      }),
    ).toMatchObject({ code: 'aborted' });
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(server.seen).toHaveLength(1);
  });
});
