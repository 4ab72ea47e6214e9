import type { Json } from '../../../src/index.ts';
import { instanceSagas } from '../../../src/instance/sagas.ts';
import type { InstanceServices } from '../../../src/instance/services.ts';
import { leftovers } from '../../../test/instance/support/leftovers.ts';
import { makeWorld, openWorld, type World } from '../../../test/instance/support/world.ts';
import type { Scenario } from '../../scenario.ts';

/** One of the instance sagas, and a rack in which there is something for it to do. */
export interface InstanceScenario<Params extends object> {
  /** With what is told after it: which of the saga's cases this is. */
  readonly name: string;
  readonly saga: string;
  /** Makes what the saga is about, in an empty rack. `sagaId` is the one that it will have. */
  readonly arrange: (world: World, sagaId: string, services: InstanceServices) => Promise<Params>;
  readonly undoFrom?: string;
  readonly settle?: (services: InstanceServices, params: Params) => Promise<unknown>;
}

export function instanceScenario<Params extends object>({
  name,
  saga: sagaName,
  arrange,
  undoFrom,
  settle,
}: InstanceScenario<Params>): Scenario {
  return {
    name,
    ...(undoFrom === undefined ? {} : { undoFrom }),
    async prepare(database) {
      await makeWorld(database);
    },
    async open({ database, engine, afterCall }) {
      const world = await openWorld(database);
      const { sledAgent, network } = world.services;
      const services: InstanceServices = {
        ...world.services,
        engine,
        sledAgent: (sledId) => watched(sledAgent(sledId), afterCall),
        network: watched(network, afterCall),
      };
      const sagas = instanceSagas(services);
      const saga = sagas.find((one) => one.name === sagaName);
      if (saga === undefined) throw new Error(`there is no saga '${sagaName}'`);
      return {
        actions: sagas.flatMap(({ actions }) => actions),
        async reset(sagaId) {
          const params = await arrange(await makeWorld(database), sagaId, services);
          // Parameters of sagas are JSON.
          return JSON.parse(JSON.stringify(params)) as Json;
        },
        // Made by `arrange`, for this saga.
        dag: (params) => saga.dag(params as never),
        async settle(params) {
          await settle?.(services, params as never);
        },
        leftovers: () => leftovers(database),
      };
    },
  };
}

/** The same calls; `afterCall` is told of each that has been answered. */
function watched<Calls extends object>(
  calls: Calls,
  afterCall: (operation: string) => void,
): Calls {
  return new Proxy(calls, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return async (...given: readonly unknown[]) => {
        // What a method gives is not looked at.
        const answer: unknown = await Reflect.apply(call, target, given);
        afterCall(String(name));
        return answer;
      };
    },
  });
}
