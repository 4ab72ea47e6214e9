export { decide, type DecideOptions } from './decide.ts';
export type {
  Choice,
  ChoiceReason,
  Decision,
  DiskPlacement,
  Refusal,
  RefusalCode,
} from './decision.ts';
export { type PlacementProblem, type PlacementProblemCode, placementProblems } from './problem.ts';
export { Rack } from './rack.ts';
export { type Random, seeded } from './random.ts';
export type {
  PlacementDisk,
  PlacementGroup,
  PlacementRequest,
  PlacementSled,
  PlacementZpool,
  RackSnapshot,
} from './snapshot.ts';
export { any, bestFit, spread, strategies, type Strategy } from './strategies.ts';
