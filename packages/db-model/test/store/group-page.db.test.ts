import { randomUUID } from 'node:crypto';
import { checkJoin, type GroupKind } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  deleteMember,
  fetchGroupMember,
  insertGroup,
  insertInstance,
  insertMember,
  insertVmm,
  listGroupMembers,
  listGroups,
  listMembers,
  markGroupDeleted,
  markInstanceDeleted,
  readJoinFacts,
  updateGroup,
} from '../../src/store/index.ts';
import { forEachDatabase, onPostgres, useMigrated } from '../support/databases.ts';
import { addReservation } from './placement-rows.ts';
import { accepted, begin, later, sampleGroup, sampleInstance, sampleVmm } from './samples.ts';

const page = { sort: 'name_ascending', after: null, limit: 100 } as const;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  describe.each<GroupKind>(['affinity', 'anti_affinity'])('%s', (kind) => {
    const add = async (over: Parameters<typeof sampleGroup>[0]) => {
      const group = sampleGroup(over);
      accepted(await database().transaction((each) => insertGroup(each, kind, group)));
      return group;
    };
    const addInstance = async (over: Parameters<typeof sampleInstance>[0]) => {
      const instance = sampleInstance(over);
      accepted(await insertInstance(database().kysely, instance));
      return instance;
    };

    it('lists the groups of a project, and those of an instance, without deleted ones', async () => {
      const { kysely } = database();
      const projectId = randomUUID();
      const [one, two, gone] = [
        await add({ projectId, name: 'one' }),
        await add({ projectId, name: 'two' }),
        await add({ projectId, name: 'gone' }),
      ];
      await add({ name: 'elsewhere' });
      await markGroupDeleted(kysely, kind, gone.id, later(1));
      expect(await listGroups(kysely, kind, { projectId }, page)).toEqual([one, two]);
      const instanceId = randomUUID();
      for (const { id } of [two, gone]) {
        await insertMember(kysely, kind, { groupId: id, instanceId });
      }
      expect(await listGroups(kysely, kind, { instanceId }, page)).toEqual([two]);
    });

    it('changes what is said, to a name that is free', async () => {
      const projectId = randomUUID();
      const group = await add({ projectId, name: 'before' });
      const taken = await add({ projectId, name: 'taken' });
      const change = async (id: string, said: { name?: string; description?: string }) =>
        database().transaction((each) => updateGroup(each, kind, id, said, later(1)));
      const after = { ...group, description: 'new', timeModified: later(1) };
      expect(await change(group.id, { description: 'new' })).toEqual(after);
      expect(await change(group.id, { name: 'taken' })).toMatchObject({ code: 'name_taken' });
      await markGroupDeleted(database().kysely, kind, taken.id, later(1));
      expect(await change(group.id, { name: 'taken' })).toEqual({ ...after, name: 'taken' });
      expect(await change(taken.id, {})).toMatchObject({ code: 'group_not_found' });
    });

    it('shows members as users see them', async () => {
      const { kysely } = database();
      const { id: groupId, projectId } = await add({});
      const vmm = sampleVmm({ kind: 'failed', reason: 'sled_off', detail: null });
      accepted(await insertVmm(kysely, vmm));
      const { runtime } = sampleInstance();
      const members = [
        await addInstance({ projectId, name: 'a' }),
        await addInstance({
          projectId,
          name: 'b',
          runtime: { ...runtime, state: 'vmm', activeVmmId: vmm.id },
        }),
        await addInstance({ projectId, name: 'c' }),
      ];
      for (const { id: instanceId } of members) {
        await insertMember(kysely, kind, { groupId, instanceId });
      }
      const [first, second, third] = members;
      if (first === undefined || second === undefined || third === undefined) throw new Error('3');
      await markInstanceDeleted(kysely, third.id, later(1));
      const shown = [
        { id: first.id, name: 'a', state: 'stopped' },
        { id: second.id, name: 'b', state: 'stopping' },
      ];
      expect(await listGroupMembers(kysely, kind, groupId, page)).toEqual(shown);
      const membership = { groupId, instanceId: first.id };
      expect(await fetchGroupMember(kysely, kind, membership)).toEqual(shown[0]);
      await deleteMember(kysely, kind, membership);
      expect(await fetchGroupMember(kysely, kind, membership)).toBeNull();
    });

    it('knows what decides whether an instance may join', async () => {
      const { kysely } = database();
      const [group, other, gone] = [await add({}), await add({}), await add({})];
      const [member, joining] = [await addInstance({}), await addInstance({})];
      await insertMember(kysely, kind, { groupId: group.id, instanceId: member.id });
      for (const { id: groupId } of [other, gone]) {
        await insertMember(kysely, kind, { groupId, instanceId: joining.id });
      }
      await markGroupDeleted(kysely, kind, gone.id, later(1));
      const facts = async () =>
        database().transaction((each) =>
          readJoinFacts(each, kind, { groupId: group.id, instanceId: joining.id }),
        );
      const wanted = { kind, membersOfGroup: 1, groupsOfInstance: 1, reserved: false };
      expect(await facts()).toEqual(wanted);
      await addReservation(kysely, { instanceId: joining.id });
      expect(await facts()).toEqual({ ...wanted, reserved: true });
    });
  });
});

onPostgres((engine) => {
  const database = useMigrated<Tables>(engine);

  it('however many join at once, a group never has more than 32 members', async () => {
    const { kysely } = database();
    const group = sampleGroup();
    accepted(await database().transaction((each) => insertGroup(each, 'affinity', group)));
    const join = async (instanceId: string) =>
      database().transaction(async (each) => {
        const membership = { groupId: group.id, instanceId };
        const problem = checkJoin(await readJoinFacts(each, 'affinity', membership));
        if (problem === null) await insertMember(each, 'affinity', membership);
        return problem === null;
      });
    const ids: string[] = [];
    for (let number = 0; number < 36; number += 1) {
      const instance = sampleInstance({ timeCreated: begin });
      accepted(await insertInstance(kysely, instance));
      ids.push(instance.id);
    }
    for (const id of ids.slice(0, 28)) expect(await join(id)).toBe(true);
    const joined = await Promise.all(ids.slice(28).map(join));
    expect(joined.filter(Boolean)).toHaveLength(4);
    expect(await listMembers(kysely, 'affinity', group.id)).toHaveLength(32);
  });
});
