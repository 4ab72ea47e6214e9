import type { Api } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';
import type { EpochsWithShapes } from '../plan/epochs.ts';
import type { StepPlan } from '../plan/step.ts';

/** What is derived from an API, or from two representations, before anything is written as text. */
export interface Planned {
  readonly api: Api;
  readonly epochs: EpochsWithShapes;
  readonly identifiers: ReadonlyMap<string, string>;
  readonly steps: readonly StepPlan[];
  readonly problems: readonly Problem[];
}
