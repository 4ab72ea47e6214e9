import type {
  AffinityGroup,
  AntiAffinityGroup,
  GroupKind,
  GroupMembership,
} from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import {
  affinityGroupOfRow,
  affinityGroupRow,
  groupMembershipOfRow,
  groupMembershipRow,
} from '../row/index.ts';
import { changedOne, type InTransaction, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** A group of either kind: they differ in their table only. */
export type Group = AffinityGroup | AntiAffinityGroup;

// The tables of the two kinds have the same columns; kysely wants to be told of one.
export const groupTables: { readonly [Kind in GroupKind]: 'affinity_group' } = {
  affinity: 'affinity_group',
  anti_affinity: 'anti_affinity_group' as 'affinity_group', // see above
};

export const memberTables: {
  readonly [Kind in GroupKind]: 'affinity_group_instance_membership';
} = {
  affinity: 'affinity_group_instance_membership',
  anti_affinity: 'anti_affinity_group_instance_membership' as 'affinity_group_instance_membership', // see above
};

/** Records a new group. One that is there already is left as it is. */
export async function insertGroup(
  transaction: InTransaction,
  kind: GroupKind,
  group: Group,
): Promise<Refusal | null> {
  const inserted = await transaction
    .insertInto(groupTables[kind])
    .values(affinityGroupRow(group))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return null;
  const there = await fetchGroup(transaction, kind, group.id);
  return 'id' in there ? null : refuse('name_taken');
}

/** A deleted group is still there, with its `timeDeleted`. */
export async function fetchGroup(
  queries: Queries,
  kind: GroupKind,
  groupId: Uuid,
): Promise<Group | Refusal> {
  const row = await queries
    .selectFrom(groupTables[kind])
    .selectAll()
    .where('id', '=', groupId)
    .executeTakeFirst();
  return row === undefined ? refuse('group_not_found') : affinityGroupOfRow(row);
}

/** The groups that an instance is in and that are not deleted, in the order of their ids. */
export async function listGroupsOfInstance(
  queries: Queries,
  kind: GroupKind,
  instanceId: Uuid,
): Promise<readonly Group[]> {
  const rows = await queries
    .selectFrom(groupTables[kind])
    .selectAll()
    .where('time_deleted', 'is', null)
    .where('id', 'in', (inner) =>
      inner.selectFrom(memberTables[kind]).select('group_id').where('instance_id', '=', instanceId),
    )
    .orderBy('id')
    .execute();
  return rows.map(affinityGroupOfRow);
}

export async function listMembers(
  queries: Queries,
  kind: GroupKind,
  groupId: Uuid,
): Promise<readonly GroupMembership[]> {
  const rows = await queries
    .selectFrom(memberTables[kind])
    .selectAll()
    .where('group_id', '=', groupId)
    .orderBy('instance_id')
    .execute();
  return rows.map(groupMembershipOfRow);
}

/** Puts an instance into a group; whether it may is for `checkJoin`. False if it was in it already. */
export async function insertMember(
  queries: Queries,
  kind: GroupKind,
  membership: GroupMembership,
): Promise<boolean> {
  const inserted = await queries
    .insertInto(memberTables[kind])
    .values(groupMembershipRow(membership))
    .onConflict((conflict) => conflict.doNothing())
    .returning('group_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Whether it was in it. */
export async function deleteMember(
  queries: Queries,
  kind: GroupKind,
  { groupId, instanceId }: GroupMembership,
): Promise<boolean> {
  const result = await queries
    .deleteFrom(memberTables[kind])
    .where('group_id', '=', groupId)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Whether it was there, and not deleted before. Its name is free again; its members stay on record. */
export async function markGroupDeleted(
  queries: Queries,
  kind: GroupKind,
  groupId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable(groupTables[kind])
    .set({ time_deleted: now, time_modified: now })
    .where('id', '=', groupId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}
