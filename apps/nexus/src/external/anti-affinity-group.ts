import type { NameOrId } from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { groupRequests } from './affinity-group-requests.ts';
import { answer, answerEmpty } from './answer.ts';

type AntiAffinityGroupHandlers = Pick<
  Handlers<Operations>,
  | 'anti_affinity_group_list'
  | 'anti_affinity_group_create'
  | 'anti_affinity_group_view'
  | 'anti_affinity_group_update'
  | 'anti_affinity_group_delete'
  | 'anti_affinity_group_member_list'
  | 'anti_affinity_group_member_instance_view'
  | 'anti_affinity_group_member_instance_add'
  | 'anti_affinity_group_member_instance_delete'
  | 'instance_anti_affinity_group_list'
>;

export function antiAffinityGroupHandlers(nexus: Nexus): AntiAffinityGroupHandlers {
  const groups = groupRequests(nexus, 'anti_affinity');
  return {
    async anti_affinity_group_list({ query }, call) {
      return answer(call, 200, await groups.list(call, query));
    },
    async anti_affinity_group_create({ query, body }, call) {
      return answer(call, 201, await groups.create(call, query.project, body));
    },
    async anti_affinity_group_view({ path, query }, call) {
      return answer(call, 200, await groups.view(call, path.anti_affinity_group, query?.project));
    },
    async anti_affinity_group_update({ path, query, body }, call) {
      const updated = await groups.update(call, path.anti_affinity_group, query?.project, body);
      return answer(call, 200, updated);
    },
    async anti_affinity_group_delete({ path, query }, call) {
      return answerEmpty(call, await groups.remove(call, path.anti_affinity_group, query?.project));
    },
    async anti_affinity_group_member_list({ path, query }, call) {
      return answer(call, 200, await groups.listMembers(call, path.anti_affinity_group, query));
    },
    async anti_affinity_group_member_instance_view({ path, query }, call) {
      return answer(call, 200, await groups.viewMember(call, memberOf(path, query)));
    },
    async anti_affinity_group_member_instance_add({ path, query }, call) {
      return answer(call, 201, await groups.addMember(call, memberOf(path, query)));
    },
    async anti_affinity_group_member_instance_delete({ path, query }, call) {
      return answerEmpty(call, await groups.removeMember(call, memberOf(path, query)));
    },
    async instance_anti_affinity_group_list({ path, query }, call) {
      return answer(call, 200, await groups.listOfInstance(call, path.instance, query));
    },
  };
}

function memberOf(
  path: { readonly anti_affinity_group: NameOrId; readonly instance: NameOrId },
  query: { readonly project?: NameOrId } | undefined,
): {
  readonly group: NameOrId;
  readonly instance: NameOrId;
  readonly project: NameOrId | undefined;
} {
  return { group: path.anti_affinity_group, instance: path.instance, project: query?.project };
}
