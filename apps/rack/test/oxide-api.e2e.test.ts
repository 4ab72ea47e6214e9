import {
  Api,
  type ApiResult,
  type ErrorBody,
  type Instance,
  type InstanceCreate,
} from '@oxide/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paces, type Rack, startRack } from '../src/index.ts';
import { keptFolder } from './upgrades/folder.ts';
import { soon } from './upgrades/soon.ts';

// The client that its users have, as it comes from npm. It speaks version 2026073100.0.0 of the external API.

let rack: Rack;
/** Of a user, of another one, and of an operator. */
let ada: Api['methods'];
let eve: Api['methods'];
let operator: Api['methods'];

beforeAll(async () => {
  const pace = { ...paces.quick, cooldownSeconds: 60 };
  rack = await startRack({ folder: await keptFolder(), pace, sleds: [44, 49] });
  ada = clientOf((await rack.user('ada')).token);
  eve = clientOf((await rack.user('eve')).token);
  operator = clientOf(rack.operator.token);
  await done(ada.projectCreate({ body: { name: 'shop', description: 'of Ada' } }));
});
afterAll(() => rack.destroy());

function clientOf(token?: string): Api['methods'] {
  const host = rack.nexus[0]?.url ?? '';
  return new Api({ host, ...(token === undefined ? {} : { token }) }).methods;
}

const query = { project: 'shop' };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What was answered, with its status. @throws Error of what is no success. */
async function done<Data>(call: Promise<ApiResult<Data>>): Promise<Data> {
  const result = await call;
  if (result.type === 'success') return result.data;
  throw new Error(result.type === 'error' ? result.data.message : result.text);
}

async function statusOf(call: Promise<ApiResult<unknown>>): Promise<number> {
  const result = await call;
  await done(Promise.resolve(result));
  return result.response.status;
}

async function refused(
  call: Promise<ApiResult<unknown>>,
): Promise<{ readonly status: number; readonly data: ErrorBody }> {
  const result = await call;
  if (result.type !== 'error') throw new Error(`no error but ${result.type}`);
  return { status: result.response.status, data: result.data };
}

function until(instance: string, state: Instance['runState']): Promise<Instance> {
  return soon(async () => {
    const view = await done(ada.instanceView({ path: { instance }, query }));
    expect(view.runState).toBe(state);
    return view;
  });
}

const gibibyte = 2 ** 30;
/** As the facts have it, word for word. */
const started: InstanceCreate = {
  name: 'web-1',
  description: 'd',
  hostname: 'web-1',
  ncpus: 2,
  memory: 4 * gibibyte,
  start: true,
  antiAffinityGroups: ['spread'],
  autoRestartPolicy: 'best_effort',
  bootDisk: {
    type: 'create',
    name: 'boot',
    description: 'b',
    size: gibibyte,
    diskBackend: { type: 'distributed', diskSource: { type: 'blank', blockSize: 512 } },
  },
  disks: [],
  externalIps: [],
  networkInterfaces: { type: 'none' },
  userData: '',
  sshPublicKeys: null,
};
const left: InstanceCreate = {
  name: 'web-2',
  description: 'd',
  hostname: 'web-2',
  ncpus: 1,
  memory: gibibyte,
  start: false,
};
const group = { description: '', failureDomain: 'sled' } as const;

/** What an instance has in this version, and in no other: what came later is not seen. */
const members = [
  'autoRestartCooldownExpiration',
  'autoRestartEnabled',
  'autoRestartPolicy',
  'bootDiskId',
  'cpuPlatform',
  'description',
  'enableJumboFrames',
  'hostname',
  'id',
  'memory',
  'name',
  'ncpus',
  'projectId',
  'runState',
  'timeCreated',
  'timeLastAutoRestarted',
  'timeModified',
  'timeRunStateUpdated',
];

describe('npm @oxide/api 0.9.0', () => {
  it('makes an instance that starts, with all that its body says', async () => {
    await done(
      ada.antiAffinityGroupCreate({ query, body: { ...group, name: 'spread', policy: 'allow' } }),
    );
    const result = await ada.instanceCreate({ query, body: started });
    expect(result.response.status).toBe(201);
    expect(await done(Promise.resolve(result))).toMatchObject({
      name: 'web-1',
      description: 'd',
      hostname: 'web-1',
      ncpus: 2,
      memory: 4 * gibibyte,
      autoRestartPolicy: 'best_effort',
      autoRestartEnabled: true,
      enableJumboFrames: false,
    });
    const web = await until('web-1', 'running');
    expect(web.id).toMatch(uuid);
    expect(web.bootDiskId).toMatch(uuid);
    for (const time of [web.timeCreated, web.timeModified, web.timeRunStateUpdated]) {
      expect(time).toBeInstanceOf(Date);
      expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(600_000);
    }
    expect(await done(ada.instanceDiskList({ path: { instance: 'web-1' }, query }))).toMatchObject({
      items: [
        {
          id: web.bootDiskId,
          name: 'boot',
          size: gibibyte,
          state: { state: 'attached', instance: web.id },
        },
      ],
    });
    const path = { instance: 'web-1' };
    const groups = await done(ada.instanceAntiAffinityGroupList({ path, query }));
    expect(groups.items.map(({ name }) => name)).toEqual(['spread']);
  });

  it('makes one that does not, and starts, reboots, stops and deletes it', async () => {
    const path = { instance: 'web-2' };
    expect(await statusOf(ada.instanceCreate({ query, body: left }))).toBe(201);
    expect((await done(ada.instanceView({ path, query }))).runState).toBe('stopped');
    expect(await statusOf(ada.instanceStart({ path, query }))).toBe(202);
    const { id } = await until('web-2', 'running');
    // By its id, as well; what runs is started already.
    expect((await done(ada.instanceStart({ path: { instance: id } }))).runState).toBe('running');
    expect(await statusOf(ada.instanceReboot({ path, query }))).toBe(202);
    await until('web-2', 'running');
    expect((await refused(ada.instanceDelete({ path, query }))).status).toBe(409);
    expect(await statusOf(ada.instanceStop({ path, query }))).toBe(202);
    await until('web-2', 'stopped');
    expect(await statusOf(ada.instanceDelete({ path, query }))).toBe(204);
    expect((await refused(ada.instanceView({ path, query }))).status).toBe(404);
  });

  it('lists, page by page', async () => {
    for (const index of [1, 2, 3, 4]) {
      const name = `list-${String(index)}`;
      await done(ada.instanceCreate({ query, body: { ...left, name, hostname: name } }));
    }
    const seen: string[] = [];
    let pageToken: string | null = null;
    let pages = 0;
    do {
      const page: { items: Instance[]; nextPage?: string | null } = await done(
        ada.instanceList({
          query: { ...query, limit: 2, ...(pageToken === null ? {} : { pageToken }) },
        }),
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      for (const { name, timeCreated } of page.items) {
        expect(timeCreated).toBeInstanceOf(Date);
        seen.push(name);
      }
      pageToken = page.nextPage ?? null;
      pages += 1;
    } while (pageToken !== null);
    expect(seen).toEqual(['list-1', 'list-2', 'list-3', 'list-4', 'web-1']);
    expect(pages).toBeGreaterThanOrEqual(3);
    const byId = await done(ada.instanceList({ query: { ...query, sortBy: 'id_ascending' } }));
    const ids = byId.items.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    const page = await refused(ada.instanceList({ query: { ...query, pageToken: 'tok' } }));
    expect(page.status).toBe(400);
    for (const index of [1, 2, 3, 4]) {
      await done(ada.instanceDelete({ path: { instance: `list-${String(index)}` }, query }));
    }
  });

  it('sees nothing of what came after its version', async () => {
    const result = await ada.instanceView({ path: { instance: 'web-1' }, query });
    const view = await done(Promise.resolve(result));
    expect(members).toEqual(expect.arrayContaining(Object.keys(view)));
    const again = await ada.instanceStart({ path: { instance: 'web-1' }, query });
    expect(members).toEqual(
      expect.arrayContaining(Object.keys(await done(Promise.resolve(again)))),
    );
    expect(again.response.headers.get('start-attempt')).toBeNull();
    const { items } = await done(ada.instanceList({ query }));
    for (const one of items) expect(members).toEqual(expect.arrayContaining(Object.keys(one)));
  });

  it('has groups, and members in them', async () => {
    const path = { instance: 'web-3' };
    await done(ada.instanceCreate({ query, body: { ...left, name: 'web-3', hostname: 'web-3' } }));
    const body = { ...group, name: 'near', policy: 'fail' } as const;
    const near = await done(ada.affinityGroupCreate({ query, body }));
    expect(near).toMatchObject({ name: 'near', policy: 'fail', failureDomain: 'sled' });
    expect(near.timeCreated).toBeInstanceOf(Date);
    const member = { affinityGroup: 'near', ...path };
    const added = await ada.affinityGroupMemberInstanceAdd({ path: member, query });
    expect(added.response.status).toBe(201);
    const { id } = await done(ada.instanceView({ path, query }));
    const value = { id, name: 'web-3', runState: 'stopped' };
    expect(await done(Promise.resolve(added))).toEqual({ type: 'instance', value });
    expect(
      await done(ada.affinityGroupMemberList({ path: { affinityGroup: 'near' }, query })),
    ).toMatchObject({
      items: [{ type: 'instance', value }],
    });
    expect((await done(ada.instanceAffinityGroupList({ path, query }))).items).toEqual([near]);
    const apart = { antiAffinityGroup: 'spread', ...path };
    expect(await done(ada.antiAffinityGroupMemberInstanceAdd({ path: apart, query }))).toEqual({
      type: 'instance',
      value,
    });
    const spread = { antiAffinityGroup: 'spread' };
    const { items } = await done(ada.antiAffinityGroupMemberList({ path: spread, query }));
    expect(items.map((one) => one.value.name).toSorted()).toEqual(['web-1', 'web-3']);
    const update = { path: { affinityGroup: 'near' }, query, body: { description: 'by the door' } };
    expect((await done(ada.affinityGroupUpdate(update))).description).toBe('by the door');
    expect(await statusOf(ada.affinityGroupMemberInstanceDelete({ path: member, query }))).toBe(
      204,
    );
    expect(
      await statusOf(ada.affinityGroupDelete({ path: { affinityGroup: 'near' }, query })),
    ).toBe(204);
    expect((await done(ada.affinityGroupList({ query }))).items).toEqual([]);
    const reserved = await refused(
      ada.antiAffinityGroupMemberInstanceAdd({ path: { ...apart, instance: 'web-1' }, query }),
    );
    expect(reserved.status).toBe(400);
  });

  it('has disks of its own', async () => {
    const body = {
      name: 'data',
      description: '',
      size: 2 * gibibyte,
      diskBackend: { type: 'distributed', diskSource: { type: 'blank', blockSize: 4096 } },
    } as const;
    const disk = await done(ada.diskCreate({ query, body }));
    expect(disk).toMatchObject({
      name: 'data',
      size: 2 * gibibyte,
      blockSize: 4096,
      state: { state: 'detached' },
    });
    expect(disk.timeCreated).toBeInstanceOf(Date);
    const path = { instance: 'web-3' };
    const attached = await done(ada.instanceDiskAttach({ path, query, body: { disk: 'data' } }));
    expect(attached.state).toMatchObject({ state: 'attached' });
    expect((await refused(ada.diskDelete({ path: { disk: 'data' }, query }))).status).toBe(400);
    const detached = await done(ada.instanceDiskDetach({ path, query, body: { disk: 'data' } }));
    expect(detached.state).toEqual({ state: 'detached' });
    const names = (await done(ada.diskList({ query }))).items.map(({ name }) => name);
    expect(names).toEqual(['boot', 'data']);
    expect(await statusOf(ada.diskDelete({ path: { disk: 'data' }, query }))).toBe(204);
  });

  it('has projects', async () => {
    const project = await done(ada.projectCreate({ body: { name: 'books', description: 'b' } }));
    expect(project).toMatchObject({ name: 'books', description: 'b' });
    expect(project.timeCreated).toBeInstanceOf(Date);
    expect(await done(ada.projectView({ path: { project: 'books' } }))).toEqual(project);
    const change = { path: { project: 'books' }, body: { description: 'old' } };
    expect((await done(ada.projectUpdate(change))).description).toBe('old');
    const names = (await done(ada.projectList({}))).items.map(({ name }) => name);
    expect(names).toEqual(['books', 'shop']);
    expect((await done(eve.projectList({}))).items).toEqual([]);
    expect(await statusOf(ada.projectDelete({ path: { project: 'books' } }))).toBe(204);
  });

  it('shows operators the sleds, and what runs on them', async () => {
    const { items: sleds } = await done(operator.sledList({}));
    expect(sleds.map(({ baseboard }) => baseboard.serial).toSorted()).toEqual(['SLED-A', 'SLED-B']);
    for (const sled of sleds) {
      expect(sled).toMatchObject({
        policy: { kind: 'in_service', provisionPolicy: 'provisionable' },
        state: 'active',
        usableHardwareThreads: 16,
      });
      expect(sled.timeCreated).toBeInstanceOf(Date);
    }
    const pages = await Promise.all(
      sleds.map(({ id }) =>
        done(operator.sledInstanceList({ path: { sledId: id }, query: { limit: 5 } })),
      ),
    );
    expect(pages.flatMap(({ items }) => items)).toMatchObject([
      {
        name: 'web-1',
        projectName: 'shop',
        state: 'running',
        ncpus: 2,
        timeCreated: expect.any(Date),
      },
    ]);
  });

  it.each([
    {
      what: 'an instance that is not there',
      call: () => ada.instanceView({ path: { instance: 'nobody' }, query }),
      status: 404,
      data: { errorCode: 'ObjectNotFound', message: 'not found: instance with name "nobody"' },
    },
    {
      what: 'a project of somebody else',
      call: () => eve.instanceList({ query }),
      status: 404,
      data: { errorCode: 'ObjectNotFound', message: 'not found: project with name "shop"' },
    },
    {
      what: 'a name that is taken',
      call: () => ada.instanceCreate({ query, body: { ...left, name: 'web-1' } }),
      status: 400,
      data: { errorCode: 'ObjectAlreadyExists', message: 'already exists: instance "web-1"' },
    },
    {
      what: 'a project name that is taken',
      call: () => ada.projectCreate({ body: { name: 'shop', description: '' } }),
      status: 400,
      data: { errorCode: 'ObjectAlreadyExists', message: 'already exists: project "shop"' },
    },
    {
      what: 'too little memory',
      call: () => ada.instanceCreate({ query, body: { ...left, name: 'small', memory: 1 } }),
      status: 400,
      data: { message: 'unsupported value for "memory": must be at least 1 GiB' },
    },
    {
      what: 'a name that is none',
      call: () => ada.projectCreate({ body: { name: 'Not A Name', description: '' } }),
      status: 400,
      data: {},
    },
    {
      what: 'a stranger',
      call: () => clientOf().projectList({}),
      status: 401,
      data: { message: 'credentials missing or invalid' },
    },
    {
      what: 'a token that is none',
      call: () => clientOf('skw_nothing').projectList({}),
      status: 401,
      data: { message: 'credentials missing or invalid' },
    },
    {
      what: 'a user who asks for sleds',
      call: () => ada.sledList({}),
      status: 403,
      data: { message: 'Forbidden' },
    },
  ])('is told of $what: $status', async ({ call, status, data }) => {
    const answer = await refused(call());
    expect(answer.status).toBe(status);
    expect(answer.data).toMatchObject(data);
    expect(answer.data.requestId).toMatch(uuid);
    expect(answer.data.message).not.toBe('');
  });

  it('is told of an instance that is stopping: 409', async () => {
    const path = { instance: 'web-1' };
    for (const sled of rack.sleds) {
      await sled.control.putFaults([{ target: 'reports', kind: 'drop' }]);
    }
    await done(ada.instanceStop({ path, query }));
    const answer = await refused(ada.instanceStart({ path, query }));
    expect(answer).toMatchObject({
      status: 409,
      data: { message: 'instance must finish stopping before it can be started' },
    });
    for (const sled of rack.sleds) await sled.control.deleteFaults();
    await until('web-1', 'stopped');
  });
});
