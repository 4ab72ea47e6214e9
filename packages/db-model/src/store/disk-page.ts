import type { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { DiskRow } from '../rows/index.ts';
import { type NamedPage, pageOfNamed } from './named-page.ts';
import type { Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** A deleted disk is still there, with its `time_deleted`. */
export async function fetchDisk(queries: Queries, diskId: Uuid): Promise<DiskRow | Refusal> {
  const row = await queries
    .selectFrom('disk')
    .selectAll()
    .where('id', '=', diskId)
    .executeTakeFirst();
  return row ?? refuse('disk_not_found');
}

/** The disks of a project, or those that are attached to an instance, that are not deleted. */
export async function listDisks(
  queries: Queries,
  of: { readonly projectId: Uuid } | { readonly instanceId: Uuid },
  page: NamedPage,
): Promise<readonly DiskRow[]> {
  const all = queries.selectFrom('disk').selectAll().where('time_deleted', 'is', null);
  const some =
    'projectId' in of
      ? all.where('project_id', '=', of.projectId)
      : all.where('attach_instance_id', '=', of.instanceId);
  return some.$call((query) => pageOfNamed(query, 'disk', page)).execute();
}
