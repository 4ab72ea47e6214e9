import { randomInt, randomUUID } from 'node:crypto';
import type { Database, Tables } from '@skewline/db-model';
import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import type { DateTime } from '@skewline/runtime/api';
import { type EngineOptions, type EngineWarning, registry, type SagaEngine } from '@skewline/saga';
import {
  type BackgroundTask,
  type InstanceNetwork,
  instanceSagas,
  type InstanceServices,
  type RestartLimits,
  settleAttemptOf,
} from '@skewline/saga/instance';
import { createJournal } from '@skewline/saga/journal';
import type { Logger } from 'pino';
import type { NexusConfig } from './config.ts';
import { ServeProblem } from './serve-problem.ts';
import type { Sleds } from './sleds/sleds.ts';

export interface ServicesOptions {
  readonly database: Database<Tables>;
  readonly sleds: Pick<Sleds, 'agent' | 'power'>;
  readonly restartLimits: RestartLimits;
  readonly log: Logger;
  /** Asks a background task to look soon. */
  readonly activate: (task: BackgroundTaskName) => void;
  /** The engine that runs sagas; it is made after this, and with this. */
  readonly engine: () => SagaEngine;
}

/** What sagas need of the world, as this nexus has it. */
export function makeServices({
  database,
  sleds,
  restartLimits,
  log,
  activate,
  engine,
}: ServicesOptions): InstanceServices {
  return {
    database,
    sledAgent: (sledId) => sleds.agent(sledId),
    sledPower: async (sledId, signal) => sleds.power(sledId, signal),
    restartLimits,
    network: networkWithoutSwitches,
    now,
    newId: () => randomUUID(),
    random: { next: () => randomInt(2 ** 32) },
    engine,
    activate: (task) => {
      if (isHere(task)) activate(task);
    },
    onWait: (error, attempt) => log.warn({ err: error, attempt }, 'waiting for the database'),
  };
}

/** Opens the engine on a database that is migrated. DBOS is only loaded where it is wanted. */
export async function openEngine(
  config: Pick<NexusConfig, 'engine' | 'sagas' | 'database'>,
  services: InstanceServices,
  log: Logger,
): Promise<SagaEngine | ServeProblem> {
  const options: EngineOptions = {
    actions: registry(instanceSagas(services).flatMap((saga) => saga.actions)),
    ...config.sagas,
    onRest: async (saga) => {
      log.info({ sagaId: saga.id, saga: saga.name, state: saga.state }, 'a saga came to rest');
      await settleAttemptOf(services, saga);
    },
    onWarning: (warning) => warn(log, warning),
  };
  if (config.engine === 'journal') return createJournal(services.database, options);
  if (!('url' in config.database)) throw new Error('the engine on DBOS needs PostgreSQL');
  const dbos = await import('@skewline/saga/dbos').catch((error: unknown) => missing(error));
  if (dbos instanceof ServeProblem) return dbos;
  return dbos.createDbos({ ...options, database: services.database, url: config.database.url });
}

/** DBOS is only installed where somebody wants it. */
function missing(error: unknown): ServeProblem {
  const isMissing =
    error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) throw error;
  const fix = 'install @dbos-inc/dbos-sdk, or take the engine journal';
  return new ServeProblem('the engine dbos needs a package that is not there', fix);
}

/** The clock, as rows have times. */
export function now(): DateTime {
  return new Date().toISOString();
}

/** In this rack there are no switches, and no multicast: packets find their way by themselves, so nobody is told. */
const networkWithoutSwitches: InstanceNetwork = {
  async ensureNat() {},
  async deleteNat() {},
  async setMulticast() {},
};

/** The map of virtual to physical addresses is the switches' as well. */
function isHere(task: BackgroundTask): task is BackgroundTask & BackgroundTaskName {
  return task !== 'v2p_manager';
}

function warn(log: Logger, { code, message, sagaId, cause }: EngineWarning): void {
  const about = { code, ...(sagaId === null ? {} : { sagaId }) };
  log.warn(cause === null || cause === undefined ? about : { ...about, err: cause }, message);
}
