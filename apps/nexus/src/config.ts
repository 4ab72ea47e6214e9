import type { DatabaseLocation } from '@skewline/db-model';
import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import { defaultRestartLimits, type RestartLimits } from '@skewline/saga/instance';

/** Where a server listens. Port 0 takes one that is free. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** All that one nexus is told. `serve --config FILE` reads it as JSON; what is absent there has the default. */
export interface NexusConfig {
  /** The external API, the operator API below `/operator`, health and metrics. Default: 127.0.0.1:12220. */
  readonly listen: Listen;
  /** The internal API, for sled agents. Default: 127.0.0.1:12221. */
  readonly internalListen: Listen;
  readonly database: DatabaseLocation;
  /** Null: nobody can say whether a sled is off, so none is held to be. */
  readonly gatewayUrl: string | null;
  readonly engine: 'journal' | 'dbos';
  /** In milliseconds: see `EngineOptions` of `@skewline/saga`. */
  readonly sagas: {
    readonly leaseMs: number;
    readonly recoveryMs: number;
    readonly graceMs: number;
  };
  readonly tasks: {
    readonly [Name in BackgroundTaskName]: {
      readonly periodSeconds: number;
      readonly disabled: boolean;
    };
  };
  /** How long to wait for an answer of a sled agent or of the gateway. Default: 10,000 ms. */
  readonly sledTimeoutMs: number;
  readonly restart: RestartLimits & {
    /** What new instances get as their cooldown; null leaves it to the domain's default of 300. */
    readonly cooldownSeconds: number | null;
  };
  /** Addresses to reach instances at; null: there are none to give. Both ends included. */
  readonly externalAddresses: { readonly first: string; readonly last: string } | null;
  /**
   * Acts as an older nexus, for rehearsals of an upgrade: the newest version of each API that it serves or speaks. Null
   * or absent: the newest there is.
   */
  readonly age: {
    readonly external: string | null;
    readonly internal: string | null;
    readonly sledAgent: string | null;
  };
  /** Events, attempts and sagas that are over are kept for so many days. Default: 90. */
  readonly retentionDays: number;
  /** Where a console is that has been built; null: this nexus has none. */
  readonly consoleDirectory: string | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** What is absent in a configuration. Where the database is has to be said. */
export const configDefaults: Omit<NexusConfig, 'database'> = {
  listen: { host: '127.0.0.1', port: 12_220 },
  internalListen: { host: '127.0.0.1', port: 12_221 },
  gatewayUrl: null,
  engine: 'journal',
  sagas: { leaseMs: 15_000, recoveryMs: 15_000, graceMs: 10_000 },
  tasks: {
    instance_watcher: { periodSeconds: 30, disabled: false },
    instance_updater: { periodSeconds: 30, disabled: false },
    instance_reincarnation: { periodSeconds: 60, disabled: false },
    abandoned_vmm_reaper: { periodSeconds: 60, disabled: false },
    saga_recovery: { periodSeconds: 600, disabled: false },
  },
  sledTimeoutMs: 10_000,
  restart: { ...defaultRestartLimits, cooldownSeconds: null },
  externalAddresses: null,
  age: { external: null, internal: null, sledAgent: null },
  retentionDays: 90,
  consoleDirectory: null,
  logLevel: 'info',
};
