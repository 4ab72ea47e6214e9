import { randomUUID } from 'node:crypto';
import type { GroupKind } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  deleteMember,
  fetchGroup,
  type Group,
  insertGroup,
  insertMember,
  listGroupsOfInstance,
  listMembers,
  markGroupDeleted,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { later, sampleGroup } from './samples.ts';

const kinds: readonly GroupKind[] = ['affinity', 'anti_affinity'];

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  describe.each(kinds)('%s', (kind) => {
    const [other = kind] = kinds.filter((one) => one !== kind);
    const insert = async (group: Group) =>
      database().transaction((transaction) => insertGroup(transaction, kind, group));

    it('a group comes back as it went in, and is of its kind only', async () => {
      const group = sampleGroup({ policy: 'allow' });
      expect(await insert(group)).toBeNull();
      expect(await insert({ ...group, description: 'another' })).toBeNull();
      expect(await fetchGroup(database().kysely, kind, group.id)).toEqual(group);
      expect(await fetchGroup(database().kysely, other, group.id)).toMatchObject({
        code: 'group_not_found',
        status: 404,
      });
    });

    it('a name that is taken is refused, until the group that has it is deleted', async () => {
      const first = sampleGroup();
      const second = sampleGroup({ projectId: first.projectId });
      await insert(first);
      expect(await insert(second)).toMatchObject({ code: 'name_taken', status: 400 });
      expect(await markGroupDeleted(database().kysely, kind, first.id, later(1))).toBe(true);
      expect(await markGroupDeleted(database().kysely, kind, first.id, later(2))).toBe(false);
      expect(await insert(second)).toBeNull();
    });

    it('has members, and an instance has groups, without those that are deleted', async () => {
      const [one, two, gone] = [sampleGroup(), sampleGroup(), sampleGroup()];
      const instanceId = randomUUID();
      for (const group of [one, two, gone]) {
        await insert(group);
        const membership = { groupId: group.id, instanceId };
        expect(await insertMember(database().kysely, kind, membership)).toBe(true);
        expect(await insertMember(database().kysely, kind, membership)).toBe(false);
      }
      await markGroupDeleted(database().kysely, kind, gone.id, later(1));
      const ids = [one.id, two.id].toSorted();
      const groups = async (of: GroupKind) =>
        (await listGroupsOfInstance(database().kysely, of, instanceId)).map(({ id }) => id);
      expect(await groups(kind)).toEqual(ids);
      expect(await groups(other)).toEqual([]);

      const membership = { groupId: one.id, instanceId };
      expect(await listMembers(database().kysely, kind, one.id)).toEqual([membership]);
      expect(await deleteMember(database().kysely, kind, membership)).toBe(true);
      expect(await deleteMember(database().kysely, kind, membership)).toBe(false);
      expect(await listMembers(database().kysely, kind, one.id)).toEqual([]);
      expect(await groups(kind)).toEqual([two.id]);
    });
  });
});
