import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createAdapter,
  type ServerLoss,
  type ServerProblem,
  type ProblemCode,
} from '../src/index.ts';
import { problemStatuses } from '../src/problem.ts';
import { good, grams, newest, pixel, problems } from './support/cases.ts';
import { depot } from './support/depot.ts';
import { handlers, retiredHandlers } from './support/handlers.ts';
import { entries, type Received, type Running, send, type Sent } from './support/servers.ts';

/** What needs more than a request to provoke; each has a test of its own in `trouble.test.ts`. */
const elsewhere: readonly ProblemCode[] = [
  'path_malformed',
  'body_timeout',
  'body_aborted',
  'document_failed',
];

test('every problem of the catalogue is provoked', () => {
  expect([...Object.keys(problems), ...elsewhere].sort()).toEqual(
    Object.keys(problemStatuses).sort(),
  );
});

describe.each(Object.entries(entries))('%s', (_name, start) => {
  const seen: ServerProblem[] = [];
  const losses: ServerLoss[] = [];
  let running: Running;

  beforeAll(async () => {
    const adapter = createAdapter(depot, handlers, {
      retired: retiredHandlers,
      checkReplies: true,
      maxBodyBytes: 20_000,
      maxDepth: 8,
      hooks: {
        onProblem: (problem) => {
          seen.push(problem);
          throw new Error('a hook that fails');
        },
        onLoss: (loss) => {
          losses.push(loss);
          throw new Error('a hook that fails');
        },
      },
    });
    running = await start(adapter);
  });
  afterAll(() => running.close());

  const ask = async (sent: Sent): Promise<Received> => {
    seen.length = 0;
    losses.length = 0;
    const received = await send(running, sent);
    expect(received.headers['api-versions']).toBe('1.0.0..4.0.0');
    return received;
  };

  test.each(good)('$name', async ({ send: sent, status, body, headers = {} }) => {
    const received = await ask(sent);
    expect(seen).toEqual([]);
    expect([received.status, jsonOf(received)]).toEqual([status, body]);
    expect(received.headers).toMatchObject(headers);
  });

  describe.each(Object.entries(problems))('%s', (code, cases) => {
    test.each(cases)('$name', async ({ send: sent, status, says, headers = {}, twin }) => {
      const received = await ask(sent);
      expect(received.status).toBe(status);
      expect(received.headers).toMatchObject(headers);
      expect(received.headers['content-type']).toBe('application/json; charset=utf-8');
      const body = JSON.parse(received.text) as Record<string, unknown>;
      expect(Object.keys(body).sort()).toEqual(['error_code', 'message', 'request_id']);
      expect(body['request_id']).toMatch(/./);
      expect(body['request_id']).toBe(received.headers['x-request-id']);
      expect(body['message']).toContain(says);
      expect(received.text).not.toMatch(/secret|stack|\.ts/);
      expect(seen.map((problem) => problem.code)).toEqual([code]);
      expect(seen[0]).toMatchObject({ status, requestId: body['request_id'] });
      const { status: fine } = await ask(twin);
      expect(seen).toEqual([]);
      expect(fine).toBeLessThan(300);
    });
  });

  test('a body comes back byte by byte', async () => {
    const received = await ask({
      method: 'PUT',
      path: '/parcels/7/picture',
      headers: { 'content-type': 'image/png' },
      body: pixel,
    });
    expect(received.bytes).toEqual(pixel);
  });

  test('internal detail goes to the hook, with the cause', async () => {
    await ask({ path: '/parcels/110' });
    expect(seen).toMatchObject([
      {
        code: 'handler_failed',
        operation: 'parcel_view',
        version: '4.0.0',
        cause: new Error('secret of the handler'),
      },
    ]);
  });

  test('a pointer tells where in the request', async () => {
    await ask(grams(0));
    expect(seen[0]).toMatchObject({ pointer: '/body/weight_grams', version: '1.0.0' });
  });

  test('a loss that is declared reaches the hook', async () => {
    const { status } = await ask({ path: '/parcels/7', version: '2' });
    expect(status).toBe(200);
    expect(losses).toEqual([
      {
        operation: 'parcel_view',
        version: '2.0.0',
        requestId: expect.any(String),
        direction: 'response',
        loss: 'the note of the parcel',
        from: newest,
        to: { id: 7, weight: newest.weight },
      },
    ]);
    await ask({ path: '/parcels/7' });
    expect(losses).toEqual([]);
  });

  test('HEAD is GET without the body', async () => {
    const [get, head] = [
      await ask({ path: '/parcels/7' }),
      await ask({ method: 'HEAD', path: '/parcels/7' }),
    ];
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(String(get.bytes.length));
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    for (const path of ['', '/nowhere']) {
      expect(await ask({ method: 'HEAD', path, version: null })).toMatchObject({
        status: 404,
        text: '',
      });
    }
  });

  test('says which versions there are, and where their documents', async () => {
    const path = '/.well-known/api-versions';
    const { status, text } = await ask({ path, version: null });
    expect(status).toBe(200);
    const overview: unknown = JSON.parse(text);
    expect(overview).toEqual({
      api: 'depot',
      versions: '1.0.0..4.0.0',
      oldest: '1.0.0',
      newest: '4.0.0',
      documents: {
        '1.0.0': `${path}/1.0.0/openapi.json`,
        '2.0.0': `${path}/2.0.0/openapi.json`,
        '4.0.0': `${path}/4.0.0/openapi.json`,
      },
    });
    expect(await ask({ method: 'HEAD', path, version: null })).toMatchObject({
      status: 200,
      text: '',
    });
  });

  test.each(['1.0.0', '2', '3.0.0', '3.7.1', '4.0.0'])('has a document of %s', async (version) => {
    const path = `/.well-known/api-versions/${version}/openapi.json`;
    const { status, text } = await ask({ path, version: null });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      openapi: '3.1.0',
      info: { title: 'depot', version: version === '2' ? '2.0.0' : version },
    });
  });
});

function jsonOf({ headers, text }: Received): unknown {
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return isJson ? JSON.parse(text) : undefined;
}
