import { insertInstance, insertVmm } from '@skewline/db-model';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accepted,
  sampleInstance,
  sampleSled,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { useNexus } from '../support/harness.ts';
import { ask, makeProject, said, walk } from './support/ask.ts';

const nexus = useNexus();
const sleds = '/v1/system/hardware/sleds';
const ids: string[] = [];
beforeAll(async () => {
  for (let number = 0; number < 5; number += 1) ids.push(await nexus().addSled());
  ids.sort();
});
const one = (): string => ids[0] ?? '';

describe('sleds', () => {
  it('are shown as clients of today know them', async () => {
    const known = sampleSled();
    const id = await nexus().addSled(known);
    ids.push(id);
    ids.sort();
    const { body, status } = await ask(nexus().operator, 'GET', `${sleds}/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      rack_id: known.rackId,
      time_created: known.timeCreated,
      time_modified: known.timeModified,
      baseboard: known.baseboard,
      policy: { kind: 'in_service', provision_policy: 'provisionable' },
      state: 'active',
      usable_hardware_threads: 128,
      usable_physical_ram: 2 ** 40,
    });
  });

  it('a walk gives each once', async () => {
    const pages = await walk(nexus().operator, sleds, { limit: '4', sort_by: 'id_ascending' });
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
  });

  it('are no business of users', async () => {
    const ada = await nexus().user('ada');
    const paths = [sleds, `${sleds}/${one()}`, `${sleds}/${one()}/instances`];
    for (const path of paths) expect(said(await ask(ada, 'GET', path))[0]).toBe(403);
    const policy = `${sleds}/${one()}/provision-policy`;
    expect(said(await ask(ada, 'PUT', policy, { state: 'non_provisionable' }))[0]).toBe(403);
  });

  it('one that is not there is 404', async () => {
    const id = crypto.randomUUID();
    const missing = [404, 'ObjectNotFound', `not found: sled with id "${id}"`];
    for (const path of [`${sleds}/${id}`, `${sleds}/${id}/instances`]) {
      expect(said(await ask(nexus().operator, 'GET', path))).toEqual(missing);
    }
    const policy = `${sleds}/${id}/provision-policy`;
    const state = { state: 'provisionable' };
    expect(said(await ask(nexus().operator, 'PUT', policy, state))).toEqual(missing);
    expect(said(await ask(nexus().operator, 'GET', `${sleds}/here`))[0]).toBe(400);
  });
});

describe('sled_set_provision_policy', () => {
  it.each([
    ['provisionable', 'provisionable'],
    ['provisionable', 'non_provisionable'],
    ['non_provisionable', 'non_provisionable'],
    ['non_provisionable', 'provisionable'],
  ])('from %s to %s', async (old_state, new_state) => {
    const path = `${sleds}/${one()}/provision-policy`;
    const answer = await ask(nexus().operator, 'PUT', path, { state: new_state });
    expect(answer).toEqual({ status: 200, body: { old_state, new_state } });
    expect(await ask(nexus().operator, 'GET', `${sleds}/${one()}`)).toMatchObject({
      body: { policy: { kind: 'in_service', provision_policy: new_state } },
    });
  });
});

describe('sled_instance_list', () => {
  it('has the instances whose active VMM is on the sled, in pages', async () => {
    const { kysely } = nexus().nexus.database;
    const project = await makeProject(await nexus().user('ada'), 'shop');
    const add = async (name: string, sledId: string, kind: 'running' | 'stopping') => {
      const vmm = sampleVmm({ kind }, { sledId });
      const runtime = { ...sampleInstance().runtime, state: 'vmm', activeVmmId: vmm.id } as const;
      const instance = sampleInstance({
        name,
        projectId: project.id,
        runtime,
        intendedState: 'running',
      });
      accepted(await insertVmm(kysely, { ...vmm, instanceId: instance.id }));
      accepted(await insertInstance(kysely, instance));
      return instance;
    };
    const here = [
      await add('a', one(), 'running'),
      await add('b', one(), 'stopping'),
      await add('c', one(), 'running'),
    ].toSorted((left, right) => (left.id < right.id ? -1 : 1));
    await add('elsewhere', ids[1] ?? '', 'running');
    // Its former VMM is still on the sled.
    accepted(await insertVmm(kysely, sampleVmm({ kind: 'destroyed' }, { sledId: one() })));

    const path = `${sleds}/${one()}/instances`;
    const { body } = await ask(nexus().operator, 'GET', path);
    expect(body).toEqual({
      items: here.map(({ id, name, timeCreated, timeModified, ncpus, memory }) => ({
        id,
        name,
        project_name: 'shop',
        silo_name: 'default-silo',
        active_sled_id: one(),
        migration_id: null,
        state: name === 'b' ? 'stopping' : 'running',
        ncpus,
        memory,
        time_created: timeCreated,
        time_modified: timeModified,
      })),
      next_page: null,
    });
    const pages = await walk(nexus().operator, path, { limit: '2' });
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
      here.slice(0, 2).map(({ id }) => id),
      here.slice(2).map(({ id }) => id),
    ]);
  });
});
