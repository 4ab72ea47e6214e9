import { fetchInstance, instancesNeedingUpdate, type Tables } from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import { afterAll, beforeAll } from 'vitest';
import { accepted } from '../../../../db-model/test/store/samples.ts';
import { type TestEngine, useMigrated } from '../../../../db-model/test/support/databases.ts';
import { registry } from '../../../src/action.ts';
import type { Boundary } from '../../../src/engine/options.ts';
import type { AtRest, SagaEngine } from '../../../src/engine/port.ts';
import type { EngineRefusal } from '../../../src/engine/refusal.ts';
import { updateSagas } from '../../../src/instance/updater.ts';
import { createJournal } from '../../../src/journal/index.ts';
import { type Injections, makeInjections } from '../../../src/testing/index.ts';
import { leftovers } from './leftovers.ts';
import type { Arranged, Scenario } from './update-scenarios.ts';
import { makeWorld, type World } from './world.ts';
import { listed } from '../../support/listed.ts';

type Hook = (boundary: Boundary) => Promise<void>;

/** One world for the tests of a database, and an engine that updates its instances. Each test makes instances of its own. */
export interface Updating {
  readonly world: World;
  readonly engine: SagaEngine;
  readonly injections: Injections;
  /** What happens at boundaries of sagas from now on. */
  readonly at: (hook: Hook | null) => void;
  /** All sagas about the instance have come to rest, those too that others have started meanwhile. */
  readonly settled: (instanceId: string) => Promise<void>;
  readonly instanceOf: (instanceId: string) => Promise<Instance>;
  /** Why the background task would look at it. */
  readonly needing: (instanceId: string) => Promise<string | undefined>;
  /** What is left of an instance that nobody sees to. */
  readonly leftOf: (arranged: Arranged, scenario: Pick<Scenario, 'a' | 'b'>) => Promise<string[]>;
}

export function useUpdating(engine: TestEngine): () => Updating {
  const database = useMigrated<Tables>(engine);
  let updating: Updating | undefined;
  beforeAll(async () => {
    const world = await makeWorld(database());
    const injections = makeInjections();
    let hook: Hook | null = null;
    const { instanceUpdate, startInstanceUpdate } = updateSagas(world.services);
    const journal = await createJournal(database(), {
      actions: registry([...startInstanceUpdate.actions, ...instanceUpdate.actions]),
      testing: { inject: injections.injectionOf, atBoundary: (boundary) => hook?.(boundary) },
    });
    world.useEngine(journal);
    updating = {
      world,
      engine: journal,
      injections,
      at(next) {
        hook = next;
      },
      settled: async (instanceId) => settled(journal, instanceId),
      instanceOf: async (instanceId) =>
        accepted(await fetchInstance(database().kysely, instanceId)).value,
      async needing(instanceId) {
        const found = await instancesNeedingUpdate(database().kysely, { limit: 10_000 });
        return found.find((one) => one.instanceId === instanceId)?.reason;
      },
      leftOf: async (arranged, scenario) => leftOf(world, arranged, scenario),
    };
  });
  afterAll(() => updating?.engine.close());
  return () => {
    if (updating === undefined) throw new Error('the world is there inside tests only');
    return updating;
  };
}

/** A hook that does something once, before the start of this node is stored. */
export function beforeNode(node: string, work: () => Promise<unknown>): Hook {
  let isDone = false;
  return async ({ when, events }) => {
    const begins = events.some((event) => event.type === 'started' && event.node === node);
    if (when !== 'before' || isDone || !begins) return;
    isDone = true;
    await work();
  };
}

/** What a saga gave, or else how it ended. */
export function outcomeOf(rested: AtRest | EngineRefusal): unknown {
  if (!rested.ok) throw new Error(rested.message);
  return rested.rest.kind === 'done' ? rested.rest.output : rested.rest;
}

async function settled(engine: SagaEngine, subject: string): Promise<void> {
  for (;;) {
    const { sagas } = await listed(engine, { subject, states: ['running', 'unwinding'] });
    if (sagas.length === 0) return;
    for (const { id } of sagas) await engine.wait(id, { timeoutMs: 30_000 });
  }
}

async function leftOf(
  { database }: World,
  { a, b, instanceId }: Arranged,
  states: Pick<Scenario, 'a' | 'b'>,
): Promise<string[]> {
  const isOver = (state: string | undefined) => state === 'destroyed' || state === 'failed';
  const { value } = accepted(await fetchInstance(database.kysely, instanceId));
  const linked = [value.runtime.activeVmmId, value.runtime.targetVmmId];
  // One that lives on without its instance is the reaper's, when it is over.
  const reapers = [isOver(states.a) ? null : a, isOver(states.b) ? null : b].filter(
    (id) => id !== null && !linked.includes(id),
  );
  const isAbout = (line: string, ids: readonly (string | null)[]) =>
    ids.some((id) => id !== null && line.includes(id));
  const lines = await leftovers(database);
  return (
    lines
      .filter((line) => isAbout(line, [a, b, instanceId]) && !isAbout(line, reapers))
      // Where it is not committed yet the network leads to where the guest is, and the record follows.
      .filter((line) => !line.startsWith('a NAT entry that leads to another sled'))
  );
}
