import { insertDisk, insertGroup, insertInstance, markGroupDeleted } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  begin,
  sampleGroup,
  sampleInstance,
} from '../../../../packages/db-model/test/store/samples.ts';
import { useNexus } from '../support/harness.ts';
import { ask, make, makeProject, page, said, walk } from './support/ask.ts';

const nexus = useNexus();
const longest = 'é'.repeat(512);

describe('project_create', () => {
  it('makes a project that looks the same wherever it is seen', async () => {
    const ada = await nexus().user('ada');
    const body = { name: 'shop', description: 'all that sells' };
    const made = await ask(ada, 'POST', '/v1/projects', body);
    const when = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const times = { time_created: when, time_modified: when };
    expect(made).toEqual({ status: 201, body: { id: expect.any(String), ...body, ...times } });
    const { id } = made.body as { readonly id: string };
    for (const nameOrId of ['shop', id, id.toUpperCase()]) {
      const seen = await ask(ada, 'GET', `/v1/projects/${nameOrId}`);
      expect(seen).toEqual({ status: 200, body: made.body });
    }
  });

  it.each<readonly [string, unknown, string, number]>([
    ['a name of one letter', 'a', '', 201],
    ['a name of 63', `a${'b'.repeat(62)}`, '', 201],
    ['a name of 64', `a${'b'.repeat(63)}`, '', 400],
    ['capitals', 'aBc', '', 201],
    ['a capital first', 'Abc', '', 400],
    ['a digit first', '1a', '', 400],
    ['a hyphen last', 'a-', '', 400],
    ['no name', '', '', 400],
    ['a space', 'a b', '', 400],
    ['a UUID', 'a0000000-0000-4000-8000-000000000000', '', 400],
    ['a number', 7, '', 400],
    ['a description of 512 characters', 'long', longest, 201],
    ['a description of 512 emoji', 'emoji', '😀'.repeat(512), 201],
    ['a description of 513', 'longer', `${longest}x`, 400],
    ['NUL in a description', 'nul', 'a\0b', 400],
    ['half a surrogate pair', 'half', '\ud800', 400],
  ])('%s', async (_, name, description, status) => {
    const bob = await nexus().user('bob');
    const made = await ask(bob, 'POST', '/v1/projects', { name, description });
    expect(made.status).toBe(status);
    expect(made.body).toMatchObject(
      status === 201 ? { name, description } : { error_code: 'InvalidRequest' },
    );
  });

  it('takes a name once of each user, and once more when its project is deleted', async () => {
    const [one, two] = [await nexus().user('one'), await nexus().user('two')];
    await makeProject(one, 'same');
    await makeProject(two, 'same');
    const again = await ask(one, 'POST', '/v1/projects', { name: 'same', description: '' });
    expect(said(again)).toEqual([400, 'ObjectAlreadyExists', 'already exists: project "same"']);
    expect(await ask(one, 'DELETE', '/v1/projects/same')).toEqual({ status: 204, body: null });
    await makeProject(one, 'same');
  });
});

describe('who sees a project', () => {
  it('members and operators do; to others it is as if it were not there', async () => {
    const [owner, member, other] = await Promise.all(
      ['owner', 'member', 'other'].map((name) => nexus().user(name)),
    );
    if (owner === undefined || member === undefined || other === undefined) throw new Error('who');
    const { id } = await makeProject(owner, 'hidden');
    await nexus().addMember(id, member);
    for (const user of [owner, member, nexus().operator]) {
      for (const nameOrId of ['hidden', id]) {
        expect(await ask(user, 'GET', `/v1/projects/${nameOrId}`)).toMatchObject({
          status: 200,
          body: { id },
        });
      }
    }
    const byName = [404, 'ObjectNotFound', 'not found: project with name "hidden"'];
    const byId = [404, 'ObjectNotFound', `not found: project with id "${id}"`];
    for (const [nameOrId, wanted] of [['hidden', byName] as const, [id, byId] as const]) {
      const path = `/v1/projects/${nameOrId}`;
      expect(said(await ask(other, 'GET', path))).toEqual(wanted);
      expect(said(await ask(other, 'PUT', path, { name: 'mine' }))).toEqual(wanted);
      expect(said(await ask(other, 'DELETE', path))).toEqual(wanted);
      for (const list of ['disks', 'affinity-groups', 'anti-affinity-groups']) {
        expect(said(await ask(other, 'GET', `/v1/${list}?project=${nameOrId}`))).toEqual(wanted);
      }
    }
    expect((await page(other, '/v1/projects')).items).toEqual([]);
    expect((await page(member, '/v1/projects')).items).toEqual([{ id, name: 'hidden' }]);
  });

  it('of several of one name one’s own is meant, and an operator has to say which', async () => {
    const [first, second] = [await nexus().user('first'), await nexus().user('second')];
    const mine = await makeProject(first, 'twice');
    const theirs = await makeProject(second, 'twice');
    await nexus().addMember(theirs.id, first);
    expect(await ask(first, 'GET', '/v1/projects/twice')).toMatchObject({ body: { id: mine.id } });
    expect(said(await ask(nexus().operator, 'GET', '/v1/projects/twice'))).toEqual([
      400,
      'InvalidRequest',
      'there are several projects with name "twice": use the id of the one you mean',
    ]);
    const both = [mine.id, theirs.id];
    const ids = (await page(first, '/v1/projects?limit=1000')).items.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(both.toSorted());
  });
});

describe('project_update', () => {
  it.each([
    [{}, { name: 'before', description: 'old' }],
    [
      { name: null, description: null },
      { name: 'before', description: 'old' },
    ],
    [{ name: 'after' }, { name: 'after', description: 'old' }],
    [{ description: '' }, { name: 'before', description: '' }],
    [
      { name: 'before', description: 'new' },
      { name: 'before', description: 'new' },
    ],
  ])('%j', async (change, wanted) => {
    const user = await nexus().user('updater');
    const { id } = await make(user, '/v1/projects', { name: 'before', description: 'old' });
    const updated = await ask(user, 'PUT', `/v1/projects/${id}`, change);
    expect(updated).toMatchObject({ status: 200, body: { id, ...wanted } });
    expect((await ask(user, 'GET', `/v1/projects/${id}`)).body).toEqual(updated.body);
    await ask(user, 'DELETE', `/v1/projects/${id}`);
  });

  it('a name that is taken is refused, and so is what is no text', async () => {
    const user = await nexus().user('updater');
    await makeProject(user, 'taken');
    const { id } = await makeProject(user, 'free');
    const renamed = await ask(user, 'PUT', `/v1/projects/${id}`, { name: 'taken' });
    expect(said(renamed)).toEqual([400, 'ObjectAlreadyExists', 'already exists: project "taken"']);
    const described = await ask(user, 'PUT', `/v1/projects/${id}`, { description: '\0' });
    expect(said(described)[0]).toBe(400);
    expect(await ask(user, 'GET', `/v1/projects/${id}`)).toMatchObject({
      body: { name: 'free', description: '' },
    });
  });
});

describe('project_delete', () => {
  const contents = {
    'an instance': async (projectId: string) => {
      const instance = sampleInstance({ projectId, name: 'left' });
      accepted(await insertInstance(nexus().nexus.database.kysely, instance));
    },
    'a disk': async (projectId: string) => {
      const disk = { id: crypto.randomUUID(), projectId, name: 'left', description: '' };
      const rest = { diskType: 'crucible', size: 2 ** 30, blockSize: 512 } as const;
      const { database } = nexus().nexus;
      accepted(await database.transaction((each) => insertDisk(each, { ...disk, ...rest }, begin)));
    },
    'an affinity group': async (projectId: string) => {
      const group = sampleGroup({ projectId, name: 'left' });
      const { database } = nexus().nexus;
      accepted(await database.transaction((each) => insertGroup(each, 'affinity', group)));
    },
    'an anti affinity group': async (projectId: string) => {
      const group = sampleGroup({ projectId, name: 'left' });
      const { database } = nexus().nexus;
      accepted(await database.transaction((each) => insertGroup(each, 'anti_affinity', group)));
    },
  };
  it.each(Object.entries(contents))('not while it has %s', async (what, put) => {
    const user = await nexus().user('deleter');
    const { id } = await makeProject(user, `with-${what.replaceAll(' ', '-')}`);
    await put(id);
    expect(said(await ask(user, 'DELETE', `/v1/projects/${id}`))).toEqual([
      400,
      'InvalidRequest',
      `project to be deleted contains ${what}: left`,
    ]);
    expect((await ask(user, 'GET', `/v1/projects/${id}`)).status).toBe(200);
  });

  it('what was deleted in it does not count; afterwards it is not there for anybody', async () => {
    const user = await nexus().user('deleter');
    const { id } = await makeProject(user, 'emptied');
    const group = sampleGroup({ projectId: id });
    const { database } = nexus().nexus;
    accepted(await database.transaction((each) => insertGroup(each, 'affinity', group)));
    await markGroupDeleted(database.kysely, 'affinity', group.id, begin);
    expect((await ask(user, 'DELETE', `/v1/projects/${id}`)).status).toBe(204);
    for (const who of [user, nexus().operator]) {
      expect(said(await ask(who, 'DELETE', `/v1/projects/${id}`))[0]).toBe(404);
      expect(said(await ask(who, 'GET', '/v1/projects/emptied'))[0]).toBe(404);
      const { items } = await page(who, '/v1/projects?limit=1000');
      expect(items.map((item) => item.id)).not.toContain(id);
    }
  });
});

describe('project_list', () => {
  it('a walk gives each project of a user once, in every sort mode', async () => {
    const user = await nexus().user('lister');
    const names = Array.from({ length: 23 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    const made = await Promise.all(names.map((name) => makeProject(user, name)));
    const byName = made.toSorted((one, two) => (one.name < two.name ? -1 : 1));
    const wanted = {
      name_ascending: byName,
      name_descending: byName.toReversed(),
      id_ascending: made.toSorted((one, two) => (one.id < two.id ? -1 : 1)),
    };
    for (const [sort_by, items] of Object.entries(wanted)) {
      const pages = await walk(user, '/v1/projects', { sort_by, limit: '5' });
      expect(pages.map((each) => each.items.length)).toEqual([5, 5, 5, 5, 3]);
      expect(pages.flatMap((each) => each.items)).toEqual(items);
    }
    expect((await page(user, '/v1/projects')).items).toEqual(byName);
  });

  it('an operator walks over projects of one name and several owners, and misses none', async () => {
    const owners = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => nexus().user(`owner-${String(number)}`)),
    );
    const made = await Promise.all(owners.map((owner) => makeProject(owner, 'crowd')));
    for (const sort_by of ['name_ascending', 'name_descending', 'id_ascending']) {
      const pages = await walk(nexus().operator, '/v1/projects', { sort_by, limit: '2' });
      const ids = pages.flatMap((each) => each.items.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      expect(made.filter(({ id }) => !ids.includes(id))).toEqual([]);
    }
  });

  it('goes on where it was though projects came and went', async () => {
    const user = await nexus().user('goer');
    for (const name of ['b', 'd', 'f']) await makeProject(user, name);
    const first = await page(user, '/v1/projects?limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['b', 'd']);
    await ask(user, 'DELETE', '/v1/projects/d');
    for (const name of ['a', 'e']) await makeProject(user, name);
    const next = await page(user, `/v1/projects?page_token=${String(first.next)}`);
    expect(next.items.map(({ name }) => name)).toEqual(['e', 'f']);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=many',
    'limit=4294967296',
    'sort_by=size',
    'sort_by=id_descending',
    'page_token=',
    'page_token=AAAA',
    'page_token=%00',
  ])('?%s is refused', async (query) => {
    const answer = await ask(await nexus().user('lister'), 'GET', `/v1/projects?${query}`);
    expect(said(answer).slice(0, 2)).toEqual([400, 'InvalidRequest']);
  });

  it('more than 1000 is 1000', async () => {
    const answer = await ask(await nexus().user('lister'), 'GET', '/v1/projects?limit=4294967295');
    expect(answer.status).toBe(200);
  });
});
