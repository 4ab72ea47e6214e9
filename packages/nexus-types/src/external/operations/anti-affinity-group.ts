import type { Operation } from '@skewline/runtime/api';
import type {
  AntiAffinityGroup,
  AntiAffinityGroupCreate,
  AntiAffinityGroupMember,
  AntiAffinityGroupMemberResultsPage,
  AntiAffinityGroupResultsPage,
  AntiAffinityGroupUpdate,
} from '../v2026073100/anti-affinity-group.ts';
import type { Error } from '../v2026073100/error.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectPageQuery, ProjectQuery, RequiredProjectQuery } from '../v2026073100/page.ts';

export interface AntiAffinityGroupOperations {
  /** Lists the anti-affinity groups of a project. */
  anti_affinity_group_list: Operation<
    'GET',
    '/v1/anti-affinity-groups',
    {
      query: ProjectPageQuery;
      responses: { 200: AntiAffinityGroupResultsPage; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Makes an anti-affinity group, without members. */
  anti_affinity_group_create: Operation<
    'POST',
    '/v1/anti-affinity-groups',
    {
      query: RequiredProjectQuery;
      body: AntiAffinityGroupCreate;
      responses: { 201: AntiAffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Shows an anti-affinity group. */
  anti_affinity_group_view: Operation<
    'GET',
    '/v1/anti-affinity-groups/{anti_affinity_group}',
    {
      path: { anti_affinity_group: NameOrId };
      query: ProjectQuery;
      responses: { 200: AntiAffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Changes the name or the description of an anti-affinity group. */
  anti_affinity_group_update: Operation<
    'PUT',
    '/v1/anti-affinity-groups/{anti_affinity_group}',
    {
      path: { anti_affinity_group: NameOrId };
      query: ProjectQuery;
      body: AntiAffinityGroupUpdate;
      responses: { 200: AntiAffinityGroup; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Deletes an anti-affinity group. Its members stay as they are. */
  anti_affinity_group_delete: Operation<
    'DELETE',
    '/v1/anti-affinity-groups/{anti_affinity_group}',
    {
      path: { anti_affinity_group: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Lists the members of an anti-affinity group. */
  anti_affinity_group_member_list: Operation<
    'GET',
    '/v1/anti-affinity-groups/{anti_affinity_group}/members',
    {
      path: { anti_affinity_group: NameOrId };
      query: ProjectPageQuery;
      responses: { 200: AntiAffinityGroupMemberResultsPage; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Shows one member of an anti-affinity group. */
  anti_affinity_group_member_instance_view: Operation<
    'GET',
    '/v1/anti-affinity-groups/{anti_affinity_group}/members/instance/{instance}',
    {
      path: { anti_affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 200: AntiAffinityGroupMember; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Takes an instance that is stopped into an anti-affinity group. */
  anti_affinity_group_member_instance_add: Operation<
    'POST',
    '/v1/anti-affinity-groups/{anti_affinity_group}/members/instance/{instance}',
    {
      path: { anti_affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 201: AntiAffinityGroupMember; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Takes an instance out of an anti-affinity group. It may be running. */
  anti_affinity_group_member_instance_delete: Operation<
    'DELETE',
    '/v1/anti-affinity-groups/{anti_affinity_group}/members/instance/{instance}',
    {
      path: { anti_affinity_group: NameOrId; instance: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['affinity'];
    }
  >;

  /** Lists the anti-affinity groups that an instance is in. */
  instance_anti_affinity_group_list: Operation<
    'GET',
    '/v1/instances/{instance}/anti-affinity-groups',
    {
      path: { instance: NameOrId };
      query: ProjectPageQuery;
      responses: { 200: AntiAffinityGroupResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;
}
