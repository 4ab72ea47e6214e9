import { describe, expect, test, vi } from 'vitest';
import {
  connect,
  type Connection,
  type ConnectOptions,
  fixed,
  type LossEvent,
  type RequestEvent,
  type ResponseEvent,
} from '../../src/client/index.ts';
import {
  api,
  labelGet,
  labelPut,
  parcelDelete,
  parcelGet,
  parcelList,
  parcelNote,
  parcelPut,
  responseValidators,
} from './depot.ts';
import { type Answer, listen, newest, parcels, sendJson, type TestServer } from './server.ts';

const one = { path: { id: 'x' } };
const lost = {
  weight: 1,
  labels: ['a'],
  state: { kind: 'lost' as const, reason: 'rain' },
  stamps: [],
};

function to(server: TestServer, options: Partial<ConnectOptions> = {}): Connection<'depot'> {
  return connect(api, {
    baseUrl: server.url,
    versions: fixed('3'),
    timeoutMs: 2000,
    retries: 0,
    ...options,
  });
}

async function answering(
  answer: Answer,
  options: Partial<ConnectOptions> = {},
): Promise<Connection<'depot'>> {
  return to(await listen(answer), options);
}

describe('an answer', () => {
  test('is in the newest version, with its headers, the version spoken and what was lost', async () => {
    const connection = await answering(
      (_, response) => sendJson(response, parcels['1.0.0'], { etag: 'e' }),
      { versions: fixed('1') },
    );
    const got = await parcelGet(connection, one);
    expect(got).toMatchObject({
      ok: true,
      status: 200,
      value: newest,
      version: '1.0.0',
      losses: ['the order of labels'],
    });
    expect(got.ok && got.headers.get('etag')).toBe('e');
  });

  test('without a body is undefined, whatever comes', async () => {
    const connection = await answering((_, response) => void response.writeHead(204).end());
    expect(await parcelDelete(connection, one)).toMatchObject({
      ok: true,
      status: 204,
      value: undefined,
    });
  });

  test('of bytes is the response itself, unread', async () => {
    const connection = await answering((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).flushHeaders();
      setTimeout(() => response.end('bytes'), 400);
    });
    const got = await labelGet(connection, one, { timeoutMs: 200 });
    if (!got.ok) throw new Error(got.message);
    // Its time is the caller's.
    expect(await got.value.text()).toBe('bytes');
  });

  test('of bytes can still be aborted', async () => {
    const connection = await answering((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).write('bytes');
    });
    const controller = new AbortController();
    const got = await labelGet(connection, one, { signal: controller.signal });
    if (!got.ok) throw new Error(got.message);
    controller.abort();
    await expect(got.value.text()).rejects.toThrow(/abort/i);
  });

  test('of an error says which', async () => {
    const statuses = [404, 409, 500];
    const connection = await answering((_, response) => {
      const status = statuses.shift() ?? 0;
      sendJson(response, status === 404 ? { missing: 'x' } : { message: 'no' }, { status });
    });
    const request = { ...one, body: lost };
    expect(await parcelPut(connection, request)).toMatchObject({
      ok: false,
      code: 'error_status',
      status: 404,
      error: { missing: 'x' },
      message: 'status 404',
    });
    expect(await parcelPut(connection, request)).toMatchObject({
      code: 'error_status',
      status: 409,
      message: 'no',
    });
    expect(await parcelPut(connection, request)).toMatchObject({
      code: 'error_status',
      status: 500,
      error: { message: 'no' },
    });
  });

  test('by default is an error, beside a success that is listed', async () => {
    const statuses = [418, 203];
    const connection = await answering((_, response) =>
      sendJson(response, { message: 'tea' }, { status: statuses.shift() ?? 0 }),
    );
    expect(await parcelList(connection)).toMatchObject({
      code: 'error_status',
      status: 418,
      message: 'tea',
    });
    expect(await parcelList(connection)).toMatchObject({ code: 'unexpected_status', status: 203 });
  });
});

describe('a server, or what stands before it, that is not as it should be', () => {
  const html = '<html><body>\n<h1>502 Bad Gateway</h1>';
  const big = `[${'1,'.repeat(5000)}1]`;
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const json = { 'content-type': 'application/json' };
  const cases: Readonly<Record<string, readonly [number, Record<string, string>, string, object]>> =
    {
      'a web page with 200': [
        200,
        { 'content-type': 'text/html' },
        html,
        {
          code: 'unexpected_content',
          status: 200,
          message: 'text/html where application/json is due: <html><body> <h1>502 Bad Gateway</h1>',
        },
      ],
      'a web page with 502': [
        502,
        { 'content-type': 'text/html' },
        html,
        { code: 'unexpected_content', status: 502 },
      ],
      'a status of nobody': [
        299,
        json,
        '{}',
        { code: 'unexpected_status', status: 299, message: 'status 299 is none of parcel_get: {}' },
      ],
      'a redirect': [
        307,
        { location: 'http://other.example/' },
        '',
        {
          code: 'redirected',
          status: 307,
          message: 'redirected to http://other.example/, which is not followed',
        },
      ],
      'a redirect to nowhere': [302, {}, '', { code: 'redirected', status: 302 }],
      'not modified, though nobody asked': [
        304,
        {},
        '',
        { code: 'unexpected_status', status: 304 },
      ],
      'a body that is too large': [200, json, big, { code: 'response_too_large', status: 200 }],
      'a body that nests': [
        200,
        json,
        deep.slice(0, 9000),
        { code: 'response_too_deep', status: 200 },
      ],
      'half a body': [200, json, '{"weight":1,"lab', { code: 'response_invalid', status: 200 }],
      'no body': [200, json, '', { code: 'response_invalid', status: 200 }],
      'no JSON': [200, json, 'fine', { code: 'response_invalid', status: 200 }],
      'a header of 10 MB': [
        200,
        { ...json, 'api-versions': '1,'.repeat(5_000_000) },
        '{}',
        { code: 'network' },
      ],
      'a header of 10 kB': [
        200,
        { ...json, 'api-versions': '1,'.repeat(5_000) },
        JSON.stringify(newest),
        { ok: true },
      ],
      'no content type': [200, {}, JSON.stringify(newest), { ok: true, value: newest }],
      'JSON by another name': [
        200,
        { 'content-type': 'application/vnd.x+json; charset=utf-8' },
        JSON.stringify(newest),
        { ok: true },
      ],
    };
  test.each(Object.entries(cases))('%s', async (_, [status, headers, body, expected]) => {
    const connection = await answering(
      (__, response) => void response.writeHead(status, headers).end(body),
      { maxResponseBytes: 10_000 },
    );
    expect(await parcelGet(connection, one)).toMatchObject({ ...expected, version: '3.0.0' });
  });

  test('a body that nests 100,000 deep', async () => {
    const connection = await answering(
      (_, response) => void response.writeHead(200, json).end(deep),
    );
    expect(await parcelGet(connection, one)).toMatchObject({ code: 'response_too_deep' });
  });

  test('bytes of another kind', async () => {
    const connection = await answering(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(html),
    );
    expect(await labelGet(connection, one)).toMatchObject({ code: 'unexpected_content' });
  });

  test('a redirect to another host does not get the token', async () => {
    const other = await listen((_, response) => sendJson(response, newest));
    for (const status of [301, 302, 303, 307, 308]) {
      const connection = await answering(
        (_, response) =>
          void response.writeHead(status, { location: `${other.url}/parcels/x` }).end(),
        { headers: { authorization: 'secret' } },
      );
      expect(await parcelGet(connection, one)).toMatchObject({ code: 'redirected', status });
    }
    expect(other.seen).toEqual([]);
  });

  test('a connection that breaks', async () => {
    const connection = await answering((_, response) => void response.destroy());
    expect(await parcelGet(connection, one)).toMatchObject({ code: 'network' });
  });

  test('a body that breaks', async () => {
    const connection = await answering((_, response) => {
      response.writeHead(200, { ...json, 'content-length': '100' }).write('{"weight"');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await parcelGet(connection, one)).toMatchObject({ code: 'network' });
  });

  test('a body that trickles', async () => {
    const connection = await answering((_, response) => {
      response.writeHead(200, json).write('[');
      const timer = setInterval(() => response.write('1,'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const start = performance.now();
    expect(await parcelGet(connection, one, { timeoutMs: 100 })).toMatchObject({ code: 'timeout' });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('a web page that trickles', async () => {
    const connection = await answering((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).flushHeaders(),
    );
    expect(await parcelGet(connection, one, { timeoutMs: 50 })).toMatchObject({ code: 'timeout' });
  });

  test('no answer', async () => {
    const connection = await answering(() => undefined);
    expect(await parcelGet(connection, one, { timeoutMs: 50 })).toMatchObject({
      code: 'timeout',
      message: 'no whole answer in 50 ms',
    });
  });

  test('a fetch can tell why it is given up', async () => {
    const reasons: unknown[] = [];
    const connection = await answering(() => undefined, {
      fetch: async (_url, init) =>
        new Promise(() => {
          const signal = init?.signal;
          signal?.addEventListener('abort', () => reasons.push(signal.reason));
        }),
    });
    await parcelGet(connection, one, { timeoutMs: 20 });
    const caller = new AbortController();
    setTimeout(() => caller.abort('no interest'), 20);
    await parcelGet(connection, one, { signal: caller.signal });
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }, 'no interest']);
  });

  test('a fetch that listens to no signal', async () => {
    const connection = await answering(() => undefined, {
      fetch: () => new Promise(() => undefined),
    });
    expect(await parcelGet(connection, one, { timeoutMs: 50 })).toMatchObject({ code: 'timeout' });
  });
});

describe('an answer in the shape of another version', () => {
  const shapes: readonly unknown[] = [
    parcels['1.0.0'],
    newest,
    null,
    [],
    7,
    'text',
    {},
    { state: null },
    { labels: 1 },
    { labels: [null, 1], state: {} },
  ];

  test.each(['1', '2', '3'])('is never an exception, with version %s', async (version) => {
    for (const shape of shapes) {
      const answer: Answer = (_, response) => sendJson(response, shape);
      const plain = await parcelGet(await answering(answer, { versions: fixed(version) }), one);
      expect(plain.ok || plain.code === 'response_invalid').toBe(true);
      const isRight = shape === (version === '3' ? newest : parcels['1.0.0']);
      const checked = await parcelGet(
        await answering(answer, { versions: fixed(version), validate: responseValidators }),
        one,
      );
      expect([shape, checked.ok ? 'ok' : checked.code]).toEqual([
        shape,
        isRight ? 'ok' : 'response_invalid',
      ]);
    }
  });

  test('says where, if there are validators', async () => {
    const connection = await answering((_, response) => sendJson(response, newest), {
      versions: fixed('2'),
      validate: responseValidators,
    });
    expect(await parcelGet(connection, one)).toMatchObject({
      code: 'response_invalid',
      field: '/state',
      message: 'the answer is not of the version it was asked in: /state must be of its version',
    });
  });

  test('that a decision refuses says where in what came', async () => {
    const bad = { weight: -1, labels: [], state: 'new' };
    const connection = await answering(
      (_, response) => sendJson(response, [parcels['2.0.0'], bad]),
      { versions: fixed('2') },
    );
    expect(await parcelList(connection)).toMatchObject({
      code: 'response_unconvertible',
      field: '/1/weight',
      message: 'less than nothing',
    });
  });
});

describe('losses', () => {
  test('are told before the request is sent, and after the answer came', async () => {
    const server = await listen((_, response) => sendJson(response, parcels['2.0.0']));
    const events: (LossEvent & { sent: number })[] = [];
    const onLoss = (event: LossEvent): void =>
      void events.push({ ...event, sent: server.seen.length });
    const got = await parcelPut(to(server, { versions: fixed('2'), hooks: { onLoss } }), {
      ...one,
      body: lost,
    });
    expect(got).toMatchObject({
      ok: true,
      losses: ['why a parcel was lost', 'the order of labels'],
    });
    expect(events).toEqual([
      {
        operation: 'parcel_put',
        direction: 'request',
        loss: 'why a parcel was lost',
        from: lost.state,
        to: 'sent',
        version: '2.0.0',
        sent: 0,
      },
      {
        operation: 'parcel_put',
        direction: 'response',
        loss: 'the order of labels',
        from: ['a', 'b'],
        to: ['a', 'b'],
        version: '2.0.0',
        sent: 1,
      },
    ]);
  });

  test('can be refused', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    const connection = to(server, { versions: fixed('2'), hooks: { onLoss: () => 'refuse' } });
    expect(await parcelPut(connection, { ...one, body: lost })).toMatchObject({
      code: 'unrepresentable',
      message: 'onLoss refuses: why a parcel was lost',
    });
    expect(server.seen).toEqual([]);
  });
});

describe('what is sent', () => {
  test('headers of the connection at each attempt, of hooks, of the call, and ours', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    let token = 0;
    const connection = to(server, {
      headers: () =>
        Promise.resolve({
          authorization: `t${String((token += 1))}`,
          'api-version': '1',
          'x-a': 'connection',
          'x-b': 'connection',
        }),
      hooks: { onRequest: () => ({ traceparent: '00-1', 'x-b': 'hook' }) },
    });
    const request = {
      ...one,
      query: { dry_run: false, tags: ['a', 'b'] },
      header: { 'if-match': 'e' },
      body: lost,
    };
    await parcelPut(connection, request, {
      headers: { 'x-a': 'call', accept: 'text/plain' },
      idempotencyKey: 'k',
    });
    await parcelGet(connection, one);
    const [put, get] = server.seen;
    expect(put?.url).toBe('/parcels/x?dry_run=false&tags=a&tags=b');
    expect(put?.headers).toMatchObject({
      authorization: 't1',
      'api-version': '3.0.0',
      'x-a': 'call',
      'x-b': 'hook',
      traceparent: '00-1',
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'if-match': 'e',
    });
    expect(get?.headers).toMatchObject({ authorization: 't2', accept: 'application/json' });
    expect(get?.headers).not.toHaveProperty('content-type');
  });

  test('bytes, with their content type', async () => {
    const server = await listen((_, response) => void response.writeHead(204).end());
    const stream = new Blob(['by', 'tes']).stream();
    for (const body of ['bytes', new TextEncoder().encode('bytes'), stream]) {
      expect(await labelPut(to(server), { ...one, body })).toMatchObject({ ok: true });
    }
    expect(server.seen.map(({ body, headers }) => [body, headers['content-type']])).toEqual(
      Array.from({ length: 3 }, () => ['bytes', 'image/png']),
    );
  });

  test.each<[string, Partial<ConnectOptions>]>([
    ['a token that cannot be had', { headers: () => Promise.reject(new Error('expired')) }],
    ['a header that is none', { headers: { 'a b': 'c' } }],
    ['a value that is none', { headers: { a: 'b\nc' } }],
  ])('%s', async (_, options) => {
    const server = await listen((__, response) => sendJson(response, newest));
    expect(await parcelGet(to(server, { ...options, retries: 3 }), one)).toMatchObject({
      code: 'request_invalid',
    });
    expect(await parcelGet(to(server), one, { headers: { 'a b': 'c' } })).toMatchObject({
      code: 'request_invalid',
    });
    expect(server.seen).toEqual([]);
  });

  test('a token that never comes is a timeout', async () => {
    const connection = await answering(() => undefined, {
      headers: () => new Promise(() => undefined),
    });
    expect(await parcelGet(connection, one, { timeoutMs: 30 })).toMatchObject({ code: 'timeout' });
  });

  test("through a fetch of one's own, as fetch is called", async () => {
    const own = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(newest)));
    const connection = connect(api, {
      baseUrl: 'http://sled/api/',
      versions: fixed('3'),
      fetch: own,
    });
    expect(await parcelGet(connection, one, { headers: { cookie: 'a=b' } })).toMatchObject({
      ok: true,
    });
    expect(own.mock.calls).toMatchObject([
      ['http://sled/api/parcels/x', { method: 'GET', redirect: 'manual' }],
    ]);
    expect(new Headers(own.mock.calls[0]?.[1]?.headers).get('cookie')).toBe('a=b');
  });

  test('nothing where the request is none', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    expect(await parcelGet(to(server), { path: { id: '..' } })).toMatchObject({
      code: 'request_invalid',
      field: '/path',
    });
    expect(
      await parcelNote(to(server), { ...one, body: { text: 1n as unknown as string } }),
    ).toMatchObject({ code: 'request_invalid' });
    expect(server.seen).toEqual([]);
  });
});

describe('hooks', () => {
  test('see each attempt, and what came of it', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    const events: (RequestEvent | ResponseEvent)[] = [];
    const hooks = {
      onRequest: (event: RequestEvent): void => void events.push(event),
      onResponse: (event: ResponseEvent): void => void events.push(event),
    };
    await parcelGet(to(server, { hooks }), one);
    const event = {
      operation: 'parcel_get',
      method: 'GET',
      url: `${server.url}/parcels/x`,
      attempt: 1,
      version: '3.0.0',
    };
    expect(events).toEqual([
      event,
      { ...event, status: 200, durationMs: expect.any(Number) as unknown },
    ]);
  });

  test.each(['onRequest', 'onResponse', 'onVersion'])(
    'a call whose %s throws is rejected, and the next is not',
    async (name) => {
      const server = await listen((_, response) =>
        sendJson(response, { ...(newest as object), versions: '3' }, { 'api-versions': '3.0.0' }),
      );
      const hook = vi.fn<() => undefined>().mockImplementationOnce(() => {
        throw new Error('of the hook');
      });
      const connection = connect(api, { baseUrl: server.url, hooks: { [name]: hook } });
      await expect(parcelGet(connection, one)).rejects.toThrow('of the hook');
      expect(await parcelGet(connection, one)).toMatchObject({ ok: true });
    },
  );
});

describe('a caller that gives up', () => {
  test('before', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    expect(await parcelGet(to(server), one, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      code: 'aborted',
    });
    expect(server.seen).toEqual([]);
  });

  test('meanwhile', async () => {
    const server = await listen(() => undefined);
    const controller = new AbortController();
    const call = parcelGet(to(server, { retries: 3 }), one, { signal: controller.signal });
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    controller.abort();
    expect(await call).toMatchObject({
      code: 'aborted',
      operation: 'parcel_get',
      version: '3.0.0',
    });
    expect(server.seen).toHaveLength(1);
  });

  test('leaves nothing behind at a signal that lives on', async () => {
    const server = await listen((_, response) => sendJson(response, newest));
    const { signal } = new AbortController();
    const [add, remove] = [
      vi.spyOn(signal, 'addEventListener'),
      vi.spyOn(signal, 'removeEventListener'),
    ];
    await parcelGet(to(server), one, { signal });
    expect(add).toHaveBeenCalled();
    expect(remove).toHaveBeenCalledTimes(add.mock.calls.length);
  });
});
