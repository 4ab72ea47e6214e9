import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import type { SledHardware } from './inventory.ts';
import type { ProcessEvent } from './processes/process.ts';

/** What a rack is to be. */
export interface RackOptions {
  /** Where all of it is kept. A rack that was there before is started again. */
  readonly folder: string;
  /** Default: PGlite in the one nexus. Several nexus need a PostgreSQL server. */
  readonly database?: 'pglite' | { readonly url: string };
  /** How many nexus, or how old each is. Default: one of today. */
  readonly nexus?: number | readonly NexusAge[];
  /**
   * The version of each sled agent. Default: what they had in this folder, and 44, 48, 48, 49 in a new one. A sled
   * that is new to the folder gets `hardware`; one that is not listed any more is not started.
   */
  readonly sleds?: readonly number[];
  readonly hardware?: SledHardware;
  /** Addresses at which instances are reached, and from which they call out. Default: none. */
  readonly externalAddresses?: { readonly first: string; readonly last: string };
  /** Where the console is that nexus serves, built. Default: none is served. */
  readonly consoleDirectory?: string | null;
  /** Default: `paces.demonstration`. */
  readonly pace?: Pace;
  /** Ports to begin with, where they are free; without them any that are. They stay what they are afterwards. */
  readonly firstPort?: number;
  /** Of nexus. Default: `info`. */
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** How long a process may take until it answers. Default: 60,000 ms. */
  readonly readyTimeoutMs?: number;
  /** Told of what happens to processes. */
  readonly onProcess?: (event: ProcessEvent) => void;
  /** Ends the start: what was started is stopped again, and `startRack` throws. */
  readonly signal?: AbortSignal;
}

/** The newest version of each API that a nexus serves or speaks; null: the newest that there is. */
export interface NexusAge {
  readonly external: string | null;
  readonly internal: string | null;
  readonly sledAgent: string | null;
}

export const today: NexusAge = { external: null, internal: null, sledAgent: null };

/** How long things take. */
export interface Pace {
  readonly tasks: {
    readonly [Name in BackgroundTaskName]: {
      readonly periodSeconds: number;
      readonly disabled: boolean;
    };
  };
  /** Between automatic starts of an instance that ran in between. */
  readonly cooldownSeconds: number;
  /** Of automatic starts that fail. */
  readonly restart: {
    readonly maxTries: number;
    readonly firstWaitSeconds: number;
    readonly longestWaitSeconds: number;
  };
  readonly sagas: {
    readonly leaseMs: number;
    readonly recoveryMs: number;
    readonly graceMs: number;
  };
  readonly sledTimeoutMs: number;
  /** Of sled agents, as their configuration has it; what is absent has its default there. */
  readonly sledAgents: {
    readonly delays: {
      readonly bootMs?: number;
      readonly stopMs?: number;
      readonly stopLimitMs?: number;
      readonly rebootMs?: number;
      readonly migrationMs?: number;
      readonly migrationLimitMs?: number;
    };
    /** How a report is tried again. */
    readonly publish: {
      readonly firstDelayMs?: number;
      readonly maxDelayMs?: number;
      readonly timeoutMs?: number;
    };
  };
}
