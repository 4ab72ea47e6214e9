import type { DateTime, Ip, Uint16, Uint64, Uuid } from '@skewline/runtime/api';
import type { PageQuery, ResultsPage } from './page.ts';

export type VmmStateName =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed'
  | 'saga_unwound';

export type VmmFailureReason =
  | 'prehistoric'
  | 'from_sled_agent'
  | 'no_such_instance'
  | 'sled_expunged'
  | 'sled_off'
  | 'zone_gone'
  | 'propolis_lost_instance'
  | 'setup_failed';

/** Why a VMM failed, or last had. */
export interface VmmFailure {
  /** The label, as in the database and in metrics. */
  reason: VmmFailureReason;
  /** The label in a sentence. */
  description: string;
  /** What was said beside that; null if nothing was. */
  detail: string | null;
}

export interface VmmQuery extends PageQuery {
  state?: VmmStateName;
  instance_id?: Uuid;
  sled_id?: Uuid;
  /** Deleted ones as well. */
  deleted?: boolean;
}

/** One incarnation of an instance: a virtual machine on one sled. */
export interface Vmm {
  id: Uuid;
  instance_id: Uuid;
  /** Null: there is no record of its instance. */
  instance_name: string | null;
  sled_id: Uuid;
  /** Null: there is no record of its sled. */
  sled_serial: string | null;
  time_created: DateTime;
  time_deleted: DateTime | null;
  propolis_ip: Ip;
  propolis_port: Uint16;
  cpu_platform: string;
  state: VmmStateName;
  generation: Uint64;
  time_state_updated: DateTime;
  /** Why it failed. It stays when the VMM leaves that state. Null if it never had. */
  failure: VmmFailure | null;
}

export type VmmResultsPage = ResultsPage<Vmm>;
