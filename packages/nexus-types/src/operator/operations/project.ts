import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { Quota, QuotaUse } from '../v1/project.ts';

export interface ProjectOperations {
  /** Shows how much the running instances of a project may take. */
  project_quota_view: Operation<
    'GET',
    '/projects/{project_id}/quota',
    { path: { project_id: Uuid }; responses: { 200: QuotaUse; '4XX': Error; '5XX': Error } }
  >;

  /** Says how much they may take. What they have already stays theirs. */
  project_quota_put: Operation<
    'PUT',
    '/projects/{project_id}/quota',
    {
      path: { project_id: Uuid };
      body: Quota;
      responses: { 200: QuotaUse; '4XX': Error; '5XX': Error };
    }
  >;
}
