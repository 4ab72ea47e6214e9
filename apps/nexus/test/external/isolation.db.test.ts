import { insertInstance, insertMember } from '@skewline/db-model';
import { api } from '@skewline/nexus-types/external/server';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { accepted, sampleInstance } from '../../../../packages/db-model/test/store/samples.ts';
import { type TestUser, useNexus } from '../support/harness.ts';
import { ask, make, makeProject, said } from './support/ask.ts';

/** Every operation of the API that is about something in a project, asked by somebody who is no member of it. */

const nexus = useNexus();

type Thing = 'project' | 'instance' | 'disk' | 'affinity_group' | 'anti_affinity_group';
type Things = { readonly [Name in Thing]: string };

const group = { description: '', policy: 'allow', failure_domain: 'sled' };
const blank = { type: 'distributed', disk_source: { type: 'blank', block_size: 512 } };
const newInstance = {
  description: '',
  hostname: 'host',
  ncpus: 1,
  memory: 2 ** 30,
  start: false,
  external_ips: [],
  network_interfaces: { type: 'none' },
};
/** For each operation with a body, a good one. */
const bodies: { readonly [operation: string]: (things: Things) => unknown } = {
  affinity_group_create: () => ({ ...group, name: 'new' }),
  anti_affinity_group_create: () => ({ ...group, name: 'new' }),
  affinity_group_update: () => ({ name: 'changed' }),
  anti_affinity_group_update: () => ({ name: 'changed' }),
  project_update: () => ({ name: 'changed' }),
  disk_create: () => ({ name: 'new', description: '', size: 2 ** 30, disk_backend: blank }),
  instance_create: () => ({ ...newInstance, name: 'new' }),
  instance_disk_attach: ({ disk }) => ({ disk }),
  instance_disk_detach: ({ disk }) => ({ disk }),
  placement_dry_run: () => ({ ...newInstance, name: 'new' }),
};

/** `attempt_id` has to be of the instance, and that is looked at first. */
const attemptId = '6f3a9d1c-0b5e-4c3a-9f43-0d7b1d2c3e4f';

const operations = api.operations.flatMap(({ id, forms }) => {
  const form = forms.at(-1);
  const isOfProject =
    form !== undefined &&
    !form.path.startsWith('/v1/system/') &&
    !/^project_(list|create)$/.test(id);
  return isOfProject ? [form] : [];
});

let ada: TestUser;
let eve: TestUser;
let hers: Things;
let names: Things;
const nothing: Things = {
  project: crypto.randomUUID(),
  instance: crypto.randomUUID(),
  disk: crypto.randomUUID(),
  affinity_group: crypto.randomUUID(),
  anti_affinity_group: crypto.randomUUID(),
};

beforeAll(async () => {
  [ada, eve] = [await nexus().user('ada'), await nexus().user('eve')];
  const { id: projectId } = await makeProject(ada, 'private');
  await makeProject(eve, 'hers');
  const { kysely } = nexus().nexus.database;
  const instance = sampleInstance({ projectId, name: 'web', intendedState: 'stopped' });
  accepted(await insertInstance(kysely, instance));
  const disk = await make(ada, '/v1/disks?project=private', {
    name: 'data',
    description: '',
    size: 2 ** 30,
    disk_backend: blank,
  });
  const near = await make(ada, '/v1/affinity-groups?project=private', { ...group, name: 'near' });
  const far = await make(ada, '/v1/anti-affinity-groups?project=private', {
    ...group,
    name: 'far',
  });
  const instanceId = instance.id;
  await insertMember(kysely, 'affinity', { groupId: near.id, instanceId });
  await insertMember(kysely, 'anti_affinity', { groupId: far.id, instanceId });
  hers = {
    project: projectId,
    instance: instanceId,
    disk: disk.id,
    affinity_group: near.id,
    anti_affinity_group: far.id,
  };
  names = {
    project: 'private',
    instance: 'web',
    disk: 'data',
    affinity_group: 'near',
    anti_affinity_group: 'far',
  };
});

/** The path of an operation, about these things. */
function pathOf({ path, parameters }: (typeof operations)[number], things: Things): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'attempt_id') return attemptId;
    const value = new Map<string, string>(Object.entries(things)).get(name);
    if (value === undefined) throw new Error(`the test knows no ${name}`);
    return value;
  });
  const isById = things.instance.length === attemptId.length;
  const wantsProject = parameters.some(({ name }) => name === 'project');
  const isOfProject = !/\{(instance|disk|affinity_group|anti_affinity_group)\}/.test(path);
  return wantsProject && (isOfProject || !isById) ? `${filled}?project=${things.project}` : filled;
}

async function answer(user: TestUser, operation: (typeof operations)[number], things: Things) {
  const body = bodies[operation.id];
  if (body === undefined && operation.body !== undefined) {
    throw new Error(`the test has no body for ${operation.id}`);
  }
  const method = operation.method as 'GET' | 'POST' | 'PUT' | 'DELETE'; // the API has no others
  const told = said(await ask(user, method, pathOf(operation, things), body?.(things)));
  const all = [...Object.values(things), attemptId];
  return told.map((part) =>
    typeof part === 'string' ? all.reduce((text, id) => text.replaceAll(id, '…'), part) : part,
  );
}

/** All that there is, as text. */
async function everything(): Promise<string> {
  const { kysely } = nexus().nexus.database;
  const tables = ['project', 'project_member', 'instance', 'disk', 'affinity_group']
    .concat(['anti_affinity_group', 'affinity_group_instance_membership'])
    .concat(['anti_affinity_group_instance_membership', 'start_attempt', 'instance_event', 'saga']);
  const parts: unknown[] = [];
  for (const table of tables) {
    const { rows } = await sql`
      SELECT to_jsonb(t) AS row FROM ${sql.table(table)} t ORDER BY to_jsonb(t)::text`.execute(
      kysely,
    );
    parts.push([table, rows]);
  }
  return JSON.stringify(parts);
}

describe.each(operations)('$id', (operation) => {
  it('tells a stranger of what is there what it tells of what is not, and does nothing', async () => {
    const before = await everything();
    const wanted = await answer(eve, operation, nothing);
    expect(wanted.slice(0, 2)).toEqual([404, 'ObjectNotFound']);
    expect(await answer(eve, operation, hers)).toEqual(wanted);
    // By names there is no project of that name.
    const named = await answer(eve, operation, names);
    expect(named).toEqual([404, 'ObjectNotFound', 'not found: project with name "…"']);
    expect(await everything()).toBe(before);
  });

  it('is for nobody without a token', async () => {
    const response = await fetch(`${nexus().url}${pathOf(operation, hers)}`, {
      method: operation.method,
    });
    expect(response.status).toBe(401);
  });
});

it('for a member it is there', async () => {
  const views = operations.filter(({ id }) => /^(project|instance|disk|\w+_group)_view$/.test(id));
  expect(views).toHaveLength(5);
  for (const operation of views) {
    expect(await answer(ada, operation, hers)).toEqual([200]);
    expect(await answer(ada, operation, names)).toEqual([200]);
  }
});
