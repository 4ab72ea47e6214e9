import type { Database, Tables } from '@skewline/db-model';
import type { InstanceServices } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import type { NexusConfig } from './config.ts';
import type { Metrics } from './metrics.ts';
import type { Sleds } from './sleds/sleds.ts';
import type { BackgroundTasks } from './tasks/task.ts';

/** What the parts of one nexus share. Made in `serve.ts`, in this order. */
export interface Nexus {
  readonly config: NexusConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database<Tables>;
  /** The sled agents and the gateway, as this nexus knows them. */
  readonly sleds: Sleds;
  /** What sagas need of the world; `services.engine()` is the engine that runs them. */
  readonly services: InstanceServices;
  readonly tasks: BackgroundTasks;
}
