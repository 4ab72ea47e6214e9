import type {
  AffinityGroupRow,
  AntiAffinityGroupRow,
  GroupMembershipRow,
} from './affinity-group.ts';
import type { DiskRow, LocalStorageDiskRow } from './disk.ts';
import type { InstanceEventRow } from './instance-event.ts';
import type { StoredInstanceRow } from './instance.ts';
import type { MigrationRow } from './migration.ts';
import type { ExternalIpRow, IpPoolRangeRow, NetworkInterfaceRow } from './network.ts';
import type { PhysicalDiskRow } from './physical-disk.ts';
import type { ProjectMemberRow, ProjectRow } from './project.ts';
import type {
  VirtualProvisioningCollectionRow,
  VirtualProvisioningResourceRow,
} from './provisioning.ts';
import type { SagaEventRow, SagaExecutorRow, SagaRow } from './saga.ts';
import type { SledResourceVmmRow } from './sled-resource-vmm.ts';
import type { SledRow } from './sled.ts';
import type { StoredStartAttemptRow } from './start-attempt.ts';
import type { StoredApiTokenRow } from './token.ts';
import type { ApiUserRow } from './user.ts';
import type { VmmRow } from './vmm.ts';
import type {
  CrucibleDatasetRow,
  LocalStorageAllocationRow,
  LocalStorageDatasetRow,
  LocalStorageUnencryptedAllocationRow,
  ZpoolRow,
} from './zpool.ts';

/** The tables, as kysely wants to know them. */
export interface Tables {
  readonly affinity_group: AffinityGroupRow;
  readonly affinity_group_instance_membership: GroupMembershipRow;
  readonly anti_affinity_group: AntiAffinityGroupRow;
  readonly anti_affinity_group_instance_membership: GroupMembershipRow;
  readonly api_token: StoredApiTokenRow;
  readonly api_user: ApiUserRow;
  readonly crucible_dataset: CrucibleDatasetRow;
  readonly disk: DiskRow;
  readonly disk_type_local_storage: LocalStorageDiskRow;
  readonly external_ip: ExternalIpRow;
  readonly instance: StoredInstanceRow;
  readonly instance_event: InstanceEventRow;
  readonly ip_pool_range: IpPoolRangeRow;
  readonly local_storage_dataset_allocation: LocalStorageAllocationRow;
  readonly local_storage_unencrypted_dataset_allocation: LocalStorageUnencryptedAllocationRow;
  readonly migration: MigrationRow;
  readonly network_interface: NetworkInterfaceRow;
  readonly physical_disk: PhysicalDiskRow;
  readonly project: ProjectRow;
  readonly project_member: ProjectMemberRow;
  readonly rendezvous_local_storage_dataset: LocalStorageDatasetRow;
  readonly rendezvous_local_storage_unencrypted_dataset: LocalStorageDatasetRow;
  readonly saga: SagaRow;
  readonly saga_event: SagaEventRow;
  readonly saga_executor: SagaExecutorRow;
  readonly sled: SledRow;
  readonly sled_resource_vmm: SledResourceVmmRow;
  readonly start_attempt: StoredStartAttemptRow;
  readonly virtual_provisioning_collection: VirtualProvisioningCollectionRow;
  readonly virtual_provisioning_resource: VirtualProvisioningResourceRow;
  readonly vmm: VmmRow;
  readonly zpool: ZpoolRow;
}
