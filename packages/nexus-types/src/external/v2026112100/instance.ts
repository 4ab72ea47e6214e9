import type * as Initial from '../v2026073100/instance.ts';
import type { InstanceAutoRestartStatus } from './auto-restart.ts';
import type { InstanceFailure } from './instance-failure.ts';

/** An instance: a virtual machine of a project. */
export interface Instance extends Initial.Instance {
  /**
   * What went wrong last, whoever asked for it and whoever was there when it happened. Null where
   * nothing has, or where the instance has started since. Absent where the server does not say.
   */
  last_failure?: InstanceFailure | null;
  /** Absent where the server does not say. */
  auto_restart_status?: InstanceAutoRestartStatus;
}
