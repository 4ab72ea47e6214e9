/**
 * What the control plane decides about instances and their VMMs, apart from where it is performed:
 * facts go in, what to do comes out, and both are plain data. Nothing here reads a clock or a database,
 * and nothing throws at a snapshot that contradicts itself.
 *
 *     const update = decideUpdate(snapshot, now);
 *     if (update === null) return; // all is as it should be
 *
 * - `decideUpdate`: what an instance becomes when its VMMs or its migration have ended (A3.5, A3.7).
 * - `decideVmmCheck`: what an answer of a sled agent says about a VMM (A5, the watcher).
 * - `decideReincarnation`: whether an instance that failed is started again, and when (A5).
 */
export { type MigrationOutcome, migrationOutcome } from './migration-outcome.ts';
export {
  decideReincarnation,
  defaultRestartLimits,
  type ReincarnationDecision,
  type ReincarnationFacts,
  type RestartLimits,
} from './reincarnation.ts';
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
