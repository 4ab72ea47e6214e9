import type { Api } from '../../model/api.ts';
import type { Epochs } from '../../model/epochs.ts';
import type { FileMap } from '../../model/file-map.ts';
import { lineagesOf } from '../../plan/lineage.ts';
import type { StepPlan } from '../../plan/step.ts';
import { ExchangeValidators } from '../exchange-validators.ts';
import { apiModule } from './api-module.ts';
import type { ClientModel } from './client-model.ts';
import { methodDocs } from './method-docs.ts';
import { methodNames, pascalCase } from './method-names.ts';
import { methodsModule } from './methods-module.ts';
import type { ClientModules } from './modules.ts';
import { operationsModule } from './operations-module.ts';
import { responsesModule } from './responses-module.ts';

/** What is derived from an API; `sparse`: a number between two versions is a version too. */
export interface ClientInput {
  readonly api: Api;
  readonly epochs: Epochs;
  readonly identifiers: ReadonlyMap<string, string>;
  readonly steps: readonly StepPlan[];
  readonly sparse: boolean;
}

/**
 * `generated/client/`: what a program needs to call the newest version's operations, whichever version
 * its server speaks. Each operation stands by itself, so that a program carries only what it uses.
 */
export function emitClient(
  { api, epochs, identifiers, steps, sparse }: ClientInput,
  modules: ClientModules,
): FileMap {
  const newest = api.versions.at(-1);
  if (newest === undefined) return new Map();
  const names = methodNames(api.versions);
  const methods = lineagesOf({ api, steps })
    .filter(({ isCurrent }) => isCurrent)
    .map((lineage) => {
      const operation = lineage.operations.at(-1);
      const name = names.get(lineage.id);
      if (operation === undefined || name === undefined) {
        throw new Error(`No method for the operation ${lineage.id}`);
      }
      return { name, lineage, docs: methodDocs(operation, lineage, api.versions) };
    });
  const model: ClientModel = {
    api: api.name,
    typeName: pascalCase(api.name),
    versions: api.versions.map(({ id }) => id),
    sparse,
    newest,
    methods,
    modules,
  };
  const { folder } = modules;
  return new Map([
    [`${folder}/api.ts`, apiModule(model)],
    [`${folder}/methods.ts`, methodsModule(model)],
    [`${folder}/operations.ts`, operationsModule(model)],
    [
      `${folder}/responses.ts`,
      responsesModule(model, new ExchangeValidators(api, epochs, identifiers)),
    ],
  ]);
}
