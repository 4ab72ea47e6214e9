import type { InstanceState } from '@skewline/nexus-client/external';

export type ActionName = 'start' | 'stop' | 'reboot';

/** Null: it can be done. Otherwise why it makes no sense now, as a sentence. */
export type Hindrance = string | null;

const starts: { readonly [State in InstanceState]: Hindrance } = {
  creating: 'It is still being made.',
  starting: 'It is starting already.',
  running: 'It runs already.',
  stopping: 'It has to finish stopping first.',
  stopped: null,
  rebooting: 'It starts again by itself.',
  migrating: 'It runs already, and is being moved.',
  repairing: 'It is recovering.',
  failed: null,
  destroyed: 'It has been deleted.',
};

const stops: { readonly [State in InstanceState]: Hindrance } = {
  creating: 'It is still being made.',
  starting: null,
  running: null,
  stopping: 'It is stopping already.',
  stopped: 'It is stopped.',
  rebooting: null,
  migrating: null,
  repairing: null,
  failed: null,
  destroyed: 'It has been deleted.',
};

const reboots: { readonly [State in InstanceState]: Hindrance } = {
  creating: 'It is still being made.',
  starting: null,
  running: null,
  stopping: 'It is stopping.',
  stopped: 'It does not run: start it instead.',
  rebooting: null,
  migrating: null,
  repairing: 'It is recovering.',
  failed: 'It does not run: start it instead.',
  destroyed: 'It has been deleted.',
};

/** What keeps each from being done to an instance in this state. */
export function hindrances(state: InstanceState): {
  readonly [Name in ActionName]: Hindrance;
} {
  return { start: starts[state], stop: stops[state], reboot: reboots[state] };
}
