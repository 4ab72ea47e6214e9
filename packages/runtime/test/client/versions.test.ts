import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  asked,
  callback,
  connect,
  type Connection,
  type ConnectOptions,
  fixed,
  told,
  type VersionChange,
} from '../../src/client/index.ts';
import { api, parcelGet, parcelList, parcelPut, parcelSend } from './depot.ts';
import { depot, listen, newest, parcels, sendJson, type TestServer } from './server.ts';

const one = { path: { id: 'x' } };
const all = '1.0.0, 2.0.0, 3.0.0';
const old = '1.0.0, 2.0.0';

function to(server: TestServer, options: Partial<ConnectOptions> = {}): Connection<'depot'> {
  return connect(api, { baseUrl: server.url, timeoutMs: 2000, ...options });
}

describe('asked', () => {
  test('twenty calls at once ask once, and convert', async () => {
    const server = await listen(depot({ versions: old }));
    const connection = to(server);
    expect(connection.version).toBeUndefined();
    const results = await Promise.all(Array.from({ length: 20 }, () => parcelGet(connection, one)));
    expect(results).toEqual(
      results.map(() =>
        expect.objectContaining({
          ok: true,
          status: 200,
          value: newest,
          version: '2.0.0',
          losses: ['the order of labels'],
        }),
      ),
    );
    expect(server.seen.filter(({ url }) => url.includes('.well-known'))).toHaveLength(1);
    expect(new Set(server.calls.map(({ version }) => version))).toEqual(new Set(['2.0.0']));
    expect(connection.version).toBe('2.0.0');
  });

  test('one caller that gives up takes nobody with it', async () => {
    let answer = (): void => undefined;
    const server = await listen((seen, response) => {
      const go = (): void => void depot({ versions: all })(seen, response);
      if (seen.url.includes('.well-known')) answer = go;
      else go();
    });
    const connection = to(server);
    const controller = new AbortController();
    const first = parcelGet(connection, one, { signal: controller.signal });
    const second = parcelGet(connection, one);
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    controller.abort();
    expect(await first).toMatchObject({ ok: false, code: 'aborted', operation: 'parcel_get' });
    answer();
    expect(await second).toMatchObject({ ok: true, version: '3.0.0' });
    expect(server.seen).toHaveLength(2);
  });

  test('one caller that waits no longer neither', async () => {
    const server = await listen((seen, response) => {
      setTimeout(() => void depot({ versions: all })(seen, response), 150);
    });
    const connection = to(server);
    const second = parcelGet(connection, one);
    expect(await parcelGet(connection, one, { timeoutMs: 20 })).toMatchObject({ code: 'timeout' });
    expect(await second).toMatchObject({ ok: true });
  });

  test('again when it has not been heard for long', async () => {
    const state = { versions: old };
    const server = await listen(depot(state));
    const connection = to(server, { versionExpiryMs: 80 });
    await parcelGet(connection, one);
    await parcelGet(connection, one);
    const questions = (): number =>
      server.seen.filter(({ url }) => url.includes('.well-known')).length;
    expect(questions()).toBe(1);
    await new Promise((later) => setTimeout(later, 100));
    state.versions = all;
    expect(await parcelGet(connection, one)).toMatchObject({ version: '3.0.0' });
    expect(questions()).toBe(2);
  });

  test('a version goes on where nobody can be asked any more', async () => {
    let isAsking = true;
    const server = await listen((seen, response) => {
      if (seen.url.includes('.well-known') && !isAsking) return void response.writeHead(500).end();
      return depot({ versions: old })(seen, response);
    });
    const connection = to(server, { versionExpiryMs: 10 });
    await parcelGet(connection, one);
    isAsking = false;
    await new Promise((later) => setTimeout(later, 30));
    expect(await parcelGet(connection, one)).toMatchObject({ ok: true, version: '2.0.0' });
  });

  test('elsewhere, and under a path', async () => {
    const server = await listen((seen, response) => {
      if (seen.url === '/under/here/versions.json') return sendJson(response, { versions: '2' });
      return sendJson(response, parcels[seen.version ?? '']);
    });
    const connection = connect(api, {
      baseUrl: `${server.url}/under/here/`,
      versions: asked('/versions.json'),
    });
    expect(await parcelGet(connection, { path: { id: 'a b' } })).toMatchObject({
      ok: true,
      version: '2.0.0',
    });
    expect(server.calls.at(-1)?.url).toBe('/under/here/parcels/a%20b');
  });

  test.each<[string, { body?: unknown; status?: number; header?: string; type?: string }, object]>([
    ['in a header alone', { status: 404, header: all, body: {} }, { ok: true }],
    ['of another API', { body: { api: 'shop', versions: all } }, { code: 'versions_unknown' }],
    ['by nobody', { status: 404, body: {} }, { code: 'versions_unknown', status: 404 }],
    ['as a list', { body: { versions: ['1'] } }, { code: 'versions_unknown' }],
    ['as nothing', { body: { versions: '' } }, { code: 'versions_unknown' }],
    ['backwards', { body: { versions: '3..1' } }, { code: 'versions_unknown' }],
    ['in passing', { body: { versions: '1, 2, and 3' } }, { code: 'versions_unknown' }],
    [
      'at great length',
      { body: { versions: '1,'.repeat(4_000_000) } },
      { code: 'versions_unknown' },
    ],
    ['elsewhere', { body: { versions: '7..9' } }, { code: 'no_common_version' }],
    [
      'as a web page',
      { body: '<html>', type: 'text/html' },
      { code: 'versions_unknown', status: 200 },
    ],
    ['as null', { body: null }, { code: 'versions_unknown', status: 200 }],
  ])('versions that are said %s', async (_, said, expected) => {
    const server = await listen((seen, response) => {
      if (!seen.url.includes('.well-known')) return sendJson(response, parcels[seen.version ?? '']);
      const { status = 200, header, body, type = 'application/json' } = said;
      response.writeHead(status, {
        'content-type': type,
        ...(header === undefined ? {} : { 'api-versions': header }),
      });
      return void response.end(JSON.stringify(body));
    });
    expect(await parcelGet(to(server), one)).toMatchObject(expected);
  });

  test('a redirect is not followed, also here', async () => {
    const other = await listen(depot({ versions: all }));
    const server = await listen((_, response) => {
      response.writeHead(302, { location: `${other.url}/.well-known/api-versions` }).end();
    });
    const connection = to(server, { headers: { authorization: 'secret' } });
    expect(await parcelGet(connection, one)).toMatchObject({ code: 'redirected', status: 302 });
    expect(other.seen).toEqual([]);
  });
});

describe('a server that changes', () => {
  test('an upgrade is noticed by the next call, and a rollback by the same', async () => {
    const state = { versions: old };
    const changes: VersionChange[] = [];
    const server = await listen(depot(state));
    const connection = to(server, { hooks: { onVersion: (change) => changes.push(change) } });
    const versionOf = async (): Promise<unknown> => {
      const got = await parcelGet(connection, one);
      expect(got).toMatchObject({ ok: true, value: newest });
      return got.version;
    };
    expect(await versionOf()).toBe('2.0.0');
    state.versions = all;
    expect([await versionOf(), await versionOf()]).toEqual(['2.0.0', '3.0.0']);
    state.versions = '1.0.0';
    expect(await versionOf()).toBe('1.0.0');
    expect(changes).toEqual([
      { reason: 'answered', version: '2.0.0', announced: old },
      { reason: 'announced', version: '3.0.0', previous: '2.0.0', announced: all },
      { reason: 'refused', version: '1.0.0', previous: '3.0.0', announced: '1.0.0' },
    ]);
  });

  test('a refused POST is sent again: nothing was done', async () => {
    const state = { versions: all };
    const server = await listen(depot(state));
    const connection = to(server);
    await connection.negotiate();
    state.versions = old;
    const body = { weight: 1, labels: [], state: { kind: 'new' as const }, stamps: [] };
    expect(await parcelPut(connection, { ...one, body })).toMatchObject({
      ok: true,
      version: '2.0.0',
    });
    expect(server.calls.map(({ body: sent }) => JSON.parse(sent) as unknown)).toEqual([
      body,
      { weight: 1, labels: [], state: 'new' },
    ]);
  });

  test('what cannot be said after a rollback is not said', async () => {
    const state = { versions: all };
    const server = await listen(depot(state));
    const connection = to(server);
    await connection.negotiate();
    state.versions = old;
    const body = { weight: 1, labels: [], state: { kind: 'new' as const }, stamps: [4] };
    expect(await parcelPut(connection, { ...one, body })).toMatchObject({
      code: 'unrepresentable',
      field: '/body/stamps',
      since: '3.0.0',
      version: '2.0.0',
    });
    expect(server.calls).toHaveLength(1);
    expect(await parcelSend(connection, { ...one, body: { to: 'x' } })).toMatchObject({
      code: 'unrepresentable',
      operation: 'parcel_send',
      since: '3.0.0',
    });
    expect(server.calls).toHaveLength(1);
  });

  test('before a request is given up, one that may have been upgraded is asked', async () => {
    const state = { versions: old };
    const server = await listen(depot(state));
    const connection = to(server);
    const state3 = { kind: 'new' as const };
    const put = { ...one, body: { weight: 1, labels: [], state: state3, stamps: [1] } };
    const asks = (): number => server.seen.filter(({ url }) => url.includes('.well-known')).length;
    // It has just been heard: to ask once more would tell nothing new.
    expect(await parcelPut(connection, put)).toMatchObject({ code: 'unrepresentable' });
    expect(asks()).toBe(1);
    state.versions = all;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1001 });
    try {
      expect(await parcelPut(connection, put)).toMatchObject({ ok: true, version: '3.0.0' });
      expect(asks()).toBe(2);
    } finally {
      vi.useRealTimers();
    }
    const unasked = to(server, { versions: fixed('2') });
    expect(await parcelPut(unasked, put)).toMatchObject({ code: 'unrepresentable' });
    expect(asks()).toBe(2);
  });

  test('before something is left out, one that may have been upgraded is asked', async () => {
    const state = { versions: old };
    const server = await listen(depot(state));
    const connection = to(server);
    const body = { ...newest, state: { kind: 'lost', reason: 'flood' } } as const;
    const lost = { ok: true, losses: expect.arrayContaining(['why a parcel was lost']) };
    expect(await parcelPut(connection, { ...one, body })).toMatchObject(lost);
    const asked = (): number => server.seen.filter(({ url }) => url.includes('.well-known')).length;
    expect(await parcelPut(connection, { ...one, body })).toMatchObject(lost);
    // It was heard a moment ago.
    expect(asked()).toBe(1);
    state.versions = all;
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1001);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await parcelPut(connection, { ...one, body })).toMatchObject({
      ok: true,
      version: '3.0.0',
      losses: [],
    });
    expect(asked()).toBe(2);
  });

  test('and asked again soon, where it did not answer', async () => {
    const state = { versions: old };
    const isAway = { now: false };
    const server = await listen((seen, response) => {
      if (isAway.now) response.destroy();
      else void depot(state)(seen, response);
    });
    const connection = to(server, { retries: 0 });
    const body = { ...newest, state: { kind: 'lost', reason: 'flood' } } as const;
    await parcelPut(connection, { ...one, body });
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1001);
    onTestFinished(() => void vi.restoreAllMocks());
    isAway.now = true;
    expect(await parcelPut(connection, { ...one, body })).toMatchObject({ code: 'network' });
    isAway.now = false;
    state.versions = all;
    expect(await parcelPut(connection, { ...one, body })).toMatchObject({
      ok: true,
      version: '3.0.0',
      losses: [],
    });
  });

  test('servers of two versions at one address do not make it flap', async () => {
    const kinds = [depot({ versions: old }), depot({ versions: all })];
    let turn = 0;
    const server = await listen((seen, response) => kinds[(turn += 1) % 2]?.(seen, response));
    const changes: (string | undefined)[] = [];
    const hooks = { onVersion: ({ version }: VersionChange): unknown => changes.push(version) };
    const connection = to(server, { hooks: hooks as ConnectOptions['hooks'] & object });
    const started = Date.now();
    for (let round = 0; round < 30; round += 1) {
      const results = await Promise.all(
        Array.from({ length: 10 }, () => parcelGet(connection, one)),
      );
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
    const seconds = Math.ceil((Date.now() - started) / 1000);
    // Up and down at most once a second, and never without an answer.
    expect(changes.length).toBeLessThanOrEqual(1 + 2 * seconds);
    expect(connection.version).toBe('2.0.0');
    expect(server.calls.length).toBeLessThan(300 + 21 * seconds);
  });

  test('one that refuses everything is left soon', async () => {
    let turn = 0;
    const server = await listen((_, response) => {
      turn += 1;
      // Never the one it was sent.
      sendJson(
        response,
        { message: 'no' },
        { status: 400, 'api-versions': turn % 2 === 0 ? '1, 3' : '2' },
      );
    });
    const failed = await parcelGet(to(server, { versions: told('3') }), one);
    expect(failed).toMatchObject({ ok: false, code: 'no_common_version', status: 400 });
    expect(server.calls).toHaveLength(4);
  });

  test('one that refuses with versions that nobody knows', async () => {
    const state = { versions: all };
    const server = await listen(depot(state));
    const connection = to(server);
    await connection.negotiate();
    state.versions = '8.0.0';
    expect(await parcelGet(connection, one)).toMatchObject({
      code: 'no_common_version',
      message: 'the server speaks 8.0.0, and this client depot 1 to 3',
    });
    expect(connection.version).toBeUndefined();
    state.versions = all;
    expect(await parcelGet(connection, one)).toMatchObject({ ok: true });
  });

  test('a 400 for what it announces is an answer', async () => {
    const server = await listen((seen, response) => {
      if (seen.url.includes('.well-known')) return sendJson(response, { versions: all });
      return sendJson(response, { message: 'bad id' }, { status: 400, 'api-versions': all });
    });
    expect(await parcelGet(to(server), one)).toMatchObject({
      code: 'error_status',
      status: 400,
      message: 'bad id',
    });
    expect(server.calls).toHaveLength(1);
  });
});

describe('told', () => {
  test('without a first version it sends HEAD, and never guesses', async () => {
    const server = await listen(depot({ versions: old }));
    expect(await parcelGet(to(server, { versions: told() }), one)).toMatchObject({
      version: '2.0.0',
    });
    expect(server.seen.map(({ method, url, version }) => [method, url, version])).toEqual([
      ['HEAD', '/', undefined],
      ['GET', '/parcels/x', '2.0.0'],
    ]);
  });

  test('with one it speaks that, until it is told', async () => {
    const server = await listen(depot({ versions: all }));
    const connection = to(server, { versions: told('1') });
    expect([
      (await parcelGet(connection, one)).version,
      (await parcelGet(connection, one)).version,
    ]).toEqual(['1.0.0', '3.0.0']);
    expect(server.seen).toHaveLength(2);
  });

  test('a server that tells nothing', async () => {
    const server = await listen((_, response) => void response.writeHead(200).end());
    expect(await parcelGet(to(server, { versions: told() }), one)).toMatchObject({
      code: 'versions_unknown',
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('fixed', () => {
  test('stays, whatever it hears', async () => {
    const server = await listen(depot({ versions: all }));
    const connection = to(server, { versions: fixed('2') });
    for (const _ of [1, 2])
      expect(await parcelGet(connection, one)).toMatchObject({ ok: true, version: '2.0.0' });
    expect(connection.tell(all)).toBe(false);
    expect(server.seen).toHaveLength(2);
  });

  test('is refused as it is', async () => {
    const server = await listen(depot({ versions: '1.0.0' }));
    expect(await parcelGet(to(server, { versions: fixed('2') }), one)).toMatchObject({
      code: 'no_common_version',
      status: 400,
    });
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['7', 'no_common_version'],
    ['latest', 'versions_unknown'],
    ['', 'versions_unknown'],
  ])('to %j it sends nothing', async (version, code) => {
    const server = await listen(depot({ versions: all }));
    expect(await parcelGet(to(server, { versions: fixed(version) }), one)).toMatchObject({ code });
    expect(server.seen).toEqual([]);
  });
});

describe('a callback, and what is told from outside', () => {
  test('is asked with the server, once', async () => {
    const server = await listen(depot({ versions: all }));
    const ask = vi.fn<(server: { baseUrl: string; api: string }) => Promise<string>>(() =>
      Promise.resolve('1.0.0..2.0.0'),
    );
    const connection = to(server, { versions: callback(ask) });
    await Promise.all([parcelList(connection), parcelList(connection), connection.negotiate()]);
    expect(ask.mock.calls).toEqual([[{ baseUrl: server.url, api: 'depot' }]]);
    expect(server.calls.map(({ version }) => version)).toEqual(['2.0.0', '2.0.0']);
  });

  test('an update system can say it at any time', async () => {
    const server = await listen((seen, response) =>
      sendJson(response, parcels[seen.version ?? '']),
    );
    const connection = to(server, { versions: callback(() => '1') });
    expect((await parcelGet(connection, one)).version).toBe('1.0.0');
    expect(connection.tell('1..3')).toBe(true);
    expect((await parcelGet(connection, one)).version).toBe('3.0.0');
    expect(connection.tell('2..1')).toBe(false);
    expect(connection.version).toBe('3.0.0');
    expect(connection.tell('9')).toBe(false);
    expect(connection.version).toBeUndefined();
  });

  test('what is told while it asks is newer than the answer', async () => {
    const server = await listen((seen, response) =>
      sendJson(response, parcels[seen.version ?? '']),
    );
    let answer: (text: string) => void = () => undefined;
    const connection = to(server, {
      versions: callback(() => new Promise((resolve) => (answer = resolve))),
    });
    const call = parcelGet(connection, one);
    expect(connection.tell('2')).toBe(true);
    answer('1');
    expect((await call).version).toBe('2.0.0');
  });

  test.each<[string, () => string | Promise<string>, string]>([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      'versions_unknown',
    ],
    ['rejects', () => Promise.reject(new Error('no idea')), 'versions_unknown'],
    ['gives nonsense', () => 'newest', 'versions_unknown'],
    ['never answers', () => new Promise(() => undefined), 'timeout'],
  ])('one that %s', async (_, ask, code) => {
    const server = await listen(depot({ versions: all }));
    expect(
      await parcelGet(to(server, { versions: callback(ask), timeoutMs: 50 }), one),
    ).toMatchObject({ code });
  });
});

test('a callback that never answers is asked again some time', async () => {
  const server = await listen(depot({ versions: all }));
  let asks = 0;
  const ask = (): string | Promise<string> =>
    (asks += 1) === 1 ? new Promise(() => undefined) : '2';
  const connection = to(server, { versions: callback(ask), timeoutMs: 20, retries: 0 });
  expect(await parcelGet(connection, one)).toMatchObject({ code: 'timeout' });
  await new Promise((later) => setTimeout(later, 60));
  expect(await parcelGet(connection, one, { timeoutMs: 2000 })).toMatchObject({ version: '2.0.0' });
});

describe('connect', () => {
  test.each(['', 'nonsense', '/path', 'ftp://x', 'http://x?a', 'http://x#a', 'http://u:p@x'])(
    'not to %j',
    (baseUrl) => {
      expect(() => connect(api, { baseUrl })).toThrow(TypeError);
    },
  );

  test('with an operation that counts versions by another list', async () => {
    const server = await listen(depot({ versions: all }));
    const connection = connect({ ...api, versions: ['2', '3'] }, { baseUrl: server.url });
    expect(await parcelGet(connection, one)).toMatchObject({ code: 'request_invalid' });
    const same = connect(structuredClone(api), { baseUrl: server.url });
    expect(await parcelGet(same, one)).toMatchObject({ ok: true });
    expect(server.calls).toHaveLength(1);
  });

  test('nobody there', async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo; // it listens on a port
    await new Promise((closed) => server.close(closed));
    const connection = connect(api, { baseUrl: `http://127.0.0.1:${String(port)}`, retries: 1 });
    expect(await parcelGet(connection, one)).toMatchObject({
      ok: false,
      code: 'network',
      message: expect.stringContaining('ECONNREFUSED') as unknown,
    });
    expect(await connection.negotiate()).toMatchObject({
      ok: false,
      code: 'network',
      operation: '',
    });
  });
});
