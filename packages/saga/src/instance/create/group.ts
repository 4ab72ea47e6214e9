import {
  deleteMember,
  fetchGroup,
  type InTransaction,
  insertMember,
  listGroupsOfInstance,
  listMembers,
  listReservations,
} from '@skewline/db-model';
import { checkJoin } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { unwritten, written } from '../in-database.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { InstanceServices } from '../services.ts';
import { type InstanceCreateParams, itemOf } from './params.ts';

/** The instance joins an anti-affinity group of its project, if the group and it may have one more. */
export function joinAntiAffinityGroup(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.join_anti_affinity_group',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, antiAffinityGroupIds } = context.params;
      const { item: groupId } = itemOf(antiAffinityGroupIds, context.node);
      return written(services, context, async (transaction) => {
        acceptedOrFailure(await join(transaction, { instance, groupId }));
        return null;
      });
    },
    undo: (context) => {
      const { instance, antiAffinityGroupIds } = context.params;
      const { item: groupId } = itemOf(antiAffinityGroupIds, context.node);
      return unwritten(services, context, (transaction) =>
        deleteMember(transaction, kind, { groupId, instanceId: instance.id }),
      );
    },
  });
}

const kind = 'anti_affinity';

interface Joining {
  readonly instance: Pick<InstanceCreateParams['instance'], 'id' | 'projectId'>;
  readonly groupId: Uuid;
}

async function join(
  transaction: InTransaction,
  { instance, groupId }: Joining,
): Promise<Refusal | null> {
  const members = await listMembers(transaction, kind, groupId);
  // It was done before; whether it still might is another question.
  if (members.some(({ instanceId }) => instanceId === instance.id)) return null;
  const group = await fetchGroup(transaction, kind, groupId);
  if (group instanceof Refusal) return group;
  if (group.timeDeleted !== null || group.projectId !== instance.projectId) {
    return new Refusal('there is no such group', { code: 'group_not_found', status: 404 });
  }
  const groups = await listGroupsOfInstance(transaction, kind, instance.id);
  const reservations = await listReservations(transaction, { instanceId: instance.id });
  const problem = checkJoin({
    kind,
    membersOfGroup: members.length,
    groupsOfInstance: groups.length,
    reserved: reservations.length > 0,
  });
  if (problem !== null) return new Refusal(problem.message, { code: problem.code, status: 400 });
  await insertMember(transaction, kind, { groupId, instanceId: instance.id });
  return null;
}
