import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { preparedOnce } from '../database/index.ts';
import type { ProjectMemberRow, ProjectRow } from '../rows/index.ts';
import { type NamedPage, pageOfNamed } from './named-page.ts';
import { type InTransaction, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** A project that is wanted. */
export interface NewProject {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly ownerUserId: Uuid;
  readonly defaultIpv4SubnetId: Uuid;
  readonly defaultIpv6SubnetId: Uuid;
}

/** Who looks for projects: a user sees those that they are a member of; null sees all. */
export type Viewer = { readonly memberId: Uuid } | null;

/** Records a new project, with its owner as its first member. One that is there already is left as it is. */
export async function insertProject(
  transaction: InTransaction,
  wanted: NewProject,
  now: DateTime,
): Promise<ProjectRow | Refusal> {
  const inserted = await transaction
    .insertInto('project')
    .values({
      id: wanted.id,
      name: wanted.name,
      description: wanted.description,
      time_created: now,
      time_modified: now,
      time_deleted: null,
      owner_user_id: wanted.ownerUserId,
      default_ipv4_subnet_id: wanted.defaultIpv4SubnetId,
      default_ipv6_subnet_id: wanted.defaultIpv6SubnetId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted === undefined) {
    const there = await fetchProject(transaction, wanted.id);
    return 'id' in there ? there : refuse('project_name_taken');
  }
  await addProjectMember(transaction, { projectId: wanted.id, userId: wanted.ownerUserId }, now);
  return inserted;
}

/** A deleted project is still there, with its `time_deleted`. */
export async function fetchProject(
  queries: Queries,
  projectId: Uuid,
): Promise<ProjectRow | Refusal> {
  const row = await queries
    .selectFrom('project')
    .selectAll()
    .where('id', '=', projectId)
    .executeTakeFirst();
  return row ?? refuse('project_not_found');
}

/** The projects of this name that somebody sees and that are not deleted, oldest first. They have different owners. */
export async function findProjectsByName(
  queries: Queries,
  viewer: Viewer,
  name: string,
): Promise<readonly ProjectRow[]> {
  return visible(queries, viewer)
    .where('project.name', '=', name)
    .orderBy('project.time_created')
    .orderBy('project.id')
    .modifyEnd(preparedOnce)
    .execute();
}

/** The project of this id, if it is not deleted and somebody sees it. */
export async function findProjectById(
  queries: Queries,
  viewer: Viewer,
  projectId: Uuid,
): Promise<ProjectRow | null> {
  const row = await visible(queries, viewer)
    .where('project.id', '=', projectId)
    .modifyEnd(preparedOnce)
    .executeTakeFirst();
  return row ?? null;
}

/** The projects that somebody sees and that are not deleted. */
export async function listProjects(
  queries: Queries,
  viewer: Viewer,
  page: NamedPage,
): Promise<readonly ProjectRow[]> {
  return pageOfNamed(visible(queries, viewer), 'project', page).execute();
}

/** What of a project its users may change; what is absent stays as it is. */
export interface ProjectChange {
  readonly name?: string;
  readonly description?: string;
}

/** Gives the project as it is then. */
export async function updateProject(
  transaction: InTransaction,
  projectId: Uuid,
  { name, description }: ProjectChange,
  now: DateTime,
): Promise<ProjectRow | Refusal> {
  const project = await lockProject(transaction, projectId);
  if (project === undefined) return refuse('project_not_found');
  if (name !== undefined && name !== project.name) {
    const other = await transaction
      .selectFrom('project')
      .select('id')
      .where('owner_user_id', '=', project.owner_user_id)
      .where('name', '=', name)
      .where('time_deleted', 'is', null)
      .executeTakeFirst();
    if (other !== undefined) return refuse('project_name_taken');
  }
  return transaction
    .updateTable('project')
    .set({
      name: name ?? project.name,
      description: description ?? project.description,
      time_modified: now,
    })
    .where('id', '=', projectId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What a project may not be deleted with, in the order in which it is looked for. */
const contents = ['instance', 'disk', 'affinity_group', 'anti_affinity_group'] as const;

/**
 * Deletes a project that holds nothing any more; false if it is not there. Who puts something into a project looks in
 * the same (serializable) transaction whether the project is there, so nothing is left behind in a deleted one.
 */
export async function markProjectDeleted(
  transaction: InTransaction,
  projectId: Uuid,
  now: DateTime,
): Promise<boolean | Refusal> {
  if ((await lockProject(transaction, projectId)) === undefined) return false;
  for (const table of contents) {
    const held = await transaction
      // The four tables have the same columns as far as this goes; kysely wants to be told of one.
      .selectFrom(table as 'instance')
      .select('name')
      .where('project_id', '=', projectId)
      .where('time_deleted', 'is', null)
      .limit(1)
      .executeTakeFirst();
    if (held !== undefined) return notEmpty(table, held.name);
  }
  await transaction
    .updateTable('project')
    .set({ time_deleted: now, time_modified: now })
    .where('id', '=', projectId)
    .execute();
  await transaction.deleteFrom('project_member').where('project_id', '=', projectId).execute();
  return true;
}

const called: { readonly [Table in (typeof contents)[number]]: string } = {
  instance: 'an instance',
  disk: 'a disk',
  affinity_group: 'an affinity group',
  anti_affinity_group: 'an anti affinity group',
};

/** Says what is there still. */
function notEmpty(table: (typeof contents)[number], name: string): Refusal {
  const { code, status, message } = refuse('project_not_empty');
  return new Refusal(`${message} ${called[table]}: ${name}`, { code, status });
}

/** That a user is a member of a project. */
export interface ProjectMembership {
  readonly projectId: Uuid;
  readonly userId: Uuid;
}

/** False if they were a member already. */
export async function addProjectMember(
  queries: Queries,
  { projectId, userId }: ProjectMembership,
  now: DateTime,
): Promise<boolean> {
  const inserted = await queries
    .insertInto('project_member')
    .values({ project_id: projectId, user_id: userId, time_created: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** False if they were none. Whoever made the project stays its owner, and no longer sees it. */
export async function removeProjectMember(
  queries: Queries,
  { projectId, userId }: ProjectMembership,
): Promise<boolean> {
  const result = await queries
    .deleteFrom('project_member')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** In the order of the users' ids. */
export async function listProjectMembers(
  queries: Queries,
  projectId: Uuid,
): Promise<readonly ProjectMemberRow[]> {
  return queries
    .selectFrom('project_member')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('user_id')
    .execute();
}

export async function isProjectMember(
  queries: Queries,
  { projectId, userId }: ProjectMembership,
): Promise<boolean> {
  const row = await queries
    .selectFrom('project_member')
    .select('user_id')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** All of them, by name, as what is prepared has to say them. */
const projectColumns: readonly `project.${keyof ProjectRow}`[] = [
  'project.id',
  'project.name',
  'project.description',
  'project.time_created',
  'project.time_modified',
  'project.time_deleted',
  'project.owner_user_id',
  'project.default_ipv4_subnet_id',
  'project.default_ipv6_subnet_id',
];

function visible(queries: Queries, viewer: Viewer) {
  return queries
    .selectFrom('project')
    .select(projectColumns)
    .where('project.time_deleted', 'is', null)
    .$if(viewer !== null, (query) =>
      query.where('project.id', 'in', (inner) =>
        inner
          .selectFrom('project_member')
          .select('project_member.project_id')
          .where('project_member.user_id', '=', viewer?.memberId ?? ''),
      ),
    );
}

/** Under a lock: it is not deleted or renamed in the meantime. */
async function lockProject(
  transaction: InTransaction,
  projectId: Uuid,
): Promise<ProjectRow | undefined> {
  return transaction
    .selectFrom('project')
    .selectAll()
    .where('id', '=', projectId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}
