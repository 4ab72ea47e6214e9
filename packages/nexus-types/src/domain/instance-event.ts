import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type { ExternalInstanceState } from './external-state.ts';
import type { StartFailureCode, StartFault, StartOrigin, Transience } from './start-attempt.ts';
import type { VmmFailureReason } from './vmm-failure-reason.ts';

/** What happened to an instance, in words that its users may see. */
export type InstanceEventWhat =
  | { readonly kind: 'created' }
  /** Its configuration was changed. */
  | { readonly kind: 'configured' }
  | {
      readonly kind: 'start_accepted';
      readonly attemptId: Uuid;
      readonly origin: StartOrigin;
    }
  | { readonly kind: 'start_succeeded'; readonly attemptId: Uuid }
  | {
      readonly kind: 'start_failed';
      readonly attemptId: Uuid;
      readonly code: StartFailureCode;
      readonly fault: StartFault;
      readonly transience: Transience;
      readonly message: string;
      readonly hint: string | null;
    }
  /** The control plane is going to start it again by itself. */
  | { readonly kind: 'restart_planned'; readonly notBefore: DateTime }
  /** It is not going to, and this is why. */
  | { readonly kind: 'restart_given_up'; readonly why: RestartGivenUp }
  | { readonly kind: 'stop_requested' }
  | { readonly kind: 'reboot_requested' }
  /** The guest shut itself down. */
  | { readonly kind: 'guest_shutdown' }
  | { readonly kind: 'migration_started'; readonly migrationId: Uuid }
  | { readonly kind: 'migration_completed'; readonly migrationId: Uuid }
  | { readonly kind: 'migration_failed'; readonly migrationId: Uuid }
  | {
      readonly kind: 'state_changed';
      readonly from: ExternalInstanceState;
      readonly to: ExternalInstanceState;
    }
  /** The machine stopped without being asked. */
  | { readonly kind: 'vmm_failed'; readonly reason: VmmFailureReason }
  | { readonly kind: 'deleted' };

/** The word for what happened, as a column of the database has it. */
export type InstanceEventKind = InstanceEventWhat['kind'];

/** Why the control plane leaves an instance stopped. */
export type RestartGivenUp = 'policy_never' | 'permanent_failure' | 'too_many_tries';

/** An entry of an instance's history: written once, never changed. */
export interface InstanceEvent {
  readonly instanceId: Uuid;
  /** From 1, without gaps, in the order in which things happened to this instance. */
  readonly sequence: Uint64;
  readonly time: DateTime;
  readonly what: InstanceEventWhat;
  /** For operators only: what users must not see of it. */
  readonly detail: string | null;
}

/** The event that comes after `last`, the newest of this instance; null if it has none yet. */
export function nextInstanceEvent(
  last: Pick<InstanceEvent, 'sequence'> | null,
  event: Omit<InstanceEvent, 'sequence'>,
): InstanceEvent {
  const { instanceId, time, what, detail } = event;
  return { instanceId, sequence: (last?.sequence ?? 0) + 1, time, what, detail };
}

/** The event without what only operators may see. */
export function publicInstanceEvent(event: InstanceEvent): InstanceEvent {
  return { ...event, detail: null };
}
