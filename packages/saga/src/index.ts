/**
 * Actions that all happen or are undone. Define actions with `action`, put them together with `dagBuilder`, store
 * `dag.stored`, read it back with `readDag`. A saga is its events: `apply` and `recover` make the state of them, `next` says
 * what to do. `runInMemory` tries things out; it is not durable. A `SagaEngine` is: `createJournal` of `@skewline/saga/journal`
 * makes one.
 */
export {
  action,
  type ActionContext,
  type ActionDefinition,
  actionId,
  type ActionStep,
  type ActionTypes,
  type AnyAction,
  defaultPolicy,
  defaultUndoPolicy,
  type Policy,
  type Readers,
  type Registry,
  registry,
  type RunContext,
  type Typed,
  type UndoContext,
  wired,
} from './action.ts';
export {
  type BuildResult,
  constant,
  type ConstantStep,
  type DagBuilder,
  dagBuilder,
  type Step,
  subsaga,
  type SubsagaStep,
} from './builder.ts';
export type { Dag, DagNode, NodeWork } from './dag.ts';
export { toDot, toMermaid } from './draw.ts';
export type {
  Boundary,
  EngineOptions,
  EngineTesting,
  EngineWarning,
  EngineWarningCode,
} from './engine/options.ts';
export {
  type Accepted,
  type AtRest,
  type EngineException,
  type EngineExceptionCode,
  type EngineName,
  type ParkCode,
  type Parked,
  type RecordedEvent,
  type RecoveryReport,
  type Rest,
  type SagaEngine,
  type SagaKey,
  type SagaPage,
  type SagaPhase,
  sagaPhases,
  type SagaQuery,
  type SagaRecord,
  type SagaSummary,
  type Started,
  type StartOptions,
  type WaitOptions,
} from './engine/port.ts';
export {
  type EngineRefusal,
  type EngineRefusalCode,
  engineRefusals,
  refuseEngine,
} from './engine/refusal.ts';
export {
  ActionFailure,
  convertError,
  type ErrorCode,
  errorCodes,
  type ErrorSource,
  isSagaError,
  type SagaError,
} from './error.ts';
export { eventKey, isSagaEvent, type NodeEvent, type SagaEvent, type WholeEvent } from './event.ts';
export { checkJson, DEFAULT_RESULT_LIMIT, type Json, type JsonCheck } from './json.ts';
export { firstError, type Next, next, type Outcome, type UndoNow } from './next.ts';
export type { NodePhase, NodeState } from './node-state.ts';
export {
  Fenced,
  type Injection,
  type Ownership,
  performAction,
  type Performed,
  type Performing,
  performUndo,
  unshared,
} from './perform.ts';
export { type ReadDag, readDag } from './read-dag.ts';
export { type InMemoryOptions, type InMemoryResult, runInMemory } from './run-in-memory.ts';
export {
  type Applied,
  apply,
  initialState,
  isDone,
  isUnwinding,
  recover,
  type RefusalCode,
  type Refused,
  type SagaState,
} from './state.ts';
export {
  type DagProblem,
  type DagProblemCode,
  dagProblemCodes,
  type StoredAction,
  type StoredConstant,
  type StoredDag,
  type StoredNode,
  type StoredSubsaga,
} from './stored-dag.ts';
