import type { Config } from './config.ts';
import { emitConversions } from './emit/conversions.ts';
import { emitDecisions } from './emit/decisions.ts';
import { typeNames } from './emit/names.ts';
import { emitOperations } from './emit/operations.ts';
import { emitSchemas } from './emit/schemas.ts';
import { type EmitOptions, emitShims } from './emit/shims.ts';
import { emitTypes } from './emit/types.ts';
import { emitValidators } from './emit/validators.ts';
import type { Api } from './model/api.ts';
import type { FileMap } from './model/file-map.ts';
import type { Problem } from './model/problem.ts';
import { computeEpochs, type EpochsWithShapes } from './plan/epochs.ts';
import { type Finding, findingsOf } from './plan/findings.ts';
import { planSteps, type StepPlan } from './plan/step.ts';

/** What is derived from an API before anything is written as text. */
export interface Planned {
  readonly api: Api;
  readonly epochs: EpochsWithShapes;
  readonly identifiers: ReadonlyMap<string, string>;
  readonly steps: readonly StepPlan[];
  readonly problems: readonly Problem[];
}

export function planApi(api: Api, config: Pick<Config, 'review'>): Planned {
  const epochs = computeEpochs(api);
  const identifiers = typeNames(api);
  const steps = planSteps(api, epochs, { identifiers, reviews: config.review });
  return { api, epochs, identifiers, steps, problems: reviewProblems(steps, config) };
}

/** The whole package as text, paths relative to the folder of sources. Pure. */
export function emitPackage(planned: Planned, config: Pick<Config, 'doNotForward'>): FileMap {
  const { api, epochs, identifiers, steps } = planned;
  const options: EmitOptions = {
    identifiers,
    decisions: '../decisions.ts',
    doNotForward: config.doNotForward,
  };
  const maps: readonly FileMap[] = [
    emitTypes(api, epochs),
    emitSchemas(api, epochs),
    emitValidators(api, epochs),
    emitDecisions(steps),
    emitShims(steps, options),
    emitOperations(steps, options),
    emitConversions(steps, epochs, options),
  ];
  return new Map(maps.flatMap((map) => [...map]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function changesOf(planned: Planned): readonly (readonly [StepPlan, readonly Finding[]])[] {
  return planned.steps.map((step) => [step, findingsOf(step)] as const);
}

function reviewProblems(steps: readonly StepPlan[], config: Pick<Config, 'review'>): Problem[] {
  const problems: Problem[] = [];
  for (const { step, direction, type } of config.review) {
    const plan = steps.find(({ newer }) => newer.id.text === step)?.[direction];
    const found = plan?.holes.some((hole) => hole.reason === 'asked' && hole.type === type) ?? false;
    if (found) continue;
    problems.push({
      code: 'hole_unknown',
      severity: 'error',
      message: `nothing of ${type} changes in step ${step} ${direction}, so there is nothing to review`,
      fix: 'take the entry out of "review" in skewline.json, or correct its step, direction or type',
      file: 'skewline.json',
      pointer: '/review',
      version: step,
      type,
    });
  }
  return problems;
}
