import {
  affinityGroupOfRow,
  type DiskRow,
  findProjectById,
  findProjectsByName,
  type Group,
  loadInstance,
  preparedOnce,
  type ProjectRow,
  type Queries,
  type Viewer,
} from '@skewline/db-model';
import type { GroupKind, Instance } from '@skewline/nexus-types/domain';
import type { NameOrId } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Actor } from '../auth/actor.ts';
import { isUuid } from './page.ts';

/** What can be asked for by name or id, as messages call it. */
export type ResourceKind =
  | 'project'
  | 'instance'
  | 'disk'
  | 'affinity-group'
  | 'affinity-group-member'
  | 'anti-affinity-group'
  | 'anti-affinity-group-member'
  | 'image'
  | 'snapshot'
  | 'sled';

/** A user sees what is in projects that they are a member of; an operator sees everything. */
export function viewerOf({ role, userId }: Actor): Viewer {
  return role === 'operator' ? null : { memberId: userId };
}

/** Also for what is there, but not for who asks. */
export function notFound(kind: ResourceKind, nameOrId: NameOrId): Refusal {
  const by = isUuid(nameOrId) ? `id "${nameOrId.toLowerCase()}"` : `name "${nameOrId}"`;
  return new Refusal(`not found: ${kind} with ${by}`, { code: 'not_found', status: 404 });
}

export function alreadyExists(kind: ResourceKind, name: string): Refusal {
  return new Refusal(`already exists: ${kind} "${name}"`, { code: 'name_taken', status: 400 });
}

/** A request that makes no sense as it is. */
export function invalid(message: string): Refusal {
  return new Refusal(message, { code: 'invalid_request', status: 400 });
}

/** Of several projects of one name, one's own is meant. Undefined, where a request leaves out what it needs, is refused. */
export async function findProject(
  queries: Queries,
  actor: Actor,
  nameOrId: NameOrId | undefined,
): Promise<ProjectRow | Refusal> {
  if (nameOrId === undefined) return invalid('project should be specified');
  if (isUuid(nameOrId)) {
    const project = await findProjectById(queries, viewerOf(actor), nameOrId);
    return project ?? notFound('project', nameOrId);
  }
  const projects = await findProjectsByName(queries, viewerOf(actor), nameOrId);
  const own = projects.find(({ owner_user_id }) => owner_user_id === actor.userId);
  const [project, other] = own === undefined ? projects : [own];
  if (project === undefined) return notFound('project', nameOrId);
  return other === undefined
    ? project
    : invalid(`there are several projects with name "${nameOrId}": use the id of the one you mean`);
}

/** By what a request says which thing in a project it is about. */
export interface Selector {
  readonly nameOrId: NameOrId;
  /** The project that a name belongs to. An id needs none, and must come without. */
  readonly project: NameOrId | undefined;
}

/** How a request says which instance it is about. */
export interface InstanceSelector {
  readonly instance: NameOrId;
  readonly project?: NameOrId | undefined;
}

export async function findInstance(
  queries: Queries,
  actor: Actor,
  selector: InstanceSelector,
): Promise<Instance | Refusal> {
  const place = await placeOfInstance(queries, actor, selector);
  if (place instanceof Refusal) return place;
  const row = await queries.selectFrom('instance').selectAll().where(place).executeTakeFirst();
  return row === undefined ? notFound('instance', selector.instance) : loadInstance(row).value;
}

export async function findInstanceId(
  queries: Queries,
  actor: Actor,
  selector: InstanceSelector,
): Promise<Uuid | Refusal> {
  const place = await placeOfInstance(queries, actor, selector);
  if (place instanceof Refusal) return place;
  const row = await queries
    .selectFrom('instance')
    .select('id')
    .where(place)
    .modifyEnd(preparedOnce)
    .executeTakeFirst();
  return row?.id ?? notFound('instance', selector.instance);
}

/** The condition of a query of `instance`, that holds of the one that is meant; there are few texts of it. */
export async function placeOfInstance(
  queries: Queries,
  actor: Actor,
  { instance, project }: InstanceSelector,
): Promise<RawBuilder<SqlBool> | Refusal> {
  const where = { table: 'instance', kind: 'instance' } as const;
  return placeOf(queries, actor, where, { nameOrId: instance, project });
}

export async function findDisk(
  queries: Queries,
  actor: Actor,
  { disk, project }: { readonly disk: NameOrId; readonly project?: NameOrId | undefined },
): Promise<DiskRow | Refusal> {
  const where = { table: 'disk', kind: 'disk' } as const;
  const place = await placeOf(queries, actor, where, { nameOrId: disk, project });
  if (place instanceof Refusal) return place;
  const row = await queries.selectFrom('disk').selectAll().where(place).executeTakeFirst();
  return row ?? notFound('disk', disk);
}

export async function findGroup(
  queries: Queries,
  actor: Actor,
  kind: GroupKind,
  { group, project }: { readonly group: NameOrId; readonly project?: NameOrId | undefined },
): Promise<Group | Refusal> {
  const where = { table: `${kind}_group`, kind: groupKinds[kind] } as const;
  const place = await placeOf(queries, actor, where, { nameOrId: group, project });
  if (place instanceof Refusal) return place;
  const row = await queries
    // The tables of the two kinds have the same columns; kysely wants to be told of one.
    .selectFrom(where.table as 'affinity_group')
    .selectAll()
    .where(place)
    .executeTakeFirst();
  return row === undefined ? notFound(where.kind, group) : affinityGroupOfRow(row);
}

/** As messages call them. */
export const groupKinds: {
  readonly [Kind in GroupKind]: 'affinity-group' | 'anti-affinity-group';
} = {
  affinity: 'affinity-group',
  anti_affinity: 'anti-affinity-group',
};

/** Where the record is that a selector means, if who asks may see it: the condition of a query of `table`. */
async function placeOf(
  queries: Queries,
  actor: Actor,
  { table, kind }: { readonly table: string; readonly kind: ResourceKind },
  { nameOrId, project }: Selector,
): Promise<RawBuilder<SqlBool> | Refusal> {
  if (isUuid(nameOrId)) {
    if (project !== undefined) {
      return invalid(`when providing ${kind} as an ID project should not be specified`);
    }
    return sql<SqlBool>`id = ${nameOrId}::uuid AND time_deleted IS NULL
      AND ${sees(actor, `${table}.project_id`)}`;
  }
  if (project === undefined) {
    return invalid(`${kind} should either be UUID or project should be specified`);
  }
  const owner = await findProject(queries, actor, project);
  if (owner instanceof Refusal) return owner;
  return sql<SqlBool>`project_id = ${owner.id}::uuid AND name = ${nameOrId}
    AND time_deleted IS NULL`;
}

/**
 * Whether somebody sees what belongs to the project whose id is in `column`. The column is said with its table: members
 * have a column of the same name.
 */
function sees(actor: Actor, column: `${string}.${string}`) {
  const viewer = viewerOf(actor);
  return viewer === null
    ? sql<SqlBool>`true`
    : sql<SqlBool>`EXISTS (
        SELECT 1 FROM project_member m
        WHERE m.project_id = ${sql.ref(column)} AND m.user_id = ${viewer.memberId}::uuid
      )`;
}
