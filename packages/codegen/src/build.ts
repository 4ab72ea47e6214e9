import { askProblems } from './build/ask-problems.ts';
import { defaultProblems } from './build/default-problems.ts';
import { parameterProblems } from './build/parameter-problems.ts';
import type { Planned } from './build/planned.ts';
import { storedProblems } from './build/stored-problems.ts';
import type { Config } from './config.ts';
import { emitChangelog } from './emit/changelog.ts';
import { emitClient } from './emit/client/client.ts';
import { modulesInPlace } from './emit/client/modules.ts';
import { emitConversions } from './emit/conversions.ts';
import type { DecisionForm } from './emit/decision-form.ts';
import { emitDecisions } from './emit/decisions.ts';
import { ExchangeValidators } from './emit/exchange-validators.ts';
import { emitExchanges } from './emit/exchanges.ts';
import { typeNames } from './emit/names.ts';
import { emitOpenApi } from './emit/openapi.ts';
import { emitOperations } from './emit/operations.ts';
import { findPatternProblems } from './emit/patterns.ts';
import { emitRefinements, refinementProblems } from './emit/refinements.ts';
import { emitSchemas } from './emit/schemas.ts';
import { emitServer } from './emit/server.ts';
import { type EmitOptions, emitShims } from './emit/shims.ts';
import { emitTypes } from './emit/types.ts';
import { emitValidators } from './emit/validators.ts';
import type { Api } from './model/api.ts';
import type { FileMap } from './model/file-map.ts';
import { computeEpochs } from './plan/epochs.ts';
import { type Finding, findingsOf } from './plan/findings.ts';
import { lineagesOf } from './plan/lineage.ts';
import { planSteps, type StepPlan } from './plan/step.ts';

export type { Planned } from './build/planned.ts';
export type { DecisionForm } from './emit/decision-form.ts';
export { emitRepresentation, planRepresentation, type Sides } from './build/representation.ts';

export function planApi(
  api: Api,
  config: Pick<Config, 'ask' | 'refine'> & Partial<Pick<Config, 'stored' | 'client' | 'server'>>,
): Planned {
  const epochs = computeEpochs(api);
  const identifiers = typeNames(api);
  const steps = planSteps(api, epochs, { identifiers, asks: config.ask });
  const problems = [
    ...askProblems(steps, config.ask),
    ...refinementProblems(epochs, config.refine),
    ...defaultProblems(api),
    ...findPatternProblems(api),
    ...storedProblems(api, config.stored ?? []),
    ...(hasExchanges(config) ? parameterProblems(api) : []),
  ];
  return { api, epochs, identifiers, steps, problems };
}

/** What skewline.json says that decides what is written. */
export type EmitConfig = Pick<Config, 'doNotForward' | 'refine'> &
  Partial<Pick<Config, 'sparse' | 'types' | 'client' | 'server'>>;

/**
 * The whole package as text, paths relative to the folder of sources. Pure: where the package has its
 * decisions has to be found out before.
 */
export function emitPackage(
  planned: Planned,
  config: EmitConfig,
  decisions: DecisionForm = 'one',
): FileMap {
  const { api, epochs, identifiers, steps } = planned;
  const options: EmitOptions = {
    identifiers,
    decisions,
    doNotForward: config.doNotForward,
    sparse: config.sparse === true,
  };
  const maps: readonly FileMap[] = [
    emitTypes(api, epochs),
    emitSchemas(api, epochs),
    emitValidators(api, epochs, config.refine),
    emitRefinements(epochs, identifiers, config.refine),
    emitDecisions(steps, decisions),
    emitShims(steps, options),
    emitOperations(steps, options),
    emitConversions(steps, epochs, options),
    emitChangelog(api, changesOf(planned)),
    ...emitEnds(planned, config),
    // Who reads an API from documents has them already, but a server gives them out.
    ...(config.types !== undefined || config.server === true ? [emitOpenApi(api)] : []),
  ];
  return new Map(maps.flatMap((map) => [...map]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the two ends of an exchange need, where skewline.json asks for one of them. */
function emitEnds(planned: Planned, config: EmitConfig): readonly FileMap[] {
  if (!hasExchanges(config)) return [];
  const { api, epochs, identifiers } = planned;
  const lineages = lineagesOf(planned, config.doNotForward);
  const validators = new ExchangeValidators(api, epochs, identifiers);
  const sparse = config.sparse === true;
  return [
    emitExchanges(lineages, validators, epochs, identifiers),
    ...(config.client === true ? [emitClient({ ...planned, sparse }, modulesInPlace)] : []),
    ...(config.server === true ? [emitServer(api, lineages, validators, sparse)] : []),
  ];
}

function hasExchanges({ client, server }: Partial<Pick<Config, 'client' | 'server'>>): boolean {
  return client === true || server === true;
}

export function changesOf(planned: Planned): readonly (readonly [StepPlan, readonly Finding[]])[] {
  return planned.steps.map((step) => [step, findingsOf(step)] as const);
}
