import { randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  addProjectMember,
  fetchProject,
  findProjectsByName,
  insertDisk,
  insertProject,
  isProjectMember,
  listProjectMembers,
  listProjects,
  markProjectDeleted,
  type NewProject,
  removeProjectMember,
  updateProject,
} from '../../src/store/index.ts';
import { forEachDatabase, onPostgres, useMigrated } from '../support/databases.ts';
import { accepted, begin, later } from './samples.ts';

function wanted(over: Partial<NewProject> = {}): NewProject {
  return {
    id: randomUUID(),
    name: 'shop',
    description: 'a project',
    ownerUserId: randomUUID(),
    defaultIpv4SubnetId: randomUUID(),
    defaultIpv6SubnetId: randomUUID(),
    ...over,
  };
}

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const insert = async (project: NewProject) =>
    database().transaction((transaction) => insertProject(transaction, project, begin));
  const remove = async (projectId: string, seconds: number) =>
    database().transaction((transaction) =>
      markProjectDeleted(transaction, projectId, later(seconds)),
    );
  const page = { sort: 'name_ascending', after: null, limit: 10 } as const;

  it('a project comes back as it went in, with its owner as its member', async () => {
    const project = wanted();
    const row = accepted(await insert(project));
    expect(row).toEqual({
      id: project.id,
      name: 'shop',
      description: 'a project',
      time_created: begin,
      time_modified: begin,
      time_deleted: null,
      owner_user_id: project.ownerUserId,
      default_ipv4_subnet_id: project.defaultIpv4SubnetId,
      default_ipv6_subnet_id: project.defaultIpv6SubnetId,
    });
    expect(await insert({ ...project, description: 'another' })).toEqual(row);
    expect(await fetchProject(database().kysely, project.id)).toEqual(row);
    const members = await listProjectMembers(database().kysely, project.id);
    expect(members.map(({ user_id }) => user_id)).toEqual([project.ownerUserId]);
    expect(await fetchProject(database().kysely, randomUUID())).toMatchObject({
      code: 'project_not_found',
      status: 404,
    });
  });

  it('a name is taken among the living projects of one owner', async () => {
    const first = wanted();
    accepted(await insert(first));
    const second = wanted({ ownerUserId: first.ownerUserId });
    expect(await insert(second)).toMatchObject({ code: 'project_name_taken', status: 400 });
    accepted(await insert(wanted()));
    expect(await remove(first.id, 1)).toBe(true);
    accepted(await insert(second));
  });

  it('members come and go, and see what they are members of', async () => {
    const { kysely } = database();
    const [mine, other] = [wanted({ name: 'members' }), wanted({ name: 'members' })];
    accepted(await insert(mine));
    accepted(await insert(other));
    const userId = randomUUID();
    const membership = { projectId: mine.id, userId };
    const ids = async (memberId: string) =>
      (await listProjects(kysely, { memberId }, page)).map(({ id }) => id);
    expect(await ids(userId)).toEqual([]);
    expect(await addProjectMember(kysely, membership, later(1))).toBe(true);
    expect(await addProjectMember(kysely, membership, later(2))).toBe(false);
    expect(await isProjectMember(kysely, membership)).toBe(true);
    expect(await ids(userId)).toEqual([mine.id]);
    const found = await findProjectsByName(kysely, { memberId: userId }, 'members');
    expect(found.map(({ id }) => id)).toEqual([mine.id]);
    expect(await findProjectsByName(kysely, null, 'members')).toHaveLength(2);
    expect(await removeProjectMember(kysely, membership)).toBe(true);
    expect(await removeProjectMember(kysely, membership)).toBe(false);
    expect(await isProjectMember(kysely, membership)).toBe(false);
    expect(await ids(userId)).toEqual([]);
  });

  describe('changes', () => {
    const update = async (projectId: string, change: { name?: string; description?: string }) =>
      database().transaction((transaction) =>
        updateProject(transaction, projectId, change, later(5)),
      );

    it('only what is said, to a name that is free', async () => {
      const project = wanted({ name: 'before' });
      accepted(await insert(project));
      const taken = wanted({ name: 'taken', ownerUserId: project.ownerUserId });
      accepted(await insert(taken));
      const said = accepted(await update(project.id, { description: 'new' }));
      expect(said).toMatchObject({ name: 'before', description: 'new', time_modified: later(5) });
      expect(await update(project.id, { name: 'taken' })).toMatchObject({
        code: 'project_name_taken',
      });
      expect(await update(project.id, { name: 'before' })).toMatchObject({ name: 'before' });
      await remove(taken.id, 6);
      expect(await update(project.id, { name: 'taken' })).toMatchObject({ name: 'taken' });
      expect(await update(taken.id, {})).toMatchObject({ code: 'project_not_found' });
    });
  });

  it('a deleted project is gone for its members, and cannot be deleted again', async () => {
    const { kysely } = database();
    const project = wanted({ name: 'gone' });
    accepted(await insert(project));
    expect(await remove(project.id, 1)).toBe(true);
    expect(await remove(project.id, 2)).toBe(false);
    expect(await remove(randomUUID(), 2)).toBe(false);
    expect(await listProjectMembers(kysely, project.id)).toEqual([]);
    expect(await findProjectsByName(kysely, null, 'gone')).toEqual([]);
    expect(await fetchProject(kysely, project.id)).toMatchObject({ time_deleted: later(1) });
  });
});

onPostgres((engine) => {
  const database = useMigrated<Tables>(engine);

  it('nothing is left in a project that is deleted at the same moment', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 30; round += 1) {
      const project = wanted({ name: `race-${String(round)}` });
      await database().transaction((each) => insertProject(each, project, begin));
      const disk = { id: randomUUID(), projectId: project.id, name: 'data', description: '' };
      const [deleted, made] = await Promise.all([
        database().transaction((each) => markProjectDeleted(each, project.id, later(1))),
        database().transaction(async (each) => {
          const there = await fetchProject(each, project.id);
          if (there instanceof Refusal || there.time_deleted !== null) return false;
          const rest = { diskType: 'crucible', size: 2 ** 30, blockSize: 512 } as const;
          return (await insertDisk(each, { ...disk, ...rest }, later(1))) === null;
        }),
      ]);
      outcomes.add(`deleted: ${String(deleted === true)}, made: ${String(made)}`);
    }
    expect([...outcomes].filter((outcome) => outcome === 'deleted: true, made: true')).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(0);
  });
});
