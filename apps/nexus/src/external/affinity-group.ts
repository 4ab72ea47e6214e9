import type { NameOrId } from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { groupRequests } from './affinity-group-requests.ts';
import { answer, answerEmpty } from './answer.ts';

type AffinityGroupHandlers = Pick<
  Handlers<Operations>,
  | 'affinity_group_list'
  | 'affinity_group_create'
  | 'affinity_group_view'
  | 'affinity_group_update'
  | 'affinity_group_delete'
  | 'affinity_group_member_list'
  | 'affinity_group_member_instance_view'
  | 'affinity_group_member_instance_add'
  | 'affinity_group_member_instance_delete'
  | 'instance_affinity_group_list'
>;

export function affinityGroupHandlers(nexus: Nexus): AffinityGroupHandlers {
  const groups = groupRequests(nexus, 'affinity');
  return {
    async affinity_group_list({ query }, call) {
      return answer(call, 200, await groups.list(call, query));
    },
    async affinity_group_create({ query, body }, call) {
      return answer(call, 201, await groups.create(call, query.project, body));
    },
    async affinity_group_view({ path, query }, call) {
      return answer(call, 200, await groups.view(call, path.affinity_group, query?.project));
    },
    async affinity_group_update({ path, query, body }, call) {
      const updated = await groups.update(call, path.affinity_group, query?.project, body);
      return answer(call, 200, updated);
    },
    async affinity_group_delete({ path, query }, call) {
      return answerEmpty(call, await groups.remove(call, path.affinity_group, query?.project));
    },
    async affinity_group_member_list({ path, query }, call) {
      return answer(call, 200, await groups.listMembers(call, path.affinity_group, query));
    },
    async affinity_group_member_instance_view({ path, query }, call) {
      return answer(call, 200, await groups.viewMember(call, memberOf(path, query)));
    },
    async affinity_group_member_instance_add({ path, query }, call) {
      return answer(call, 201, await groups.addMember(call, memberOf(path, query)));
    },
    async affinity_group_member_instance_delete({ path, query }, call) {
      return answerEmpty(call, await groups.removeMember(call, memberOf(path, query)));
    },
    async instance_affinity_group_list({ path, query }, call) {
      return answer(call, 200, await groups.listOfInstance(call, path.instance, query));
    },
  };
}

function memberOf(
  path: { readonly affinity_group: NameOrId; readonly instance: NameOrId },
  query: { readonly project?: NameOrId } | undefined,
): {
  readonly group: NameOrId;
  readonly instance: NameOrId;
  readonly project: NameOrId | undefined;
} {
  return { group: path.affinity_group, instance: path.instance, project: query?.project };
}
