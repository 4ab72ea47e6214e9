/**
 * What the control plane speaks about: VMMs with their state and why it failed, instances, sleds and
 * what they have room for, groups, attempts to start and what happened.
 *
 * All of it is plain data, in and out of JSON as it is: readonly, never mutated, times as RFC 3339
 * text. A function that changes something gives a new value, or the very same if nothing changes:
 *
 *     const runtime = transition(vmm.runtime, { kind: 'stopping' }, now);
 *     if (runtime === vmm.runtime) return; // it was stopping already
 *
 * A state with something to say is a union told apart by `kind`. What a type cannot express has a
 * `check…`, which gives a problem or null.
 */
export {
  type AffinityGroup,
  type AffinityPolicy,
  type AntiAffinityGroup,
  checkJoin,
  type FailureDomain,
  type GroupKind,
  groupLimits,
  type GroupMembership,
  type JoinFacts,
} from './affinity-group.ts';
export { type AutoRestart, type AutoRestartPolicy, defaultAutoRestart } from './auto-restart.ts';
export type { ByteCount } from './byte-count.ts';
export {
  familiesForStart,
  familiesOfPlatform,
  type InstanceCpuPlatform,
  minimumPlatformOfFamily,
  platformOfVmm,
  type SledCpuFamily,
  type VmmCpuPlatform,
} from './cpu-platform.ts';
export { addSeconds, compareTimes } from './date-time.ts';
export { externalState, externalStateOfVmm, type ExternalInstanceState } from './external-state.ts';
export type { Generation } from './generation.ts';
export {
  type InstanceEvent,
  type InstanceEventKind,
  type InstanceEventWhat,
  nextInstanceEvent,
  publicInstanceEvent,
  type RestartGivenUp,
} from './instance-event.ts';
export type { InstanceState, IntendedState } from './instance-state.ts';
export {
  checkInstance,
  type Instance,
  type InstanceRuntimeState,
  type UpdaterLock,
} from './instance.ts';
export {
  type KarmicStatus,
  karmicStatus,
  needsReincarnation,
  shouldReincarnate,
} from './karmic-status.ts';
export {
  fitsHeadroom,
  type LocalDisk,
  type LocalDiskAllocation,
  maxDisksPerInstance,
  requiredDatasetSize,
} from './local-disk.ts';
export type {
  Migration,
  MigrationRuntimeState,
  MigrationSide,
  MigrationState,
} from './migration.ts';
export {
  destroyableVmmStates,
  isVmmDestroyable,
  isMigrationTerminal,
  isVmmOnSled,
  isVmmTerminal,
  terminalMigrationStates,
  terminalVmmStates,
  vmmStatesNotOnSled,
} from './predicates.ts';
export { type DomainProblem, type DomainProblemCode, domainProblems } from './problem.ts';
export {
  addResources,
  type Dimension,
  dimensions,
  noResources,
  type Resources,
  resourcesFit,
  shortfall,
} from './resources.ts';
export {
  type RejectedSled,
  type RejectionCount,
  type SledRejection,
  sledRejections,
  type SledRejectionText,
} from './sled-rejection.ts';
export type { SledReservation, SledReservationState } from './sled-reservation.ts';
export {
  isUpdateNeeded,
  migrations,
  type SledMigrations,
  type SledVmmState,
  type WrittenReport,
} from './sled-vmm-state.ts';
export {
  type Baseboard,
  isProvisionable,
  type Sled,
  type SledAddress,
  type SledPolicy,
  type SledState,
} from './sled.ts';
export {
  finishStartAttempt,
  newStartAttempt,
  publicStartAttempt,
  type StartAttempt,
  type StartFailure,
  startFailure,
  type StartFailureCode,
  startFailureCodes,
  type StartFailureFacts,
  type StartFailureText,
  type StartFault,
  type StartOrigin,
  type StartOutcome,
  type StartRequest,
  type Transience,
} from './start-attempt.ts';
export {
  isSledAgentFailureReason,
  type SledAgentFailureReason,
  type VmmFailure,
  type VmmFailureReason,
  vmmFailureReasons,
  type VmmFailureReasonText,
} from './vmm-failure-reason.ts';
export { sameVmmState, type VmmState, type VmmStateKind, vmmStateKinds } from './vmm-state.ts';
export {
  checkVmm,
  defaultPropolisPort,
  lastFailureOf,
  markVmmFailed,
  markVmmSagaUnwound,
  newVmm,
  transition,
  transitionVmm,
  type Vmm,
  type VmmPlan,
  type VmmRuntimeState,
} from './vmm.ts';
export {
  headroom,
  type LocalStorageDataset,
  type PhysicalDisk,
  type PhysicalDiskKind,
  type PhysicalDiskPolicy,
  type PhysicalDiskState,
  type Zpool,
} from './zpool.ts';
