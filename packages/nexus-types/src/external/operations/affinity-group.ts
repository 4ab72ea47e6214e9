import type { Operation } from '@skewline/runtime/api';
import type {
  AffinityGroup,
  AffinityGroupCreate,
  AffinityGroupMember,
  AffinityGroupMemberResultsPage,
  AffinityGroupResultsPage,
  AffinityGroupUpdate,
} from '../v2026073100/affinity-group.ts';
import type { Error } from '../v2026073100/error.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectPageQuery, ProjectQuery, RequiredProjectQuery } from '../v2026073100/page.ts';

export interface AffinityGroupOperations {
  /** Lists the affinity groups of a project. */
  affinity_group_list: Operation<
    'GET',
    '/v1/affinity-groups',
    {
      query: ProjectPageQuery;
      responses: { 200: AffinityGroupResultsPage; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Makes an affinity group, without members. */
  affinity_group_create: Operation<
    'POST',
    '/v1/affinity-groups',
    {
      query: RequiredProjectQuery;
      body: AffinityGroupCreate;
      responses: { 201: AffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Shows an affinity group. */
  affinity_group_view: Operation<
    'GET',
    '/v1/affinity-groups/{affinity_group}',
    {
      path: { affinity_group: NameOrId };
      query: ProjectQuery;
      responses: { 200: AffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Changes the name or the description of an affinity group. */
  affinity_group_update: Operation<
    'PUT',
    '/v1/affinity-groups/{affinity_group}',
    {
      path: { affinity_group: NameOrId };
      query: ProjectQuery;
      body: AffinityGroupUpdate;
      responses: { 200: AffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Deletes an affinity group. Its members stay as they are. */
  affinity_group_delete: Operation<
    'DELETE',
    '/v1/affinity-groups/{affinity_group}',
    {
      path: { affinity_group: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Lists the members of an affinity group. */
  affinity_group_member_list: Operation<
    'GET',
    '/v1/affinity-groups/{affinity_group}/members',
    {
      path: { affinity_group: NameOrId };
      query: ProjectPageQuery;
      responses: { 200: AffinityGroupMemberResultsPage; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Shows one member of an affinity group. */
  affinity_group_member_instance_view: Operation<
    'GET',
    '/v1/affinity-groups/{affinity_group}/members/instance/{instance}',
    {
      path: { affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 200: AffinityGroupMember; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Takes an instance that is stopped into an affinity group. */
  affinity_group_member_instance_add: Operation<
    'POST',
    '/v1/affinity-groups/{affinity_group}/members/instance/{instance}',
    {
      path: { affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 201: AffinityGroupMember; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Takes an instance out of an affinity group. It may be running. */
  affinity_group_member_instance_delete: Operation<
    'DELETE',
    '/v1/affinity-groups/{affinity_group}/members/instance/{instance}',
    {
      path: { affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Lists the affinity groups that an instance is in. */
  instance_affinity_group_list: Operation<
    'GET',
    '/v1/instances/{instance}/affinity-groups',
    {
      path: { instance: NameOrId };
      query: ProjectPageQuery;
      responses: { 200: AffinityGroupResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;
}
