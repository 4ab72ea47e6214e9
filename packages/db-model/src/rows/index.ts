/** The tables' rows, and the words that their enums and JSON columns have. */
export type {
  AffinityGroupRow,
  AffinityPolicyLabel,
  AntiAffinityGroupRow,
  FailureDomainLabel,
  GroupMembershipRow,
} from './affinity-group.ts';

export type { DiskRow, DiskStateLabel, DiskTypeLabel, LocalStorageDiskRow } from './disk.ts';
export type {
  ExternalInstanceStateLabel,
  InstanceEventData,
  InstanceEventRow,
  InstanceEventWhatRow,
  RestartGivenUpLabel,
} from './instance-event.ts';
export type {
  AutoRestartPolicyLabel,
  InstanceCpuPlatformLabel,
  InstanceRow,
  InstanceStateLabel,
  IntendedStateLabel,
  StoredInstanceRow,
} from './instance.ts';
export type { MigrationRow, MigrationStateLabel } from './migration.ts';
export type {
  ExternalIpKindLabel,
  ExternalIpRow,
  IpPoolRangeRow,
  NetworkInterfaceRow,
} from './network.ts';
export type {
  PhysicalDiskKindLabel,
  PhysicalDiskPolicyLabel,
  PhysicalDiskRow,
  PhysicalDiskStateLabel,
} from './physical-disk.ts';
export type { ProjectMemberRow, ProjectRow } from './project.ts';
export type {
  VirtualProvisioningCollectionRow,
  VirtualProvisioningResourceRow,
} from './provisioning.ts';
export type {
  SagaEngineLabel,
  SagaEventRow,
  SagaExecutorRow,
  SagaRow,
  SagaStateLabel,
} from './saga.ts';
export type { SledResourceVmmRow, SledResourceVmmStateLabel } from './sled-resource-vmm.ts';
export type { SledCpuFamilyLabel, SledPolicyLabel, SledRow, SledStateLabel } from './sled.ts';
export type {
  RejectedSledRow,
  RejectionCountRow,
  SledRejectionLabel,
  StartAttemptRow,
  StartFailureCodeLabel,
  StartFaultLabel,
  StartOriginLabel,
  StartOutcomeLabel,
  StoredStartAttemptRow,
  TransienceLabel,
} from './start-attempt.ts';
export type { Tables } from './tables.ts';
export type { ApiTokenRow, StoredApiTokenRow } from './token.ts';
export type { ApiRoleLabel, ApiUserRow } from './user.ts';
export type { VmmCpuPlatformLabel, VmmFailureReasonLabel, VmmRow, VmmStateLabel } from './vmm.ts';
export type {
  CrucibleDatasetRow,
  LocalStorageAllocationRow,
  LocalStorageDatasetRow,
  LocalStorageUnencryptedAllocationRow,
  ZpoolRow,
} from './zpool.ts';
