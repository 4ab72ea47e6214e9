import {
  type InstanceEvent as Event,
  type InstanceEventKind,
  type InstanceEventWhat,
  type RestartGivenUp,
  type StartOrigin,
  vmmFailureReasons,
} from '@skewline/nexus-types/domain';
import type { InstanceEvent } from '@skewline/nexus-types/operator';

type What<Kind extends InstanceEventKind> = Extract<InstanceEventWhat, { readonly kind: Kind }>;

const origins: { readonly [Origin in StartOrigin]: string } = {
  user: 'a user asked for it',
  auto_start: 'it was created to be started',
  auto_restart: 'the control plane starts it again by itself',
};

const givenUp: { readonly [Why in RestartGivenUp]: string } = {
  policy_never: 'its policy forbids it',
  permanent_failure: 'waiting cannot mend why the last start failed',
  too_many_tries: 'too many starts in a row have failed',
};

const sentences: { readonly [Kind in InstanceEventKind]: (what: What<Kind>) => string } = {
  created: () => 'It was created.',
  configured: () => 'Its configuration was changed.',
  start_accepted: ({ attemptId, origin }) =>
    `A start was accepted, because ${origins[origin]}: attempt ${attemptId}.`,
  start_succeeded: ({ attemptId }) => `It started: attempt ${attemptId}.`,
  start_failed: ({ attemptId, code, fault, transience, message }) =>
    `It did not start: attempt ${attemptId}, ${code} (${fault}, ${transience}). ${message}`,
  restart_planned: ({ notBefore }) => `It is going to be started again, not before ${notBefore}.`,
  restart_given_up: ({ why }) => `It is not going to be started again by itself: ${givenUp[why]}.`,
  stop_requested: () => 'Somebody asked for it to stop.',
  reboot_requested: () => 'Somebody asked for it to reboot.',
  guest_shutdown: () => 'Its guest shut itself down.',
  migration_started: ({ migrationId }) => `It is being moved to another sled: ${migrationId}.`,
  migration_completed: ({ migrationId }) => `It was moved to another sled: ${migrationId}.`,
  migration_failed: ({ migrationId }) => `It stayed where it was: migration ${migrationId} failed.`,
  state_changed: ({ from, to }) => `Users saw it go from ${from} to ${to}.`,
  vmm_failed: ({ reason }) => `Its VMM failed: ${reason}. ${vmmFailureReasons[reason].description}`,
  deleted: () => 'It was deleted.',
};

/** What happened, in one sentence for operators. */
export function eventText(what: InstanceEventWhat): string {
  // The table has for each kind a function of what is of that kind, which an index cannot say.
  const sentence = sentences[what.kind] as (of: InstanceEventWhat) => string;
  return sentence(what);
}

/** An entry of an instance's history as operators see it. */
export function eventView({ sequence, time, what, detail }: Event): InstanceEvent {
  return { sequence, time, kind: what.kind, text: eventText(what), detail };
}
