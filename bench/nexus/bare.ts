/**
 * The start of an instance without what is around it: the same saga on the same engine, database server and number of
 * instances, in this process, with a sled agent that is a few lines and answers at once.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { insertInstance, insertProject, sledRow } from '@skewline/db-model';
import type { SledVmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { SagaEngine } from '@skewline/saga';
import { requestStart, type SledAgent } from '@skewline/saga/instance';
import { pino } from 'pino';
import { configDefaults } from '../../apps/nexus/src/config.ts';
import { ServeProblem } from '../../apps/nexus/src/serve-problem.ts';
import { makeServices, now, openEngine } from '../../apps/nexus/src/services.ts';
import { sampleInstance, sampleSled } from '../../packages/db-model/test/store/samples.ts';
import type { Server } from '../saga/server.ts';
import { fill } from './fill.ts';

export interface BareStarts {
  /** Milliseconds from the request until the saga is done. */
  one(): Promise<number>;
  close(): Promise<void>;
}

export async function openBareStarts(server: Server, size: number): Promise<BareStarts> {
  const { url, database } = await server.database();
  const project = {
    id: randomUUID(),
    name: 'bare',
    description: '',
    ownerUserId: randomUUID(),
    defaultIpv4SubnetId: randomUUID(),
    defaultIpv6SubnetId: randomUUID(),
  };
  orThrow(await database.transaction((transaction) => insertProject(transaction, project, now())));
  for (let index = 0; index < 2; index += 1) {
    const capacity = { hardwareThreads: 4096, rssRam: 2 ** 45, reservoirRam: 2 ** 44 };
    const row = sledRow(sampleSled({ capacity }));
    await database.kysely.insertInto('sled').values(row).execute();
  }
  await fill(database, project.id, size);

  const log = pino({ level: 'silent' });
  const later: { engine?: SagaEngine } = {};
  const agent = sledAgentAtHand();
  const services = makeServices({
    database,
    log,
    sleds: { agent: () => agent, power: async () => 'unknown' },
    restartLimits: configDefaults.restart,
    activate: () => {},
    engine: () => later.engine!, // nobody asks before it is there
  });
  const engine = await openEngine(
    { engine: 'journal', sagas: configDefaults.sagas, database: { url } },
    services,
    log,
  );
  if (engine instanceof ServeProblem) throw new Error(engine.message);
  later.engine = engine;
  return {
    async one() {
      const instance = sampleInstance({ projectId: project.id, name: `bare-${randomUUID()}` });
      orThrow(await insertInstance(database.kysely, instance));
      const begin = performance.now();
      const request = { instanceId: instance.id, origin: 'user', requestId: null } as const;
      const asked = orThrow(await requestStart(services, request));
      if (asked.kind !== 'accepted') throw new Error(`a start was ${asked.kind}`);
      const waited = await engine.wait(asked.attemptId);
      if (!waited.ok || waited.rest.kind !== 'done') throw new Error('a start has failed');
      return performance.now() - begin;
    },
    close: () => engine.close(),
  };
}

/** Its guests run as soon as they are told to. */
function sledAgentAtHand(): SledAgent {
  const vmms = new Map<string, SledVmmState>();
  const missing = { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' } as const;
  return {
    ensureLocalStorage: async () => ({ kind: 'ok', value: null }),
    async registerVmm({ vmm, runtime }) {
      await setImmediate();
      const value: SledVmmState = { vmmState: runtime, migrationIn: null, migrationOut: null };
      vmms.set(vmm.id, value);
      return { kind: 'ok', value };
    },
    async putVmmState(vmmId) {
      await setImmediate();
      const there = vmms.get(vmmId);
      if (there === undefined) return missing;
      const { gen } = there.vmmState;
      const vmmState = { state: { kind: 'running' }, gen: gen + 1, timeUpdated: now() } as const;
      vmms.set(vmmId, { ...there, vmmState });
      return { kind: 'ok', value: vmms.get(vmmId) ?? null };
    },
    async getVmmState(vmmId) {
      const value = vmms.get(vmmId);
      return value === undefined ? missing : { kind: 'ok', value };
    },
    unregisterVmm: async () => ({ kind: 'ok', value: null }),
  };
}

function orThrow<Value>(value: Value | Refusal): Value {
  if (value instanceof Refusal) throw new Error(`${value.code}: ${value.message}`);
  return value;
}
