import {
  externalState,
  type ExternalInstanceState,
  type GroupKind,
  type GroupMembership,
  type JoinFacts,
} from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { affinityGroupOfRow } from '../row/index.ts';
import { type Group, groupTables, memberTables } from './affinity-group.ts';
import { activeVmmColumns, activeVmmState } from './active-vmm.ts';
import { type NamedPage, pageOfNamed } from './named-page.ts';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** The groups of a project, or those that an instance is in, that are not deleted. */
export async function listGroups(
  queries: Queries,
  kind: GroupKind,
  of: { readonly projectId: Uuid } | { readonly instanceId: Uuid },
  page: NamedPage,
): Promise<readonly Group[]> {
  const table = groupTables[kind];
  const all = queries.selectFrom(table).selectAll().where('time_deleted', 'is', null);
  const some =
    'projectId' in of
      ? all.where('project_id', '=', of.projectId)
      : all.where('id', 'in', (inner) =>
          inner
            .selectFrom(memberTables[kind])
            .select('group_id')
            .where('instance_id', '=', of.instanceId),
        );
  const rows = await some.$call((query) => pageOfNamed(query, table, page)).execute();
  return rows.map(affinityGroupOfRow);
}

/** What of a group its users may change; what is absent stays as it is. */
export interface GroupChange {
  readonly name?: string;
  readonly description?: string;
}

/** Gives the group as it is then. */
export async function updateGroup(
  transaction: InTransaction,
  kind: GroupKind,
  groupId: Uuid,
  { name, description }: GroupChange,
  now: DateTime,
): Promise<Group | Refusal> {
  const table = groupTables[kind];
  const group = await transaction
    .selectFrom(table)
    .selectAll()
    .where('id', '=', groupId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (group === undefined) return refuse('group_not_found');
  if (name !== undefined && name !== group.name) {
    const other = await transaction
      .selectFrom(table)
      .select('id')
      .where('project_id', '=', group.project_id)
      .where('name', '=', name)
      .where('time_deleted', 'is', null)
      .executeTakeFirst();
    if (other !== undefined) return refuse('name_taken');
  }
  const row = await transaction
    .updateTable(table)
    .set({
      name: name ?? group.name,
      description: description ?? group.description,
      time_modified: now,
    })
    .where('id', '=', groupId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return affinityGroupOfRow(row);
}

/** An instance, as far as its groups know it. */
export interface GroupMember {
  readonly id: Uuid;
  readonly name: string;
  readonly state: ExternalInstanceState;
}

/** The instances that are in a group and not deleted. */
export async function listGroupMembers(
  queries: Queries,
  kind: GroupKind,
  groupId: Uuid,
  page: NamedPage,
): Promise<readonly GroupMember[]> {
  const rows = await members(queries, kind, groupId)
    .$call((query) => pageOfNamed(query, 'instance', page))
    .execute();
  return rows.map(memberOf);
}

/** Null: the instance is not in the group. */
export async function fetchGroupMember(
  queries: Queries,
  kind: GroupKind,
  { groupId, instanceId }: GroupMembership,
): Promise<GroupMember | null> {
  const row = await members(queries, kind, groupId)
    .where('instance.id', '=', instanceId)
    .executeTakeFirst();
  return row === undefined ? null : memberOf(row);
}

/** What `checkJoin` wants to know. In the transaction that joins, so that it stays true. */
export async function readJoinFacts(
  transaction: InTransaction,
  kind: GroupKind,
  { groupId, instanceId }: GroupMembership,
): Promise<JoinFacts> {
  const memberIds = await members(transaction, kind, groupId).execute();
  const groups = await transaction
    .selectFrom(groupTables[kind])
    .select('id')
    .where('time_deleted', 'is', null)
    .where('id', 'in', (inner) =>
      inner.selectFrom(memberTables[kind]).select('group_id').where('instance_id', '=', instanceId),
    )
    .execute();
  const reservation = await transaction
    .selectFrom('sled_resource_vmm')
    .select('id')
    .where('instance_id', '=', instanceId)
    .limit(1)
    .executeTakeFirst();
  return {
    kind,
    membersOfGroup: memberIds.length,
    groupsOfInstance: groups.length,
    reserved: reservation !== undefined,
  };
}

function members(queries: Queries, kind: GroupKind, groupId: Uuid) {
  return queries
    .selectFrom('instance')
    .leftJoin('vmm', 'vmm.id', 'instance.active_propolis_id')
    .select(['instance.id', 'instance.name', 'instance.state', 'instance.migration_id'])
    .select(activeVmmColumns)
    .where('instance.time_deleted', 'is', null)
    .where('instance.id', 'in', (inner) =>
      inner.selectFrom(memberTables[kind]).select('instance_id').where('group_id', '=', groupId),
    );
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof members>['executeTakeFirstOrThrow']>>;

function memberOf(row: MemberRow): GroupMember {
  const { id, name, state, migration_id } = row;
  return { id, name, state: externalState(state, activeVmmState(row), migration_id) };
}
