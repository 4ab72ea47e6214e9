import type { DateTime, Uint16, Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';
import type { Identity } from './identity.ts';
import type { ResultsPage } from './page.ts';

/** How many virtual CPUs an instance has. */
export type InstanceCpuCount = Uint16;

/** What an instance is doing. */
export type InstanceState =
  /** It is being made. */
  | 'creating'
  /** It is about to run. */
  | 'starting'
  /** It runs. */
  | 'running'
  /** It has been asked to stop, and is about to. */
  | 'stopping'
  /** It does not run. */
  | 'stopped'
  /** It is stopping and will start again. */
  | 'rebooting'
  /** It runs, and is being taken to another sled. */
  | 'migrating'
  /** It is recovering from a failure. */
  | 'repairing'
  /** It stopped because something went wrong. */
  | 'failed'
  /** It has been deleted. */
  | 'destroyed';

/** Whether an instance that fails is started again by itself. */
export type InstanceAutoRestartPolicy =
  /** It is not. */
  | 'never'
  /** It is, as far as the rack can afford it. */
  | 'best_effort';

/**
 * The CPU that the guest sees. An instance that asks for one runs only on sleds that have all of its
 * features; one that does not runs on any, and sees the least that is common to many.
 */
export type InstanceCpuPlatform =
  /** Like AMD Milan. */
  | 'amd_milan'
  /** Like AMD Turin, without information about caches. Prefer `amd_turin_v2`. */
  | 'amd_turin'
  /** Like AMD Turin, with information about caches. */
  | 'amd_turin_v2';

/** An instance: a virtual machine of a project. */
export interface Instance extends Identity {
  project_id: Uuid;
  hostname: string;
  ncpus: InstanceCpuCount;
  memory: ByteCount;
  /** The disk that it starts from, if it was told one. */
  boot_disk_id?: Uuid | null;
  /** Null asks for no particular one. */
  cpu_platform?: InstanceCpuPlatform | null;
  run_state: InstanceState;
  time_run_state_updated: DateTime;
  /**
   * Whether its primary network interface may use frames of up to 8500 bytes. It can only where the
   * operator allows that, and a change takes effect when the instance starts the next time.
   */
  enable_jumbo_frames: boolean;
  /** Whether its policy, or the default where it has none, lets it be started again by itself. */
  auto_restart_enabled: boolean;
  /** Null where nobody chose one, so that the default is in force. */
  auto_restart_policy?: InstanceAutoRestartPolicy | null;
  /** When it was last started again by itself; absent or null if that never happened. */
  time_last_auto_restarted?: DateTime | null;
  /** Before this time it is not started again by itself. Absent or null: it is not held back. */
  auto_restart_cooldown_expiration?: DateTime | null;
}

/** One page of instances. */
export type InstanceResultsPage = ResultsPage<Instance>;
