import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { skewlinePlugin } from '../src/fastify.ts';
import { createAdapter } from '../src/index.ts';
import { depot } from './support/depot.ts';
import { handlers } from './support/handlers.ts';

const adapter = createAdapter(depot, handlers);
const four = { 'api-version': '4' };
let app: FastifyInstance = fastify();
afterEach(() => app.close());

/** Real HTTP; what came back in short. */
async function ask(
  path: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly versions: string | null; readonly body: unknown }> {
  const origin = app.server.listening
    ? app.listeningOrigin
    : await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${origin}${path}`, { headers: four, ...init });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, versions: response.headers.get('api-versions'), body };
}

const versions = '1.0.0..4.0.0';

test('at the root of the app', async () => {
  app = fastify();
  await app.register(skewlinePlugin, { adapter });
  expect(await ask('/parcels/7')).toMatchObject({ status: 200, versions });
  expect(await ask('/')).toMatchObject({ status: 404, versions });
  expect(await ask('/parcels', { method: 'HEAD', headers: {} })).toMatchObject({
    status: 400,
    versions,
  });
  expect(await ask('/.well-known/api-versions')).toMatchObject({ status: 200, versions });
});

test('several adapters on one app, each with its own versions', async () => {
  app = fastify();
  const part = createAdapter(depot, handlers, { versions: { oldest: '2' } });
  await app.register(skewlinePlugin, { adapter, prefix: '/a' });
  await app.register(skewlinePlugin, { adapter: part, prefix: '/b/c' });
  for (const path of ['/parcels/7', '/nowhere', '/.well-known/api-versions']) {
    const [a, b] = [await ask(`/a${path}`), await ask(`/b/c${path}`)];
    expect([a.status, a.versions]).toEqual([b.status, versions]);
    expect(b.versions).toBe('2.0.0..4.0.0');
  }
  // A path that the route table has to find, below a prefix of two segments.
  const one = { headers: { 'api-version': '2' } };
  expect(await ask('/b/c/parcels/all', one)).toMatchObject({
    status: 400,
    body: { message: '/path/id: must be integer' },
  });
  expect(await ask('/elsewhere')).toMatchObject({ status: 404, versions: null });
});

test('a prefix with a parameter', async () => {
  app = fastify();
  await app.register(skewlinePlugin, { adapter, prefix: '/sites/:site' });
  expect(await ask('/sites/north/parcels/7')).toMatchObject({ status: 200, body: { id: 7 } });
  expect(await ask('/sites/north/nowhere')).toMatchObject({
    status: 404,
    body: { message: 'there is no path /nowhere' },
  });
});

test('routes, parsers and errors of the rest of the app stay as they are', async () => {
  app = fastify();
  app.post('/ours', async (request) => ({ got: request.body }));
  app.get('/fails', () => {
    throw new Error('of the app');
  });
  app.setErrorHandler((error, _request, reply) => reply.code(503).send({ app: String(error) }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ app: 'not found' }));
  await app.register(skewlinePlugin, { adapter });
  const json = { ...four, 'content-type': 'application/json' };
  expect(await ask('/ours', { method: 'POST', headers: json, body: '{"x":1}' })).toEqual({
    status: 200,
    versions: null,
    body: { got: { x: 1 } },
  });
  const failed = await ask('/ours', { method: 'POST', headers: json, body: '{' });
  expect(failed).toMatchObject({ status: 503, versions: null });
  expect(await ask('/fails')).toMatchObject({ status: 503, body: { app: 'Error: of the app' } });
  expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { app: 'not found' } });
  expect(await ask('/parcels/7')).toMatchObject({ status: 200, versions });
});

test('whoever wants the 404s of the app has to get them', async () => {
  app = fastify();
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({}));
  await expect(app.register(skewlinePlugin, { adapter, notFound: true })).rejects.toThrow(
    'Not found handler already set',
  );
  app = fastify();
  await app.register(skewlinePlugin, { adapter, notFound: false });
  expect(await ask('/nowhere')).toMatchObject({ status: 404, versions: null });
});

test("hooks of the app run, and what they refuse is the app's answer with our versions", async () => {
  app = fastify();
  const seen: string[] = [];
  app.addHook('onRequest', async (request, reply) => {
    seen.push(`onRequest ${String(request.routeOptions.url)}`);
    if (request.headers.authorization === 'no') return reply.code(401).send({ app: 'who?' });
    if (request.headers.authorization === 'error') throw new Error('of a hook');
    return undefined;
  });
  app.addHook('onSend', async (_request, _reply, payload) => {
    seen.push('onSend');
    return payload;
  });
  app.addHook('onResponse', async () => void seen.push('onResponse'));
  app.setErrorHandler((error, _request, reply) => reply.code(418).send({ app: String(error) }));
  await app.register(skewlinePlugin, { adapter, prefix: '/depot' });
  expect(await ask('/depot/parcels/7')).toMatchObject({ status: 200 });
  expect(seen).toEqual(['onRequest /depot/parcels/:p0', 'onSend', 'onResponse']);
  expect(await ask('/depot/parcels/7', { headers: { ...four, authorization: 'no' } })).toEqual({
    status: 401,
    versions: null,
    body: { app: 'who?' },
  });
  expect(await ask('/depot/parcels/7', { headers: { ...four, authorization: 'error' } })).toEqual({
    status: 418,
    versions,
    body: { app: 'Error: of a hook' },
  });
});

test('a hook may answer while the handler works', async () => {
  app = fastify({ handlerTimeout: 30 });
  const slow = createAdapter(depot, {
    ...handlers,
    parcel_remove: () => new Promise((done) => setTimeout(done, 60, { status: 204 })),
  });
  await app.register(skewlinePlugin, { adapter: slow });
  expect(await ask('/parcels/7', { method: 'DELETE' })).toMatchObject({ status: 503, versions });
  expect(await ask('/parcels/7')).toMatchObject({ status: 200 });
});

test('HEAD also where the app does not expose it', async () => {
  app = fastify({ exposeHeadRoutes: false });
  await app.register(skewlinePlugin, { adapter });
  expect(await ask('/parcels/7', { method: 'HEAD' })).toMatchObject({ status: 200, versions });
});

test('an API that has a HEAD of its own beside a GET', async () => {
  const [view] = depot.operations.filter(({ id }) => id === 'parcel_view');
  if (view === undefined) throw new Error('the depot has no parcel_view');
  const forms = view.forms.map((form) => ({
    ...form,
    id: 'parcel_head',
    method: 'HEAD',
    responses: { 202: null },
    validators: { responses: {} },
  }));
  const operations = [...depot.operations, { id: 'parcel_head', forms, steps: [] }];
  const head = { parcel_head: () => ({ status: 202, headers: { 'x-own': 'yes' } }) };
  // The types of the depot know nothing of it.
  const own = createAdapter({ ...depot, operations }, { ...handlers, ...head } as typeof handlers);
  app = fastify();
  await app.register(skewlinePlugin, { adapter: own });
  expect(await ask('/parcels/7', { method: 'HEAD' })).toMatchObject({ status: 202, versions });
  expect(await ask('/parcels/7')).toMatchObject({ status: 200, versions });
  // Fastify still adds one to a GET that stands alone.
  expect(await ask('/parcels/all', { method: 'HEAD' })).toMatchObject({ status: 200, versions });
});

test('request ids are those of the logs of Fastify', async () => {
  app = fastify({ genReqId: () => 'mine' });
  await app.register(skewlinePlugin, { adapter });
  expect(await ask('/parcels/x')).toMatchObject({ body: { request_id: 'mine' } });
});
