import type { DateTime } from '@skewline/runtime/api';
import type { Generation } from './generation.ts';
import type { InstanceMigrationTargetParams, MigrationRuntimeState } from './migration.ts';

/**
 * Where a VMM is in its life. `failed` and `destroyed` are final: nothing comes after them but the
 * end of the record.
 */
export type VmmState =
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed';

/** What may change while a VMM exists. */
export interface VmmRuntimeState {
  /** One more for every change of `state`. */
  gen: Generation;
  state: VmmState;
  /** When the sled agent saw the state change. */
  time_updated: DateTime;
}

/** All that a sled agent knows about one of its VMMs, in one consistent picture. */
export interface SledVmmState {
  vmm_state: VmmRuntimeState;
  /** The migration that brings an instance into this VMM, if there is one. */
  migration_in?: MigrationRuntimeState | null;
  /** The migration that takes the instance out of it. */
  migration_out?: MigrationRuntimeState | null;
}

/** What a caller can ask a VMM to become. */
export type VmmStateRequested =
  | { type: 'migration_target'; value: InstanceMigrationTargetParams }
  | { type: 'running' }
  | { type: 'stopped' }
  | { type: 'reboot' };

/** Asks for a change of state. */
export interface VmmPutStateBody {
  state: VmmStateRequested;
}

/** What came of it at once; the rest is reported to Nexus when it happens. */
export interface VmmPutStateResponse {
  /** Absent or null where nothing changed. */
  updated_runtime?: SledVmmState | null;
}

/** What a VMM was when the sled agent forgot it. */
export interface VmmUnregisterResponse {
  /** Absent or null where the sled agent had no such VMM. */
  updated_runtime?: SledVmmState | null;
}
