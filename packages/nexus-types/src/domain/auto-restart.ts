import type { Uint32 } from '@skewline/runtime/api';

/** Whether the control plane may start the instance again by itself when it has failed. */
export type AutoRestartPolicy = 'never' | 'best_effort';

/** What an instance says about being restarted; null means the default. */
export interface AutoRestart {
  readonly policy: AutoRestartPolicy | null;
  /** How long to wait after the last automatic restart, in seconds. */
  readonly cooldownSeconds: Uint32 | null;
}

/** What an instance that says nothing gets. */
export const defaultAutoRestart: {
  readonly policy: AutoRestartPolicy;
  readonly cooldownSeconds: Uint32;
} = { policy: 'best_effort', cooldownSeconds: 300 };
