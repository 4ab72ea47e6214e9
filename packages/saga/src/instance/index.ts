/**
 * The sagas of instances, and what is decided in them and around them.
 *
 *     const services: InstanceServices = { database, sledAgent, network, engine: () => engine, … };
 *     const actions = registry(instanceSagas(services).flatMap((saga) => saga.actions));
 *     const onRest = (saga: SagaSummary) => settleAttemptOf(services, saga);
 *     const engine = await createJournal(database, { actions, onRest });
 *     await settleStartAttempts(services); // and every now and then
 *     const answer = await requestStart(services, { instanceId, origin: 'user', requestId });
 *
 * `request…` asks for something; what cannot be is refused, as a value with the HTTP status. What is begun is a saga, and
 * goes on by itself. Whoever hears from a sled agent says so with `handleReport`; what follows from it is an update.
 *
 * What is decided is pure: facts go in, what to do comes out, and both are plain data. It reads no clock and no database,
 * and does not throw at a snapshot that contradicts itself.
 *
 *     const update = decideUpdate(snapshot, now);
 *     if (update === null) return; // all is as it should be
 *
 * - `decideStartRequest`: what to answer to a start (A2.1).
 * - `decideUpdate`: what an instance becomes when its VMMs or its migration have ended (A3.5, A3.7).
 * - `decideVmmCheck`: what an answer of a sled agent says about a VMM (A5, the watcher).
 * - `decideReincarnation`: whether an instance that failed is started again, and when (A5).
 */
export { type SettledAttempts, settleAttemptOf, settleStartAttempts } from './attempts.ts';
export { startFailureOf } from './attempts/failure.ts';
export { checkCreate, createLimits } from './create/check.ts';
export { newRecord as newInstanceRecord } from './create/record.ts';
export type {
  AddressOfPool,
  CreateAddress,
  CreateDisk,
  CreateInterface,
  InstanceCreateParams,
  NewInstance,
  StartOfCreated,
} from './create/params.ts';
export { type CreateRequested, requestCreate } from './create/request.ts';
export { type DeleteRequest, type DeleteRequested, requestDelete } from './delete/request.ts';
export { decideMigrateRequest, type MigrateDecision, type MigrateFacts } from './migrate/decide.ts';
export { type MigrateRequest, type MigrateStarted, requestMigrate } from './migrate/request.ts';
export { type MigrationOutcome, migrationOutcome } from './migration-outcome.ts';
export {
  decideReincarnation,
  defaultRestartLimits,
  type ReincarnationDecision,
  type ReincarnationFacts,
  type RestartLimits,
} from './reincarnation.ts';
export { type RebootResult, requestReboot } from './reboot.ts';
export { handleReport, type ReportWrite } from './report.ts';
export type { InstanceSaga } from './saga.ts';
export { instanceSagas } from './sagas.ts';
export type {
  BackgroundTask,
  CallOptions,
  InstanceNetwork,
  InstanceServices,
  SledAgent,
  SledAgentResult,
  VmmRegistration,
  VmmStateRequest,
} from './services.ts';
export {
  answerOfSagaError,
  type SledAgentError,
  sledAgentErrorAnswer,
  type SledAgentErrorKind,
  sledAgentErrorKind,
  type UserAnswer,
} from './sled-agent-error.ts';
export { beginStart, requestStart, type StartAccepted } from './start-request.ts';
export {
  decideStartRequest,
  type StartRefusalCode,
  type StartRequestDecision,
  type StartRequestFacts,
} from './start/decide-request.ts';
export { requestStop, type StopAccepted, type StopRequest } from './stop/request.ts';
export {
  decideUpdate,
  type InstanceUpdate,
  type NetworkChange,
  type UpdateSnapshot,
} from './update.ts';
export { type MarkedFailed, markVmmFailedAndUpdate, requestUpdate, runUpdate } from './updater.ts';
export {
  decideVmmCheck,
  type FoundFailure,
  type GatewayAnswer,
  incompleteOf,
  type IncompleteReason,
  isSledOff,
  isVmmGone,
  type SledAnswer,
  type SledPower,
  sledPowerOf,
  type SledPowerState,
  type VmmCheckFacts,
  type VmmCheckResult,
  type VmmCheckStep,
  type VmmCheckWrite,
} from './watcher.ts';
