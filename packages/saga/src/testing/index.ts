/**
 * Tests for sagas of yours. A `SagaSubject` says what to run and what may be left; each check runs it many times and
 * gives a report as a value, in memory or on an engine:
 *
 * ```ts
 * const subject: SagaSubject = {
 *   name: 'parcel',
 *   fresh: async () => freshSaga(dag, { parcel: randomUUID() }),
 *   leftovers: async () => [...shelf],
 * };
 * assertNoFaults(...(await checkSaga(subject)));
 * ```
 *
 * `crashEverywhere` kills processes; see there, and `runCrashChild`.
 */
export { checkSaga } from './check-saga.ts';
export { type CrashPoint, crashPoint, runCrashChild } from './crash-child.ts';
export {
  crashEverywhere,
  type CrashKill,
  type CrashOptions,
  type CrashReport,
} from './crash-everywhere.ts';
export type { CrashMessage, CrashPlan, CrashRan } from './crash-plan.ts';
export { everyActionTwice } from './every-action-twice.ts';
export { everyNodeFails, everyNodeFailsRepeatingUndo } from './every-node-fails.ts';
export { everyUndoFails } from './every-undo-fails.ts';
export {
  assertNoFaults,
  type CheckReport,
  describeReport,
  type Fault,
  type FaultCode,
  SagaCheckFailed,
} from './report.ts';
export {
  type Injections,
  inMemory,
  makeInjections,
  onEngine,
  type SagaRunner,
  type Trial,
} from './runner.ts';
export { type FreshSaga, freshSaga, type RanSaga, type SagaSubject } from './subject.ts';
