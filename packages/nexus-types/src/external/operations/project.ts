import type { Operation } from '@skewline/runtime/api';
import type { Error } from '../v2026073100/error.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { NamedPageQuery } from '../v2026073100/page.ts';
import type {
  Project,
  ProjectCreate,
  ProjectResultsPage,
  ProjectUpdate,
} from '../v2026073100/project.ts';

export interface ProjectOperations {
  /** Lists projects. */
  project_list: Operation<
    'GET',
    '/v1/projects',
    {
      query: NamedPageQuery;
      responses: { 200: ProjectResultsPage; '4XX': Error; '5XX': Error };
      tags: ['projects'];
    }
  >;

  /** Makes a project. */
  project_create: Operation<
    'POST',
    '/v1/projects',
    {
      body: ProjectCreate;
      responses: { 201: Project; '4XX': Error; '5XX': Error };
      tags: ['projects'];
    }
  >;

  /** Shows a project. */
  project_view: Operation<
    'GET',
    '/v1/projects/{project}',
    {
      path: { project: NameOrId };
      responses: { 200: Project; '4XX': Error; '5XX': Error };
      tags: ['projects'];
    }
  >;

  /** Changes the name or the description of a project. */
  project_update: Operation<
    'PUT',
    '/v1/projects/{project}',
    {
      path: { project: NameOrId };
      body: ProjectUpdate;
      responses: { 200: Project; '4XX': Error; '5XX': Error };
      tags: ['projects'];
    }
  >;

  /** Deletes a project that holds nothing any more. */
  project_delete: Operation<
    'DELETE',
    '/v1/projects/{project}',
    {
      path: { project: NameOrId };
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['projects'];
    }
  >;
}
