import type { Database, InTransaction, Tables } from '@skewline/db-model';
import type {
  Instance,
  LocalDisk,
  SledVmmState,
  Vmm,
  VmmRuntimeState,
} from '@skewline/nexus-types/domain';
import type { Random } from '@skewline/placement';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { SagaEngine } from '../engine/port.ts';
import type { RestartLimits } from './reincarnation.ts';
import type { SledAnswer, SledPower } from './watcher.ts';

/** What the instance sagas need of the world. */
export interface InstanceServices {
  /** The one that keeps the sagas as well, so that rows and results are written together. */
  readonly database: Database<Tables>;
  readonly sledAgent: (sledId: Uuid) => SledAgent;
  /** What the rack's gateway says of a sled that cannot be reached. Nothing is thrown: any trouble is `unknown`. */
  readonly sledPower: (sledId: Uuid, signal?: AbortSignal) => Promise<SledPower>;
  readonly network: InstanceNetwork;
  readonly now: () => DateTime;
  readonly newId: () => Uuid;
  /** For placement. */
  readonly random: Random;
  /** Where sagas start others. A function, for the engine is made with the actions, and they with this. */
  readonly engine: () => SagaEngine;
  /** Asks a background task to look now, and not only when its time comes. Nothing depends on it. */
  readonly activate: (task: BackgroundTask) => void;
  /** How often a start that failed is tried again. Default: `defaultRestartLimits`. */
  readonly restartLimits?: RestartLimits;
  /** How long to wait between tries where only trying again helps. Default: 250 ms, doubling up to 30 s. */
  readonly waits?: { readonly firstDelayMs: number; readonly maxDelayMs: number };
  /** Told when something waits for the database. */
  readonly onWait?: (error: Error, attempt: number) => void;
}

export type BackgroundTask =
  'instance_reincarnation' | 'instance_updater' | 'abandoned_vmm_reaper' | 'v2p_manager';

/** What a sled agent answers: what was asked for, or why not. Nothing is thrown. */
export type SledAgentResult<Value> =
  { readonly kind: 'ok'; readonly value: Value } | Exclude<SledAnswer, { readonly kind: 'state' }>;

/**
 * A sled agent, as sagas need one. Each call may be repeated: what is there already is found, what is gone already is no
 * error. It gives up by itself after a while, with `unreachable`; the signal ends it sooner.
 */
export interface SledAgent {
  /** Makes the volume of a local disk, or finds that it is there. */
  ensureLocalStorage(disk: LocalDisk, options?: CallOptions): Promise<SledAgentResult<null>>;
  /** Makes a VMM known to the sled. It does not start it. */
  registerVmm(
    registration: VmmRegistration,
    options?: CallOptions,
  ): Promise<SledAgentResult<SledVmmState>>;
  /** Stops a VMM at once and forgets it. Null: there was none. */
  unregisterVmm(vmmId: Uuid, options?: CallOptions): Promise<SledAgentResult<SledVmmState | null>>;
  /** Null where nothing changed at once. */
  putVmmState(
    vmmId: Uuid,
    requested: VmmStateRequest,
    options?: CallOptions,
  ): Promise<SledAgentResult<SledVmmState | null>>;
  getVmmState(vmmId: Uuid, options?: CallOptions): Promise<SledAgentResult<SledVmmState>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface VmmRegistration {
  readonly instance: Instance;
  readonly vmm: Vmm;
  /** What its record begins with on the sled. */
  readonly runtime: VmmRuntimeState;
  readonly localDisks: readonly LocalDisk[];
  /** The migration that it is the target of. */
  readonly migrationId: Uuid | null;
}

export type VmmStateRequest =
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'reboot' }
  | { readonly kind: 'migration_target'; readonly migrationId: Uuid; readonly source: Vmm };

/**
 * What leads packets to an instance: addresses on switches, the map of virtual to physical addresses, multicast. Each call
 * may be repeated. A rejection is a failure of the network, and is retried by policy.
 */
export interface InstanceNetwork {
  /** The switches send what is for the instance to this sled. */
  ensureNat(instanceId: Uuid, sledId: Uuid, options?: CallOptions): Promise<void>;
  deleteNat(instanceId: Uuid, options?: CallOptions): Promise<void>;
  /** The instance's multicast groups, on this sled; null: on none. */
  setMulticast(instanceId: Uuid, sledId: Uuid | null, options?: CallOptions): Promise<void>;
}

/** What a transaction of an action is given; see `written` in `in-database.ts`. */
export type { InTransaction };
