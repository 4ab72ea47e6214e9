export type {
  AffinityGroup,
  AffinityPolicy,
  AntiAffinityGroup,
  FailureDomain,
  GroupKind,
  GroupMembership,
} from './affinity-group.ts';
export type { AutoRestart, AutoRestartPolicy, KarmicStatus } from './auto-restart.ts';
export type { ByteCount } from './byte-count.ts';
export type { InstanceCpuPlatform, SledCpuFamily, VmmCpuPlatform } from './cpu-platform.ts';
export type { Generation } from './generation.ts';
export type {
  InstanceEvent,
  InstanceEventKind,
  InstanceEventWhat,
  RestartGivenUp,
} from './instance-event.ts';
export type { ExternalInstanceState, InstanceState, IntendedState } from './instance-state.ts';
export type { Instance, InstanceRuntimeState, UpdaterLock } from './instance.ts';
export type { LocalDisk, LocalDiskAllocation } from './local-disk.ts';
export type {
  Migration,
  MigrationRuntimeState,
  MigrationSide,
  MigrationState,
} from './migration.ts';
export type { Dimension, Resources } from './resources.ts';
export type { RejectionCount, SledRejection } from './sled-rejection.ts';
export type { SledReservation, SledReservationState } from './sled-reservation.ts';
export type { SledVmmState } from './sled-vmm-state.ts';
export type { Baseboard, Sled, SledAddress, SledPolicy, SledState } from './sled.ts';
export type {
  StartAttempt,
  StartFailure,
  StartFailureCode,
  StartFault,
  StartOrigin,
  StartOutcome,
  Transience,
} from './start-attempt.ts';
export type { SledAgentFailureReason, VmmFailure, VmmFailureReason } from './vmm-failure-reason.ts';
export type { VmmState, VmmStateKind } from './vmm-state.ts';
export type { Vmm, VmmRuntimeState } from './vmm.ts';
export type {
  LocalStorageDataset,
  PhysicalDisk,
  PhysicalDiskKind,
  PhysicalDiskPolicy,
  PhysicalDiskState,
  Zpool,
} from './zpool.ts';
