import {
  type Database,
  fetchInstance,
  fetchVmm,
  listInstanceEvents,
  listStartAttempts,
  type Tables,
} from '@skewline/db-model';
import {
  addSeconds,
  type Instance,
  type InstanceEventWhat,
  type StartAttempt,
  type Vmm,
} from '@skewline/nexus-types/domain';
import { registry, type SagaEngine } from '@skewline/saga';
import { type InstanceServices, instanceSagas, settleAttemptOf } from '@skewline/saga/instance';
import { createJournal } from '@skewline/saga/journal';
import { type Injections, makeInjections } from '@skewline/saga/testing';
import {
  type TestEngine,
  useMigrated,
} from '../../../../../packages/db-model/test/support/databases.ts';
import { accepted } from '../../../../../packages/db-model/test/store/samples.ts';
import { watched } from '../../../../../packages/saga/test/instance/support/quiet.ts';
import {
  makeWorld,
  type World,
  type WorldOptions,
} from '../../../../../packages/saga/test/instance/support/world.ts';
import { createMetrics, type Metrics } from '../../../src/metrics.ts';
import type { Sleds } from '../../../src/sleds/sleds.ts';
import type { Task } from '../../../src/tasks/task.ts';

/** A fake rack, and what background tasks need of a nexus on it. Its sagas really run. */
export interface NexusWorld extends World {
  readonly engine: SagaEngine;
  readonly injections: Injections;
  readonly sleds: Pick<Sleds, 'ask' | 'power'>;
  readonly metrics: Metrics;
  /** It is so many seconds later from now on. */
  readonly later: (seconds: number) => void;
  /** The next call of this operation to a sled agent waits for that. */
  readonly before: (operation: 'registerVmm' | 'putVmmState', hook: () => Promise<void>) => void;
  /** Ends the process that runs the sagas, as far as they can tell, and gives services with the engine of another one. */
  readonly otherProcess: () => Promise<Pick<NexusWorld, 'services' | 'engine'>>;
  /** No saga is under way. */
  readonly quiet: () => Promise<void>;
  /** Has a task look once, and gives what it counted: groups with something in them. */
  readonly look: (task: Task) => Promise<Looked>;
  readonly instanceOf: (id: string) => Promise<Instance>;
  readonly vmmOf: (id: string) => Promise<Vmm>;
  /** Newest first. */
  readonly attemptsOf: (instanceId: string) => Promise<readonly StartAttempt[]>;
  readonly eventsOf: (instanceId: string) => Promise<readonly InstanceEventWhat[]>;
  readonly reservationOf: (vmmId: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

export type Looked = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Makes worlds in one database, one at a time; each is empty at first. Their engines are to be closed after each test. */
export function nexusWorlds(kind: TestEngine): {
  readonly makeNexus: (options?: WorldOptions) => Promise<NexusWorld>;
  readonly closeEngines: () => Promise<void>;
} {
  const database = useMigrated<Tables>(kind);
  const open: NexusWorld[] = [];
  return {
    async makeNexus(options) {
      const world = await makeNexusWorld(database(), options);
      open.push(world);
      return world;
    },
    async closeEngines() {
      for (const world of open.splice(0)) await world.close();
    },
  };
}

async function makeNexusWorld(
  database: Database<Tables>,
  options: WorldOptions = {},
): Promise<NexusWorld> {
  let ahead = 0;
  const now = (): string => addSeconds(new Date().toISOString(), ahead);
  const world = await makeWorld(database, { ...options, services: { now, ...options.services } });
  const hooks = new Map<string, () => Promise<void>>();
  const beforeCall = async (operation: string): Promise<void> => {
    const hook = hooks.get(operation);
    hooks.delete(operation);
    await hook?.();
  };
  const services: InstanceServices = {
    ...world.services,
    sledAgent(sledId) {
      const sled = world.services.sledAgent(sledId);
      return {
        ...sled,
        async registerVmm(...asked) {
          await beforeCall('registerVmm');
          return sled.registerVmm(...asked);
        },
        async putVmmState(...asked) {
          await beforeCall('putVmmState');
          return sled.putVmmState(...asked);
        },
      };
    },
  };
  const injections = makeInjections();
  const engine = await openEngine(services, injections);
  const { engine: given, quiet } = watched(engine);
  world.useEngine(given);
  const { kysely } = database;
  const engines = [engine];
  return {
    ...world,
    services,
    engine,
    injections,
    metrics: createMetrics(),
    sleds: {
      async ask({ id, sledId }, signal) {
        const answer = await services
          .sledAgent(sledId)
          .getVmmState(id, signal === undefined ? {} : { signal });
        return answer.kind === 'ok' ? { kind: 'state', report: answer.value } : answer;
      },
      power: services.sledPower,
    },
    async otherProcess() {
      await engine.close();
      const next: InstanceServices = { ...services, engine: () => other };
      const other = await openEngine(next, injections);
      engines.push(other);
      return { services: next, engine: other };
    },
    async close() {
      for (const one of engines.splice(0)) await one.close();
    },
    before(operation, hook) {
      hooks.set(operation, hook);
    },
    later(seconds) {
      ahead += seconds;
    },
    quiet,
    async look(task) {
      const groups = await task.run(new AbortController().signal);
      return Object.fromEntries(
        groups
          .filter(({ counts }) => counts.length > 0)
          .map(({ name, counts }) => [
            name,
            Object.fromEntries(counts.map(({ label, count }) => [label, count])),
          ]),
      );
    },
    instanceOf: async (id) => accepted(await fetchInstance(kysely, id)).value,
    vmmOf: async (id) => accepted(await fetchVmm(kysely, id)).value,
    async attemptsOf(instanceId) {
      const attempts = await listStartAttempts(kysely, instanceId, { limit: 100 });
      return attempts.map(({ value }) => value);
    },
    async eventsOf(instanceId) {
      const { events } = await listInstanceEvents(kysely, instanceId, { limit: 1000 });
      return events.map(({ what }) => what);
    },
    async reservationOf(vmmId) {
      const row = await kysely
        .selectFrom('sled_resource_vmm')
        .select('state')
        .where('id', '=', vmmId)
        .executeTakeFirst();
      return row?.state ?? null;
    },
  };
}

async function openEngine(services: InstanceServices, injections: Injections): Promise<SagaEngine> {
  return createJournal(services.database, {
    actions: registry(instanceSagas(services).flatMap((saga) => saga.actions)),
    graceMs: 200,
    onRest: (saga) => settleAttemptOf(services, saga),
    testing: { inject: injections.injectionOf },
  });
}
