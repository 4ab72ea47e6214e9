import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Call, Handlers } from '@skewline/server';
import type { Operations } from '@skewline/sled-agent-types/v49';
import type { Agent } from '../agent.ts';
import {
  attachIp,
  attachSubnet,
  type Attachments,
  detachIp,
  detachSubnet,
  joinGroup,
  leaveGroup,
  putSubnets,
  snapshot,
} from '../vmm/attachments.ts';
import { type ErrorReply, refused } from './reply.ts';

type Attaching = Omit<
  Operations,
  'vmm_register' | 'vmm_unregister' | 'vmm_get_state' | 'vmm_put_state'
>;

/** Addresses, groups, subnets and snapshots: nothing is set up for them, but they are checked and kept. */
export function attachmentHandlers(agent: Agent): Handlers<Attaching> {
  const changed = async (
    call: Call,
    vmmId: Uuid,
    change: (attachments: Attachments) => Attachments | Refusal,
  ): Promise<ErrorReply | { readonly status: 204 }> => {
    const vmm = await agent.attach(vmmId, change);
    return vmm instanceof Refusal ? refused(call, vmm) : { status: 204 };
  };
  return {
    async vmm_issue_disk_snapshot_request({ path, body: { snapshot_id } }, call) {
      const taken = { id: snapshot_id, diskId: path.disk_id };
      const vmm = await agent.attach(path.propolis_id, (attachments, { registration }) =>
        snapshot(attachments, registration, taken),
      );
      return vmm instanceof Refusal ? refused(call, vmm) : { status: 200, body: { snapshot_id } };
    },
    vmm_put_external_ip: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => attachIp(attachments, body)),
    vmm_delete_external_ip: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => detachIp(attachments, body)),
    vmm_join_multicast_group: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => joinGroup(attachments, body)),
    vmm_leave_multicast_group: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => leaveGroup(attachments, body)),
    vmm_put_attached_subnets: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => putSubnets(attachments, body.subnets)),
    vmm_post_attached_subnet: ({ path, body }, call) =>
      changed(call, path.propolis_id, (attachments) => attachSubnet(attachments, body)),
    vmm_delete_attached_subnets: ({ path }, call) =>
      changed(call, path.propolis_id, (attachments) => putSubnets(attachments, [])),
    vmm_delete_attached_subnet: ({ path }, call) =>
      changed(call, path.propolis_id, (attachments) => detachSubnet(attachments, path.subnet)),
  };
}
