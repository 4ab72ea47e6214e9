import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from './v1/error.ts';
import type { InstanceExternalIpBody } from './v1/external-ip.ts';
import type { InstanceEnsureBody } from './v1/instance.ts';
import type { IpNet } from './v1/ip-net.ts';
import type {
  VmmIssueDiskSnapshotRequestBody,
  VmmIssueDiskSnapshotRequestResponse,
} from './v1/snapshot.ts';
import type {
  SledVmmState,
  VmmPutStateBody,
  VmmPutStateResponse,
  VmmUnregisterResponse,
} from './v1/vmm.ts';
import type { InstanceMulticastBody } from './v7/multicast.ts';
import type { AttachedSubnet, AttachedSubnets } from './v18/attached-subnet.ts';

/** What a sled agent can be asked about its VMMs. `propolis_id` is the VMM's. */
export interface Operations {
  /** Makes a VMM known to the sled agent, or finds that it is. It does not start it. */
  vmm_register: Operation<
    'PUT',
    '/vmms/{propolis_id}',
    {
      path: { propolis_id: Uuid };
      body: InstanceEnsureBody;
      responses: { 200: SledVmmState; '4XX': Error; '5XX': Error };
    }
  >;

  /** Stops a VMM at once, if it is still there, and forgets it. */
  vmm_unregister: Operation<
    'DELETE',
    '/vmms/{propolis_id}',
    {
      path: { propolis_id: Uuid };
      responses: { 200: VmmUnregisterResponse; '4XX': Error; '5XX': Error };
    }
  >;

  /** What the sled agent knows of a VMM now. */
  vmm_get_state: Operation<
    'GET',
    '/vmms/{propolis_id}/state',
    {
      path: { propolis_id: Uuid };
      responses: { 200: SledVmmState; '4XX': Error; '5XX': Error };
    }
  >;

  /** Starts, stops or reboots a VMM, or makes it the target of a migration. */
  vmm_put_state: Operation<
    'PUT',
    '/vmms/{propolis_id}/state',
    {
      path: { propolis_id: Uuid };
      body: VmmPutStateBody;
      responses: { 200: VmmPutStateResponse; '4XX': Error; '5XX': Error };
    }
  >;

  /** Takes a snapshot of a disk that the VMM uses. */
  vmm_issue_disk_snapshot_request: Operation<
    'POST',
    '/vmms/{propolis_id}/disks/{disk_id}/snapshot',
    {
      path: { propolis_id: Uuid; disk_id: Uuid };
      body: VmmIssueDiskSnapshotRequestBody;
      responses: { 200: VmmIssueDiskSnapshotRequestResponse; '4XX': Error; '5XX': Error };
    }
  >;

  /** Attaches an external address. */
  vmm_put_external_ip: Operation<
    'PUT',
    '/vmms/{propolis_id}/external-ip',
    {
      path: { propolis_id: Uuid };
      body: InstanceExternalIpBody;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Detaches an external address. */
  vmm_delete_external_ip: Operation<
    'DELETE',
    '/vmms/{propolis_id}/external-ip',
    {
      path: { propolis_id: Uuid };
      body: InstanceExternalIpBody;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Makes the instance a member of a multicast group. */
  vmm_join_multicast_group: Operation<
    'PUT',
    '/vmms/{propolis_id}/multicast-group',
    {
      path: { propolis_id: Uuid };
      body: InstanceMulticastBody;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 7;
    }
  >;

  /** Ends a membership. */
  vmm_leave_multicast_group: Operation<
    'DELETE',
    '/vmms/{propolis_id}/multicast-group',
    {
      path: { propolis_id: Uuid };
      body: InstanceMulticastBody;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 7;
    }
  >;

  /** Replaces the list of attached subnets. */
  vmm_put_attached_subnets: Operation<
    'PUT',
    '/vmms/{propolis_id}/attached-subnets',
    {
      path: { propolis_id: Uuid };
      body: AttachedSubnets;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 18;
    }
  >;

  /** Attaches one more subnet. */
  vmm_post_attached_subnet: Operation<
    'POST',
    '/vmms/{propolis_id}/attached-subnets',
    {
      path: { propolis_id: Uuid };
      body: AttachedSubnet;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 18;
    }
  >;

  /** Detaches all subnets. */
  vmm_delete_attached_subnets: Operation<
    'DELETE',
    '/vmms/{propolis_id}/attached-subnets',
    {
      path: { propolis_id: Uuid };
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 18;
    }
  >;

  /** Detaches one subnet. */
  vmm_delete_attached_subnet: Operation<
    'DELETE',
    '/vmms/{propolis_id}/attached-subnets/{subnet}',
    {
      path: { propolis_id: Uuid; subnet: IpNet };
      responses: { 204: void; '4XX': Error; '5XX': Error };
      since: 18;
    }
  >;
}
