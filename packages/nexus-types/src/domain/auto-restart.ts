import type { DateTime, Uint32 } from '@skewline/runtime/api';

/** Whether the control plane may start the instance again by itself when it has failed. */
export type AutoRestartPolicy = 'never' | 'best_effort';

/** What an instance says about being restarted; null means the default. */
export interface AutoRestart {
  readonly policy: AutoRestartPolicy | null;
  /** How long to wait after the last automatic restart, in seconds. */
  readonly cooldownSeconds: Uint32 | null;
}

/** Whether an instance may be restarted by itself, and when. */
export type KarmicStatus =
  /** Its policy forbids it. */
  | { readonly kind: 'nirvana' }
  /** Not before `until`. */
  | { readonly kind: 'cooling_down'; readonly until: DateTime }
  | { readonly kind: 'will_reincarnate' };
