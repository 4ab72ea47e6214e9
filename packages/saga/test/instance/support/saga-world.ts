import type { Database, Tables } from '@skewline/db-model';
import type { ActionStep } from '../../../src/action.ts';
import { registry } from '../../../src/action.ts';
import type { AtRest, Rest, SagaEngine } from '../../../src/engine/port.ts';
import type { InstanceSaga } from '../../../src/instance/saga.ts';
import type { InstanceServices } from '../../../src/instance/services.ts';
import { updateSagas } from '../../../src/instance/updater.ts';
import { createJournal } from '../../../src/journal/index.ts';
import { type Injections, makeInjections } from '../../../src/testing/index.ts';
import { leftovers } from './leftovers.ts';
import { watched } from './quiet.ts';
import { makeWorld, type World, type WorldOptions } from './world.ts';

/** A world whose sagas run on a journal, with updates and those that are wanted. */
export interface SagaWorld extends World {
  readonly engine: SagaEngine;
  readonly injections: Injections;
  /** How a saga ends, and that nothing follows from it any more. */
  readonly restOf: (sagaId: string) => Promise<Rest>;
  /** No saga is under way. */
  readonly quiet: () => Promise<void>;
  /** When no saga is under way any more. */
  readonly leftBehind: () => Promise<readonly string[]>;
}

export async function makeSagaWorld(
  database: Database<Tables>,
  sagas: (services: InstanceServices) => readonly InstanceSaga<never>[],
  options: WorldOptions = {},
): Promise<SagaWorld> {
  const world = await makeWorld(database, options);
  const updates = updateSagas(world.services);
  const actions: readonly ActionStep<never, never, unknown>[] = [
    ...sagas(world.services).flatMap((saga) => saga.actions),
    ...updates.startInstanceUpdate.actions,
    ...updates.instanceUpdate.actions,
  ];
  const injections = makeInjections();
  const engine = await createJournal(database, {
    actions: registry(actions),
    testing: { inject: injections.injectionOf },
  });
  const { engine: given, quiet } = watched(engine);
  world.useEngine(given);
  return {
    ...world,
    engine,
    injections,
    quiet,
    restOf: async (sagaId) => {
      const { rest } = atRest(await engine.wait(sagaId, { timeoutMs: 30_000 }));
      await quiet();
      return rest;
    },
    leftBehind: async () => {
      await quiet();
      return leftovers(database);
    },
  };
}

function atRest(waited: AtRest | { readonly ok: false; readonly message: string }): AtRest {
  if (!waited.ok) throw new Error(waited.message);
  return waited;
}
