import { type Database, fetchVmm, type Tables } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Logger } from 'pino';
import type { NexusConfig } from '../config.ts';
import { httpSledAgent } from './agent.ts';
import { createConnections } from './connections.ts';
import { createMemories } from './memory.ts';
import { gatewayPower } from './power.ts';
import { skewOf } from './skew.ts';
import { sledTable } from './sled-table.ts';
import type { Sleds } from './sleds.ts';

export interface SledsOptions {
  readonly config: Pick<NexusConfig, 'gatewayUrl' | 'sledTimeoutMs' | 'age'>;
  readonly database: Database<Tables>;
  readonly log: Logger;
  readonly now: () => DateTime;
}

/**
 * The sled agents and the gateway by HTTP. Nothing is sent before somebody asks. With each sled agent the highest version
 * is spoken that both know, but none above `config.age.sledAgent`; one that is upgraded or moves is noticed.
 *
 * @throws TypeError where `config.gatewayUrl` is none.
 */
export function createSleds({ config, database, log, now }: SledsOptions): Sleds {
  const { gatewayUrl, sledTimeoutMs: timeoutMs } = config;
  const newest = config.age.sledAgent;
  const closing = new AbortController();
  const table = sledTable(database.kysely);
  const memories = createMemories(now);
  const connections = createConnections({ memories, newest, timeoutMs, log });
  const options = { database, table, connections, log, closing: closing.signal };
  const agent: Sleds['agent'] = (sledId) => httpSledAgent(options, sledId);
  const sledOf = sledOfVmm(database);
  const noting = new Set<Promise<void>>();
  return {
    agent,
    ask: async ({ id, sledId }, signal) => {
      const answer = await agent(sledId).getVmmState(id, signal === undefined ? {} : { signal });
      return answer.kind === 'ok' ? { kind: 'state', report: answer.value } : answer;
    },
    power: gatewayPower({ gatewayUrl, timeoutMs, table, log, closing: closing.signal }),
    heard: (vmmId, internalVersion) => {
      const note = async (): Promise<void> => {
        const sledId = await sledOf(vmmId);
        if (sledId === null) return;
        memories.of(sledId).reportsIn = internalVersion;
        memories.heard(sledId);
      };
      const noted = note()
        .catch((error: unknown) => log.debug({ err: error, vmmId }, 'not known of which sled'))
        .finally(() => noting.delete(noted));
      noting.add(noted);
    },
    skew: async () => {
      await Promise.all(noting);
      const sleds = await table.list();
      // One on which nothing runs is spoken with by nobody else, and may have been upgraded.
      await Promise.all(sleds.map((sled) => connections.ask(sled, closing.signal)));
      return sleds.map((sled) => skewOf(sled, memories.of(sled.id), newest));
    },
    close: async () => {
      closing.abort();
      await Promise.all(noting);
    },
  };
}

/** So many are remembered; a VMM stays on its sled. */
const mostVmms = 10_000;

/** The sled that a VMM is on. Each is read once. */
function sledOfVmm({ kysely }: Database<Tables>): (vmmId: Uuid) => Promise<Uuid | null> {
  const known = new Map<Uuid, Uuid>();
  return async (vmmId) => {
    const there = known.get(vmmId);
    if (there !== undefined) return there;
    const vmm = await fetchVmm(kysely, vmmId);
    if (vmm instanceof Refusal) return null;
    if (known.size >= mostVmms) known.clear();
    known.set(vmmId, vmm.value.sledId);
    return vmm.value.sledId;
  };
}
