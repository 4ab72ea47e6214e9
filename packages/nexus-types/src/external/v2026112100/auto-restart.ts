import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Why an instance that does not run will not be started again by itself. */
export type RestartGivenUp =
  /** Its policy is never to. */
  | 'policy_never'
  /** It would fail for the same reason again. */
  | 'permanent_failure'
  /** It has been tried often enough. */
  | 'too_many_tries';

/** Whether, when and why not an instance is started again by itself. */
export type InstanceAutoRestartStatus =
  /** There is nothing to start again: it runs, or it does not run because it was told to stop. */
  | { kind: 'not_needed' }
  /** It is going to be started, but not before this time. */
  | { kind: 'planned'; time_next_try: DateTime }
  /** It is being started. */
  | { kind: 'under_way'; attempt_id: Uuid }
  /** It stays as it is until somebody starts it. */
  | { kind: 'given_up'; why: RestartGivenUp };
