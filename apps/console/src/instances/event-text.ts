import type { InstanceEventWhat, StartOrigin } from '@skewline/nexus-client/external';
import type { Tone } from '../parts/tone.ts';
import { givenUpTexts } from './retry.ts';

/** An event for people. */
export interface EventText {
  readonly tone: Tone;
  readonly title: string;
  /** More about it; null where the title says all. */
  readonly detail: string | null;
  /** A time that it is about; null: none. */
  readonly time: string | null;
}

const origins: { readonly [Origin in StartOrigin]: string } = {
  user: 'Somebody asked for it.',
  auto_start: 'It was made to start at once.',
  auto_restart: 'By itself, after a failure.',
};

type Texts = {
  readonly [Kind in InstanceEventWhat['kind']]: (
    what: Extract<InstanceEventWhat, { readonly kind: Kind }>,
  ) => Partial<EventText> & Pick<EventText, 'title'>;
};

const texts: Texts = {
  created: () => ({ title: 'Created' }),
  configured: () => ({ title: 'Its configuration was changed' }),
  start_accepted: ({ origin }) => ({
    tone: 'busy',
    title: 'Start begun',
    detail: origins[origin] ?? origin,
  }),
  start_succeeded: () => ({ tone: 'good', title: 'Started' }),
  start_failed: ({ message, hint }) => ({
    tone: 'bad',
    title: 'Did not start',
    detail: hint === null ? message : `${message} ${hint}`,
  }),
  restart_planned: ({ time_next_try: time }) => ({
    tone: 'busy',
    title: 'To be started again by itself',
    time,
  }),
  restart_given_up: ({ why }) => ({
    tone: 'warn',
    title: 'Not started again by itself',
    detail: givenUpTexts[why] ?? why,
  }),
  stop_requested: () => ({ title: 'Somebody asked for it to stop' }),
  reboot_requested: () => ({ title: 'Somebody asked for a reboot' }),
  guest_shutdown: () => ({ title: 'Its guest shut itself down' }),
  migration_started: () => ({ tone: 'busy', title: 'Move to another sled begun' }),
  migration_completed: () => ({ tone: 'good', title: 'Moved to another sled' }),
  migration_failed: () => ({
    tone: 'warn',
    title: 'Not moved',
    detail: 'It stayed where it was.',
  }),
  // Not what it was before: a VMM that fails is "stopping" until it is cleared away, and nobody has stopped it.
  state_changed: ({ to }) => ({ title: `Now ${to}` }),
  run_failed: ({ message }) => ({ tone: 'bad', title: 'Stopped running', detail: message }),
  deleted: () => ({ title: 'Deleted' }),
};

/** An event of a kind that is newer than this console is shown by its name. */
export function eventText(what: InstanceEventWhat): EventText {
  // The text for a kind takes what is of that kind: the compiler does not see that they belong together.
  const make = texts[what.kind] as ((given: InstanceEventWhat) => Partial<EventText>) | undefined;
  const said = make?.(what) ?? {};
  return { tone: 'off', title: what.kind, detail: null, time: null, ...said };
}
