export { decide, type DecideOptions } from './decide.ts';
export type {
  Choice,
  ChoiceReason,
  Decision,
  DiskPlacement,
  Refusal,
  RefusalCode,
} from './decision.ts';
export { dryRun, explain, type ExplainOptions } from './explain.ts';
export { explainSled, type SledExplanation, type SledTest } from './explain-sled.ts';
export { rejectedSleds, rejectedWhenReserving } from './explain-sleds.ts';
export type { Explanation, ReasonReport, RequiredSled, SledCounts } from './explain/explanation.ts';
export { placementFailure } from './explain/failure.ts';
export { explainReserving } from './explain/reserving.ts';
export type { GroupReport } from './explain/group-report.ts';
export type { Remedy } from './hint/remedy.ts';
export { type PlacementProblem, type PlacementProblemCode, placementProblems } from './problem.ts';
export { Rack } from './rack.ts';
export { type Random, seeded } from './random.ts';
export {
  type Considered,
  type NotReserved,
  reserve,
  type Reserved,
  type ReserveOptions,
  type ReserveRequest,
  type ReserveResult,
  type Tries,
} from './reserve.ts';
export type { ReserveRefusal, ReserveRefusalCode } from './reserve/refusal.ts';
export type {
  PlacementDisk,
  PlacementGroup,
  PlacementRequest,
  PlacementSled,
  PlacementZpool,
  RackSnapshot,
} from './snapshot.ts';
export { operatorText, publicText, summary } from './render.ts';
export type {
  InsertOutcome,
  Loss,
  PlacementKey,
  PlacementReading,
  PlacementStore,
  PlannedReservation,
} from './store-port.ts';
export { any, bestFit, spread, strategies, type Strategy } from './strategies.ts';
export { whatIf } from './what-if.ts';
export type { Change } from './what-if/change.ts';
