import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../src/auth/secret.ts';
import { createToken } from '../../src/auth/tokens.ts';
import { type TestUser, useNexus } from '../support/harness.ts';

const nexus = useNexus();

/** The id of nothing. */
const nothing = randomUUID();

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

async function answered(response: Promise<Response>): Promise<Answered> {
  const { status, headers, text } = await response.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  const body: unknown = text === '' ? null : JSON.parse(text);
  // What every answer has, whatever became of the request.
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  return { status, body };
}

const unauthorized = {
  status: 401,
  body: { error_code: 'Unauthorized', message: 'credentials missing or invalid' },
};
const forbidden = { status: 403, body: { error_code: 'Forbidden', message: 'Forbidden' } };

const noPath = { status: 404, body: { error_code: 'PathUnknown' } };

let ada: TestUser;
let shop = '';
beforeAll(async () => {
  ada = await nexus().user('ada');
  const made = await ada.external.projectCreate({ body: { name: 'shop', description: '' } });
  if (!made.ok) throw new Error(made.message);
  shop = made.value.id;
});

const paths = [
  '/v1/projects',
  '/v1/system/hardware/sleds',
  '/operator/users',
  '/.well-known/api-versions',
  '/operator/.well-known/api-versions',
  '/nowhere',
  '/operator/nowhere',
] as const;

describe.each(paths)('%s lets nobody in', (path) => {
  it.each<[string, () => Promise<string | null>]>([
    ['who shows nothing', async () => null],
    ['who shows something else', async () => 'Basic YWRhOmFkYQ=='],
    ['who shows a token of nobody', async () => `Bearer ${newSecret()}`],
    ['who shows a token that is too long', async () => `Bearer skw_${'x'.repeat(10_000)}`],
    ['whose token has expired', async () => `Bearer ${await expired()}`],
    ['whose token was deleted', async () => `Bearer ${await deleted()}`],
  ])('%s', async (_who, header) => {
    const authorization = await header();
    const headers = authorization === null ? undefined : { authorization };
    const response = fetch(`${nexus().url}${path}`, headers === undefined ? {} : { headers });
    expect(await answered(response)).toMatchObject(unauthorized);
  });
});

async function expired(): Promise<string> {
  const { database, services } = nexus().nexus;
  const { userId } = nexus().operator;
  const past = '2026-01-01T00:00:00Z';
  return (await createToken(database.kysely, userId, past, services.now())).secret;
}

/** By the API, before it was ever shown. */
async function deleted(): Promise<string> {
  const { operator } = nexus().operator;
  const path = { user: 'operator' };
  const made = await operator.userTokenCreate({ path, body: { time_expires: null } });
  if (!made.ok) throw new Error(made.message);
  const done = await operator.tokenDelete({ path: { token_id: made.value.id } });
  expect(done).toMatchObject({ ok: true, status: 204 });
  return made.value.secret;
}

it('a token that is deleted stops working within 5 seconds, also while it is in use', async () => {
  const { operator } = nexus().operator;
  const made = await operator.userTokenCreate({
    path: { user: 'ada' },
    body: { time_expires: null },
  });
  if (!made.ok) throw new Error(made.message);
  const init = { headers: { authorization: `Bearer ${made.value.secret}` } };
  expect((await ada.fetch('/v1/projects', init)).status).toBe(200);
  await operator.tokenDelete({ path: { token_id: made.value.id } });
  const begin = performance.now();
  await expect
    .poll(async () => (await ada.fetch('/v1/projects', init)).status, {
      interval: 100,
      timeout: 10_000,
    })
    .toBe(401);
  expect(performance.now() - begin).toBeLessThan(5000);
});

describe('a user', () => {
  it.each([
    ['GET', '/v1/system/hardware/sleds', forbidden],
    ['GET', `/v1/system/hardware/sleds/${nothing}/instances`, forbidden],
    // Routers decode a path before they look for it.
    ['GET', '/v1/%73ystem/hardware/sleds', forbidden],
    ['GET', '/v1/system%2Fhardware/sleds', noPath],
    ['GET', '/operator/users', forbidden],
    ['PUT', '/operator/users/ada', forbidden],
    ['POST', '/operator/users/operator/tokens', forbidden],
    ['GET', '/%6Fperator/users', forbidden],
    ['GET', '//operator/users', noPath],
    ['GET', '/operator/nowhere', forbidden],
    ['GET', '/operator/.well-known/api-versions', forbidden],
  ])('may not: %s %s', async (method, path, wanted) => {
    const body = method === 'GET' ? {} : { body: '{"role":"operator","time_expires":null}' };
    const headers = { 'content-type': 'application/json' };
    const got = await answered(ada.fetch(path, { method, headers, ...body }));
    expect(got).toMatchObject(wanted);
    expect(JSON.stringify(got.body)).not.toContain('skw_');
  });

  it('is still a user afterwards', async () => {
    const users = await nexus().operator.operator.userList();
    if (!users.ok) throw new Error(users.message);
    expect(users.value.items.find(({ name }) => name === 'ada')).toMatchObject({ role: 'user' });
  });

  it('does not see the project of another, by name or id, and is told the same as of none', async () => {
    const bob = await nexus().user('bob');
    for (const path of ['/v1/projects/shop', `/v1/projects/${shop}`]) {
      expect((await answered(ada.fetch(path))).status).toBe(200);
      const got = await answered(bob.fetch(path));
      const said = path.endsWith(shop) ? `id "${shop}"` : 'name "shop"';
      const message = `not found: project with ${said}`;
      expect(got).toMatchObject({ status: 404, body: { error_code: 'ObjectNotFound', message } });
    }
    const nowhere = await answered(bob.fetch('/v1/instances?project=shop'));
    expect(nowhere).toMatchObject({ status: 404, body: { error_code: 'ObjectNotFound' } });
    const list = await bob.external.projectList();
    expect(list).toMatchObject({ ok: true, value: { items: [] } });
  });

  it('sees it as a member, until that is ended', async () => {
    const { operator } = nexus().operator;
    const eve = await nexus().user('eve');
    const path = { project_id: shop, user: 'eve' };
    expect(await operator.projectMemberAdd({ path })).toMatchObject({ ok: true, status: 204 });
    expect(await operator.projectMemberAdd({ path })).toMatchObject({ ok: true, status: 204 });
    expect((await eve.fetch('/v1/projects/shop')).status).toBe(200);
    const members = await operator.projectMemberList({ path: { project_id: shop } });
    if (!members.ok) throw new Error(members.message);
    expect(members.value.items.map(({ user_name: name }) => name).toSorted()).toEqual([
      'ada',
      'eve',
    ]);
    expect(await operator.projectMemberRemove({ path })).toMatchObject({ ok: true, status: 204 });
    expect((await eve.fetch('/v1/projects/shop')).status).toBe(404);
  });
});

describe('an operator', () => {
  it('sees what there is', async () => {
    const { operator } = nexus();
    expect((await operator.fetch('/v1/projects/shop')).status).toBe(200);
    expect((await operator.operator.userList()).ok).toBe(true);
  });

  it.each([
    ['GET', '/operator/users/nobody/tokens', 'not found: user with name "nobody"'],
    ['DELETE', `/operator/tokens/${nothing}`, `not found: token with id "${nothing}"`],
    ['GET', `/operator/projects/${nothing}/members`, `not found: project with id "${nothing}"`],
    ['PUT', `/operator/projects/${nothing}/members/ada`, `not found: project with id "${nothing}"`],
  ])('%s %s', async (method, path, message) => {
    const got = await answered(nexus().operator.fetch(path, { method }));
    expect(got).toMatchObject({ status: 404, body: { error_code: 'ObjectNotFound', message } });
  });

  it('cannot make a token that has expired, or for nobody', async () => {
    const { operator } = nexus().operator;
    const body = { time_expires: '2020-01-01T00:00:00Z' };
    const made = await operator.userTokenCreate({ path: { user: 'ada' }, body });
    expect(made).toMatchObject({ ok: false, status: 400 });
    const none = { time_expires: null };
    expect(await operator.userTokenCreate({ path: { user: 'nobody' }, body: none })).toMatchObject({
      ok: false,
      status: 404,
    });
  });

  it('is shown tokens without their secrets', async () => {
    const { operator } = nexus().operator;
    const list = await operator.userTokenList({ path: { user: 'ada' } });
    if (!list.ok) throw new Error(list.message);
    expect(list.value.items.length).toBeGreaterThan(0);
    expect(Object.keys(list.value.items[0] ?? {}).toSorted()).toEqual([
      'id',
      'time_created',
      'time_expires',
      'user_id',
    ]);
  });
});
