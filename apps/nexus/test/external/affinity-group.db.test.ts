import { insertInstance, insertMember, insertVmm, markInstanceDeleted } from '@skewline/db-model';
import type { GroupKind, Instance } from '@skewline/nexus-types/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { addReservation } from '../../../../packages/db-model/test/store/placement-rows.ts';
import {
  accepted,
  begin,
  sampleInstance,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { type TestUser, useNexus } from '../support/harness.ts';
import { ask, make, makeProject, page, said, walk } from './support/ask.ts';

const nexus = useNexus();
const id = '6f3a9d1c-0b5e-4c3a-9f43-0d7b1d2c3e4f';
const group = (name: string, over: object = {}) => ({
  name,
  description: '',
  policy: 'fail',
  failure_domain: 'sled',
  ...over,
});

let ada: TestUser;
let projectId: string;
beforeAll(async () => {
  ada = await nexus().user('ada');
  projectId = (await makeProject(ada, 'shop')).id;
  await makeProject(ada, 'other');
});

let count = 0;
async function instance(over: Partial<Instance> = {}): Promise<{ id: string; name: string }> {
  count += 1;
  const name = over.name ?? `i${String(count).padStart(4, '0')}`;
  const made = sampleInstance({ projectId, ...over, name });
  accepted(await insertInstance(nexus().nexus.database.kysely, made));
  return { id: made.id, name };
}

const kinds: readonly (readonly [GroupKind, 'affinity-group' | 'anti-affinity-group'])[] = [
  ['affinity', 'affinity-group'],
  ['anti_affinity', 'anti-affinity-group'],
];

describe.each(kinds)('groups of kind %s', (kind, called) => {
  const all = `/v1/${called}s`;
  const other = kind === 'affinity' ? '/v1/anti-affinity-groups' : '/v1/affinity-groups';

  it('a group is made, seen, changed and deleted', async () => {
    const body = group('spread', { description: 'apart', policy: 'allow' });
    const made = await ask(ada, 'POST', `${all}?project=shop`, body);
    expect(made).toEqual({
      status: 201,
      body: {
        ...body,
        id: expect.any(String),
        project_id: projectId,
        time_created: expect.stringMatching(/Z$/),
        time_modified: expect.stringMatching(/Z$/),
      },
    });
    const seen = await ask(ada, 'GET', `${all}/spread?project=shop`);
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({ ...body, project_id: projectId });
    const path = `${all}/${(seen.body as { readonly id: string }).id}`;
    // It is of its own kind only.
    expect((await ask(ada, 'GET', path.replace(all, other))).status).toBe(404);
    const changed = await ask(ada, 'PUT', path, { name: 'wide', description: null });
    expect(changed).toMatchObject({ status: 200, body: { name: 'wide', description: 'apart' } });
    expect((await ask(ada, 'GET', path)).body).toEqual(changed.body);
    expect(await ask(ada, 'DELETE', path)).toEqual({ status: 204, body: null });
    expect(said(await ask(ada, 'DELETE', path))[0]).toBe(404);
    expect(said(await ask(ada, 'GET', `${all}/wide?project=shop`))).toEqual([
      404,
      'ObjectNotFound',
      `not found: ${called} with name "wide"`,
    ]);
  });

  it('a name is taken in its project and kind only, until its group is deleted', async () => {
    const taken = [400, 'ObjectAlreadyExists', `already exists: ${called} "same"`];
    const { id: same } = await make(ada, `${all}?project=shop`, group('same'));
    await make(ada, `${all}?project=other`, group('same'));
    expect(said(await ask(ada, 'POST', `${all}?project=shop`, group('same')))).toEqual(taken);
    const free = await make(ada, `${all}?project=shop`, group('free'));
    expect(said(await ask(ada, 'PUT', `${all}/${free.id}`, { name: 'same' }))).toEqual(taken);
    expect((await ask(ada, 'PUT', `${all}/${same}`, { name: 'same' })).status).toBe(200);
    await ask(ada, 'DELETE', `${all}/${same}`);
    expect((await ask(ada, 'PUT', `${all}/${free.id}`, { name: 'same' })).status).toBe(200);
  });

  it.each([
    { name: 'Upper' },
    { description: '\0' },
    { description: 'é'.repeat(513) },
    { policy: 'maybe' },
    { failure_domain: 'rack' },
  ])('what is wrong in itself is refused: %j', async (over) => {
    const answer = await ask(ada, 'POST', `${all}?project=shop`, { ...group('wrong'), ...over });
    expect(said(answer).slice(0, 2)).toEqual([400, 'InvalidRequest']);
  });

  it.each<readonly [string, readonly unknown[]]>([
    [
      'seen',
      [400, 'InvalidRequest', `${called} should either be UUID or project should be specified`],
    ],
    [
      `${id}?project=shop`,
      [400, 'InvalidRequest', `when providing ${called} as an ID project should not be specified`],
    ],
    [id, [404, 'ObjectNotFound', `not found: ${called} with id "${id}"`]],
    ['none?project=none', [404, 'ObjectNotFound', 'not found: project with name "none"']],
  ])('asked for as %s', async (asked, wanted) => {
    expect(said(await ask(ada, 'GET', `${all}/${asked}`))).toEqual(wanted);
  });

  it('has members, by name and by id, that look as instances do', async () => {
    const made = await make(ada, `${all}?project=shop`, group('crew'));
    const [one, two] = [await instance(), await instance({ intendedState: 'stopped' })];
    const view = (of: { readonly id: string; readonly name: string }) => ({
      type: 'instance',
      value: { ...of, run_state: 'stopped' },
    });
    const byName = `${all}/crew/members/instance/${one.name}?project=shop`;
    const byId = `${all}/${made.id}/members/instance/${two.id}`;
    expect(await ask(ada, 'POST', byName)).toEqual({ status: 201, body: view(one) });
    expect(await ask(ada, 'POST', byId)).toEqual({ status: 201, body: view(two) });
    expect(await ask(ada, 'GET', byId)).toEqual({ status: 200, body: view(two) });
    expect(said(await ask(ada, 'POST', byId))).toEqual([
      400,
      'ObjectAlreadyExists',
      `already exists: ${called}-member "${two.id}"`,
    ]);
    expect((await ask(ada, 'GET', `${all}/${made.id}/members`)).body).toEqual({
      items: [view(one), view(two)],
      next_page: null,
    });
    const ofInstance = `/v1/instances/${two.id}/${called}s`;
    expect((await page(ada, ofInstance)).items).toEqual([{ id: made.id, name: 'crew' }]);
    expect(await ask(ada, 'DELETE', byId)).toEqual({ status: 204, body: null });
    expect((await page(ada, ofInstance)).items).toEqual([]);
    const gone = [404, 'ObjectNotFound', `not found: ${called}-member with id "${two.id}"`];
    expect(said(await ask(ada, 'DELETE', byId))).toEqual(gone);
    expect(said(await ask(ada, 'GET', byId))).toEqual(gone);
    // Who is deleted is no member; a group that is deleted has none.
    await markInstanceDeleted(nexus().nexus.database.kysely, one.id, begin);
    expect((await ask(ada, 'GET', `${all}/${made.id}/members`)).body).toMatchObject({ items: [] });
  });

  it('shows what members do', async () => {
    const { kysely } = nexus().nexus.database;
    const made = await make(ada, `${all}?project=shop`, group('states'));
    const vmm = sampleVmm({ kind: 'running' });
    accepted(await insertVmm(kysely, vmm));
    const states: readonly (readonly [string, Partial<Instance['runtime']>])[] = [
      ['creating', { state: 'creating' }],
      ['failed', { state: 'failed' }],
      ['migrating', { state: 'vmm', activeVmmId: vmm.id, migrationId: crypto.randomUUID() }],
      ['running', { state: 'vmm', activeVmmId: vmm.id }],
      // Its VMM is not on record.
      ['stopped', { state: 'vmm', activeVmmId: crypto.randomUUID() }],
    ];
    for (const [state, runtime] of states) {
      const { id: instanceId } = await instance({
        name: `${called}-${state}`,
        runtime: { ...sampleInstance().runtime, ...runtime },
      });
      await insertMember(kysely, kind, { groupId: made.id, instanceId });
    }
    const { body } = await ask(ada, 'GET', `${all}/${made.id}/members`);
    expect(body).toMatchObject({
      items: states.map(([state]) => ({ value: { run_state: state } })),
    });
  });

  it('does not take an instance that is being deleted', async () => {
    const made = await make(ada, `${all}?project=shop`, group('too-late'));
    const { id } = await instance({
      runtime: { ...sampleInstance().runtime, state: 'destroyed' },
    });
    const members = `${all}/${made.id}/members`;
    expect(said(await ask(ada, 'POST', `${members}/instance/${id}`))).toEqual([
      400,
      'InvalidRequest',
      'instance is being deleted',
    ]);
    expect((await ask(ada, 'GET', members)).body).toMatchObject({ items: [] });
  });

  it('takes 32 members and an instance 16 groups; who has room on a sled stays out', async () => {
    const made = await make(ada, `${all}?project=shop`, group('full'));
    const members = `${all}/${made.id}/members`;
    for (let number = 0; number < 32; number += 1) {
      const { id: instanceId } = await instance();
      expect((await ask(ada, 'POST', `${members}/instance/${instanceId}`)).status).toBe(201);
    }
    const next = await instance();
    expect(said(await ask(ada, 'POST', `${members}/instance/${next.id}`))).toEqual([
      400,
      'InvalidRequest',
      expect.stringMatching(/ffinity group already has maximum allowed members \(32\)$/),
    ]);
    for (const sort_by of ['name_ascending', 'name_descending', 'id_ascending']) {
      const pages = await walk(ada, members, { sort_by, limit: '10' });
      expect(pages.map(({ items }) => items.length)).toEqual([10, 10, 10, 2]);
    }
    for (let number = 0; number < 16; number += 1) {
      const one = await make(ada, `${all}?project=shop`, group(`of-many-${String(number)}`));
      const joined = await ask(ada, 'POST', `${all}/${one.id}/members/instance/${next.id}`);
      expect(joined.status).toBe(201);
    }
    const more = await make(ada, `${all}?project=shop`, group('one-more'));
    const joining = `${all}/${more.id}/members/instance`;
    expect(said(await ask(ada, 'POST', `${joining}/${next.id}`))).toEqual([
      400,
      'InvalidRequest',
      expect.stringMatching(
        /^Instance already belongs to maximum allowed .*affinity groups \(16\)$/,
      ),
    ]);
    const placed = await instance();
    await addReservation(nexus().nexus.database.kysely, { instanceId: placed.id });
    expect(said(await ask(ada, 'POST', `${joining}/${placed.id}`))).toEqual([
      400,
      'InvalidRequest',
      'The instance must be stopped before it joins a group.',
    ]);
  });

  it('an instance of another project, or of somebody else, cannot join', async () => {
    const eve = await nexus().user('eve');
    const theirs = (await page(eve, '/v1/projects')).items[0] ?? (await makeProject(eve, 'hers'));
    const foreign = await instance({ projectId: theirs.id });
    const made = await make(ada, `${all}?project=other`, group(`mine-${kind[1] ?? ''}`));
    const members = `${all}/${made.id}/members/instance`;
    expect(said(await ask(ada, 'POST', `${members}/${foreign.id}`))).toEqual([
      404,
      'ObjectNotFound',
      `not found: instance with id "${foreign.id}"`,
    ]);
    const { id: elsewhere } = await instance();
    expect(said(await ask(ada, 'POST', `${members}/${elsewhere}`))).toEqual([
      400,
      'InvalidRequest',
      `instance must be in the same project as the ${called}`,
    ]);
    const hidden = [404, 'ObjectNotFound', `not found: ${called} with id "${made.id}"`];
    for (const path of [`${all}/${made.id}`, `${all}/${made.id}/members`]) {
      expect(said(await ask(eve, 'GET', path))).toEqual(hidden);
    }
    expect(said(await ask(eve, 'POST', `${members}/${foreign.id}`))).toEqual(hidden);
    expect(said(await ask(eve, 'DELETE', `${all}/${made.id}`))).toEqual(hidden);
  });

  it('a walk gives each group of a project once, in every sort mode', async () => {
    const name = `walk-${called}`;
    await makeProject(ada, name);
    const made = [];
    for (let number = 0; number < 7; number += 1) {
      made.push(await make(ada, `${all}?project=${name}`, group(`g${String(number)}`)));
    }
    const wanted = {
      name_ascending: made,
      name_descending: made.toReversed(),
      id_ascending: made.toSorted((one, two) => (one.id < two.id ? -1 : 1)),
    };
    for (const [sort_by, items] of Object.entries(wanted)) {
      const pages = await walk(ada, all, { project: name, sort_by, limit: '3' });
      expect(pages.map((each) => each.items.length)).toEqual([3, 3, 1]);
      expect(pages.flatMap((each) => each.items)).toEqual(items);
    }
  });
});
