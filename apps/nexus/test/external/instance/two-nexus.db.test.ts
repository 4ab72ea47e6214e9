import { afterAll, beforeAll, expect, it } from 'vitest';
import { onPostgres } from '../../../../../packages/db-model/test/support/databases.ts';
import { startNexus, type TestNexus, type TestUser } from '../../support/harness.ts';
import { type Answered, type Asked, ask, instanceBody, itemsOf } from './support/api.ts';

onPostgres((engine) => {
  let both: readonly TestNexus[] = [];
  let users: readonly TestUser[] = [];

  beforeAll(async () => {
    const database = await engine.location();
    const first = await startNexus({ config: { database } });
    const second = await startNexus({ config: { database } });
    both = [first, second];
    await first.addSled();
    const ada = await first.user('ada');
    // The same user, asking the other one.
    const there: TestUser = {
      ...ada,
      fetch: (path, init = {}) => {
        const headers = new Headers(init.headers);
        headers.set('authorization', ada.authorization);
        return fetch(`${second.url}${path}`, { ...init, headers });
      },
    };
    users = [ada, there];
    const project = { name: 'shop', description: '' };
    await ask(ada, 'POST', '/v1/projects', { body: project });
  }, 60_000);
  afterAll(async () => {
    for (const nexus of both) await nexus.close();
  });

  /** The same of both at the same moment. */
  const askBoth = (method: string, path: string, asked: Asked = {}): Promise<Answered[]> =>
    Promise.all(users.map((user) => ask(user, method, `${path}?project=shop`, asked)));
  const statuses = (answered: readonly Answered[]): readonly number[] =>
    answered.map(({ status }) => status).toSorted((a, b) => a - b);

  it('two that make the same at the same moment: one is made', async () => {
    const body = instanceBody('twin');
    const answered = await askBoth('POST', '/v1/instances', { body });
    expect(statuses(answered)).toEqual([201, 400]);
    expect(answered.find(({ status }) => status === 400)?.body).toMatchObject({
      error_code: 'ObjectAlreadyExists',
      message: 'already exists: instance "twin"',
    });
  });

  it('two that start the same wait for the same attempt, wherever it runs', async () => {
    const answered = await askBoth('POST', '/v1/instances/twin/start', { prefer: 'wait=30' });
    expect(statuses(answered)).toEqual([202, 202]);
    for (const { body } of answered) expect(body).toMatchObject({ run_state: 'running' });
    const [ada] = users;
    if (ada === undefined) throw new Error('nobody asks');
    const path = '/v1/instances/twin/start-attempts?project=shop';
    const attempts = itemsOf(await ask(ada, 'GET', path));
    expect(attempts).toMatchObject([{ outcome: { kind: 'succeeded' } }]);
    const ids = answered.flatMap(({ headers }) => headers.get('start-attempt') ?? []);
    expect(new Set(ids)).toEqual(new Set([attempts[0]?.['id']]));
  });

  it('two that wait for the same failure are told the same', async () => {
    const [ada] = users;
    if (ada === undefined) throw new Error('nobody asks');
    const body = instanceBody('huge', { ncpus: 200 });
    await ask(ada, 'POST', '/v1/instances?project=shop', { body });
    const answered = await askBoth('POST', '/v1/instances/huge/start', { prefer: 'wait=30' });
    expect(statuses(answered)).toEqual([507, 507]);
    for (const { body: told } of answered) {
      expect(told).toMatchObject({ start_failure: { code: 'no_capacity' } });
    }
  });
});
