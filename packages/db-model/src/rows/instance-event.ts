import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type {
  StartFailureCodeLabel,
  StartFaultLabel,
  StartOriginLabel,
  TransienceLabel,
} from './start-attempt.ts';
import type { VmmFailureReasonLabel } from './vmm.ts';

export type ExternalInstanceStateLabel =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'repairing'
  | 'failed'
  | 'destroyed';

export type RestartGivenUpLabel = 'policy_never' | 'permanent_failure' | 'too_many_tries';

/** What happened: the columns `kind` and `data` in one. */
export type InstanceEventWhatRow =
  | { readonly kind: 'created' }
  | { readonly kind: 'configured' }
  | {
      readonly kind: 'start_accepted';
      readonly attempt_id: Uuid;
      readonly origin: StartOriginLabel;
    }
  | { readonly kind: 'start_succeeded'; readonly attempt_id: Uuid }
  | {
      readonly kind: 'start_failed';
      readonly attempt_id: Uuid;
      readonly code: StartFailureCodeLabel;
      readonly fault: StartFaultLabel;
      readonly transience: TransienceLabel;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly kind: 'restart_planned'; readonly not_before: DateTime }
  | { readonly kind: 'restart_given_up'; readonly why: RestartGivenUpLabel }
  | { readonly kind: 'stop_requested' }
  | { readonly kind: 'reboot_requested' }
  | { readonly kind: 'guest_shutdown' }
  | { readonly kind: 'migration_started'; readonly migration_id: Uuid }
  | { readonly kind: 'migration_completed'; readonly migration_id: Uuid }
  | { readonly kind: 'migration_failed'; readonly migration_id: Uuid }
  | {
      readonly kind: 'state_changed';
      readonly from: ExternalInstanceStateLabel;
      readonly to: ExternalInstanceStateLabel;
    }
  | { readonly kind: 'vmm_failed'; readonly reason: VmmFailureReasonLabel }
  | { readonly kind: 'deleted' };

/** What is in `instance_event.data`: what happened, without its kind, which has a column. */
export type InstanceEventData = Readonly<Record<string, unknown>>;

/** Table `instance_event`. */
export interface InstanceEventRow {
  readonly instance_id: Uuid;
  readonly sequence: Uint64;
  readonly time: DateTime;
  /** Text and no enum: a newer program may have words that this one lacks. */
  readonly kind: string;
  readonly data: InstanceEventData;
  /** For operators only. */
  readonly detail: string | null;
}
