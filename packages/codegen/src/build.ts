import { askProblems } from './build/ask-problems.ts';
import type { Planned } from './build/planned.ts';
import { storedProblems } from './build/stored-problems.ts';
import type { Config } from './config.ts';
import { emitChangelog } from './emit/changelog.ts';
import { emitConversions } from './emit/conversions.ts';
import { emitDecisions } from './emit/decisions.ts';
import { typeNames } from './emit/names.ts';
import { emitOpenApi } from './emit/openapi.ts';
import { emitOperations } from './emit/operations.ts';
import { findPatternProblems } from './emit/patterns.ts';
import { emitRefinements, refinementProblems } from './emit/refinements.ts';
import { emitSchemas } from './emit/schemas.ts';
import { type EmitOptions, emitShims } from './emit/shims.ts';
import { emitTypes } from './emit/types.ts';
import { emitValidators } from './emit/validators.ts';
import type { Api } from './model/api.ts';
import type { FileMap } from './model/file-map.ts';
import { computeEpochs } from './plan/epochs.ts';
import { type Finding, findingsOf } from './plan/findings.ts';
import { planSteps, type StepPlan } from './plan/step.ts';

export type { Planned } from './build/planned.ts';
export { emitRepresentation, planRepresentation, type Sides } from './build/representation.ts';

export function planApi(
  api: Api,
  config: Pick<Config, 'ask' | 'refine'> & Partial<Pick<Config, 'stored'>>,
): Planned {
  const epochs = computeEpochs(api);
  const identifiers = typeNames(api);
  const steps = planSteps(api, epochs, { identifiers, asks: config.ask });
  const problems = [
    ...askProblems(steps, config.ask),
    ...refinementProblems(epochs, config.refine),
    ...findPatternProblems(api),
    ...storedProblems(api, config.stored ?? []),
  ];
  return { api, epochs, identifiers, steps, problems };
}

/** The whole package as text, paths relative to the folder of sources. Pure. */
export function emitPackage(
  planned: Planned,
  config: Pick<Config, 'doNotForward' | 'refine'> & Partial<Pick<Config, 'sparse' | 'types'>>,
): FileMap {
  const { api, epochs, identifiers, steps } = planned;
  const options: EmitOptions = {
    identifiers,
    decisions: '../decisions.ts',
    doNotForward: config.doNotForward,
    sparse: config.sparse === true,
  };
  const maps: readonly FileMap[] = [
    emitTypes(api, epochs),
    emitSchemas(api, epochs),
    emitValidators(api, epochs, config.refine),
    emitRefinements(epochs, identifiers, config.refine),
    emitDecisions(steps),
    emitShims(steps, options),
    emitOperations(steps, options),
    emitConversions(steps, epochs, options),
    emitChangelog(api, changesOf(planned)),
    // Who reads an API from documents has them already.
    ...(config.types === undefined ? [] : [emitOpenApi(api)]),
  ];
  return new Map(maps.flatMap((map) => [...map]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function changesOf(planned: Planned): readonly (readonly [StepPlan, readonly Finding[]])[] {
  return planned.steps.map((step) => [step, findingsOf(step)] as const);
}
