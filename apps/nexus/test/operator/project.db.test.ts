import { chargeProvisioning } from '@skewline/db-model';
import { expect, it } from 'vitest';
import { ask, makeProject, said } from '../external/support/ask.ts';
import { useNexus } from '../support/harness.ts';

const nexus = useNexus();

it('a project has no quota until it is given one; what it takes is told, and stays', async () => {
  const { operator } = nexus();
  const { id } = await makeProject(await nexus().user('ada'), 'shop');
  const path = `/operator/projects/${id}/quota`;
  const use = (quota: object, cpus: number, memory: number) => ({
    status: 200,
    body: { quota, cpus_used: cpus, memory_used: memory },
  });
  const none = { cpus: null, memory: null };
  expect(await ask(operator, 'GET', path)).toEqual(use(none, 0, 0));
  const quota = { cpus: 8, memory: null };
  expect(await ask(operator, 'PUT', path, quota)).toEqual(use(quota, 0, 0));
  const charge = { instanceId: crypto.randomUUID(), projectId: id, cpus: 6, ram: 2 ** 30 };
  await nexus().nexus.database.transaction((each) => chargeProvisioning(each, charge));
  expect(await ask(operator, 'GET', path)).toEqual(use(quota, 6, 2 ** 30));
  const less = { cpus: 0, memory: 1 };
  expect(await ask(operator, 'PUT', path, less)).toEqual(use(less, 6, 2 ** 30));
  expect(await ask(operator, 'PUT', path, none)).toEqual(use(none, 6, 2 ** 30));
});

it.each([{ cpus: -1, memory: null }, { cpus: 1.5, memory: null }, { cpus: 1 }, {}, 7])(
  'refuses the quota %j',
  async (quota) => {
    const { id } = await makeProject(await nexus().user('bob'), `p${crypto.randomUUID()}`);
    const answer = await ask(nexus().operator, 'PUT', `/operator/projects/${id}/quota`, quota);
    expect(said(answer).slice(0, 2)).toEqual([400, 'InvalidRequest']);
  },
);

it('a project that is not there has none, and it is no business of users', async () => {
  const ada = await nexus().user('ada');
  const { id } = await makeProject(ada, 'gone');
  const path = `/operator/projects/${id}/quota`;
  for (const method of ['GET', 'PUT'] as const) {
    const body = method === 'PUT' ? { cpus: 1, memory: 1 } : undefined;
    expect(said(await ask(ada, method, path, body))[0]).toBe(403);
  }
  await ask(ada, 'DELETE', `/v1/projects/${id}`);
  const missing = [404, 'ObjectNotFound', `not found: project with id "${id}"`];
  expect(said(await ask(nexus().operator, 'GET', path))).toEqual(missing);
  expect(said(await ask(nexus().operator, 'PUT', path, { cpus: 1, memory: 1 }))).toEqual(missing);
});
