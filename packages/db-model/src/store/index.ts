/**
 * Reads and writes of the control plane's tables, in the words of the domain. Every function takes a
 * transaction; those that are one statement, or only read, take a database's `kysely` as well.
 *
 *     const done = await database.transaction((transaction) =>
 *       vmmAndMigrationUpdateRuntime(transaction, vmmId, runtime, { migrationIn, migrationOut }),
 *     );
 *     if (done instanceof Refusal) return answer(done.status, done.code, done.message);
 *
 * A write that comes too late is no error: it says that it changed nothing. What is refused is a value
 * with a code and an HTTP status. Exceptions are the database's own: it is gone, or it is full.
 */
export {
  deleteMember,
  fetchGroup,
  type Group,
  insertGroup,
  insertMember,
  listGroupsOfInstance,
  listMembers,
  markGroupDeleted,
} from './affinity-group.ts';
export {
  abandonedVmms,
  deleteReservationsOfDeletedVmms,
  type RemovedVmm,
  removeAbandonedVmm,
} from './background/abandoned-vmm.ts';
export { instancesToRestart, type RestartReason } from './background/instances-to-restart.ts';
export {
  eventsAlwaysKept,
  purgeInstanceEvents,
  purgeStartAttempts,
} from './background/retention.ts';
export { type VmmToWatch, vmmsToWatch } from './background/vmms-to-watch.ts';
export {
  attachDisk,
  type Attachment,
  detachDisk,
  detachDisksOfInstance,
  insertDisk,
  listLocalDisks,
  markDiskDeleted,
  mayChangeDisks,
  type NewDisk,
  setBootDisk,
} from './disk.ts';
export { fetchDisk, listDisks } from './disk-page.ts';
export {
  allocateExternalIp,
  attachFloatingIp,
  insertIpPoolRange,
  type InstanceOfProject,
  listExternalIps,
  type NewExternalIp,
  type NewIpPoolRange,
  releaseExternalIp,
  releaseExternalIpsOfInstance,
} from './external-ip.ts';
export {
  fetchGroupMember,
  type GroupChange,
  type GroupMember,
  listGroupMembers,
  listGroups,
  readJoinFacts,
  updateGroup,
} from './group-page.ts';
export {
  appendInstanceEvent,
  type EventPageOf,
  type InstanceEventPage,
  listInstanceEvents,
} from './instance-event.ts';
export {
  type InstanceToUpdate,
  instancesNeedingUpdate,
  type UpdateReason,
} from './instance-update.ts';
export {
  type InstanceReading,
  type ListedInstance,
  readInstance,
  readInstances,
  readInstanceWhere,
  type ReadingOptions,
  type SeenRunFailure,
} from './instance-page.ts';
export { beginInstanceRemoval, finishInstanceRemoval } from './instance-removal.ts';
export {
  fetchInstance,
  insertInstance,
  listInstances,
  markInstanceDeleted,
  setIntendedState,
  updateInstanceRuntime,
} from './instance.ts';
export {
  fetchMigration,
  insertMigration,
  isMigrationInTheWay,
  listMigrations,
  markMigrationDeleted,
  markMigrationFailed,
  type MigrationIds,
  type MigrationIdsWrite,
  setMigrationIds,
} from './migration.ts';
export { releaseLocalStorage } from './local-storage.ts';
export { type NamedKey, type NamedPage, type NamedSort, pageOfNamed } from './named-page.ts';
export {
  insertNetworkInterface,
  listNetworkInterfaces,
  markNetworkInterfaceDeleted,
  markNetworkInterfacesOfInstanceDeleted,
  type NewNetworkInterface,
  type Subnet,
} from './network-interface.ts';
export {
  findRackInstance,
  findRackVmm,
  findSagaRow,
  listInstanceEventRows,
  listRackInstances,
  listRackMigrations,
  listRackStartAttempts,
  listRackVmms,
  listSagaEventRows,
  listSagaRows,
  listSagasAbout,
  type RackInstance,
  type RackInstanceFilter,
  type RackMigrationFilter,
  type RackStartAttempt,
  type RackStartAttemptFilter,
  type RackVmm,
  type RackVmmFilter,
  type SagaFilter,
  type SagaRowKey,
  type SagaSummaryRow,
} from './operator/index.ts';
export {
  type Alongside,
  type InsertFacts,
  insertPlannedReservation,
  isPoolInService,
  type LostReservation,
  type PlacementDatabase,
  placementDatabase,
  type PlacementDatabaseOptions,
  type PlacementKey,
  type PlacementReading,
  type PlannedDisk,
  type PlannedReservation,
  readPlacement,
  readPools,
  type ReservationOutcome,
  type StoredDisk,
  type StoredGroup,
  type StoredPool,
  type StoredSled,
} from './placement.ts';
export {
  addProjectMember,
  fetchProject,
  findProjectById,
  findProjectsByName,
  insertProject,
  isProjectMember,
  listProjectMembers,
  listProjects,
  markProjectDeleted,
  type NewProject,
  type ProjectChange,
  type ProjectMembership,
  removeProjectMember,
  updateProject,
  type Viewer,
} from './project.ts';
export { nextPropolisAddress } from './propolis-address.ts';
export {
  type Charge,
  chargeProvisioning,
  fetchProvisioning,
  type Provisioned,
  type Quota,
  releaseProvisioning,
  setQuota,
} from './provisioning.ts';
export type { InTransaction, PageOf, Queries } from './queries.ts';
export { type StoreRefusal, type StoreRefusalCode, storeRefusals } from './refusals.ts';
export {
  deleteReservation,
  insertReservation,
  listReservations,
  swapReservations,
} from './reservation.ts';
export {
  expungeSled,
  setSledEvacuating,
  setSledPolicy,
  type SledFacts,
  type ToldDisk,
  writeToldSled,
} from './sled-change.ts';
export {
  type InstanceOnSled,
  listInstancesOnSled,
  listSledPage,
  readSledUse,
  type SledUse,
} from './sled-use.ts';
export { fetchSled, listSleds, upsertSled } from './sled.ts';
export {
  type AttemptKey,
  type AttemptPage,
  type AttemptRecord,
  fetchAttemptRecord,
  noteRejectedSleds,
  pageOfAttemptRecords,
  pageOfStartAttempts,
} from './start-attempt-page.ts';
export {
  fetchStartAttempt,
  finishStartAttempt,
  listOpenStartAttempts,
  listStartAttempts,
  noteVmmOfStartAttempt,
  openStartAttempt,
  type StartAttemptKey,
  type StartAttemptWrite,
} from './start-attempt.ts';
export {
  type ApiToken,
  findToken,
  type HashedToken,
  insertToken,
  listTokensOfUser,
  markTokenDeleted,
} from './token.ts';
export {
  commitAndUnlock,
  type HeldLock,
  inheritLock,
  type InstanceCommit,
  lockInstance,
  type LockResult,
  unlockInstance,
  type UnlockResult,
} from './updater-lock.ts';
export { type ApiUser, fetchUserByName, listUsers, putUser } from './user.ts';
export { type RuntimeUpdate, vmmAndMigrationUpdateRuntime } from './vmm-runtime.ts';
export {
  fetchVmm,
  insertVmm,
  listVmms,
  listVmmsOnSled,
  markVmmDeleted,
  markVmmFailed,
  markVmmSagaUnwound,
  type VmmWrite,
} from './vmm.ts';
