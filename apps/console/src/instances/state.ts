import type { Instance, InstanceState } from '@skewline/nexus-client/external';
import type { Tone } from '../parts/tone.ts';

export const stateTones: { readonly [State in InstanceState]: Tone } = {
  creating: 'busy',
  starting: 'busy',
  running: 'good',
  stopping: 'busy',
  stopped: 'off',
  rebooting: 'busy',
  migrating: 'busy',
  repairing: 'busy',
  failed: 'bad',
  destroyed: 'off',
};

/** A word for people: as the API has it. */
export function stateText(state: InstanceState): string {
  return state.replace(/^./, (first) => first.toUpperCase());
}

/** How the state of an instance is meant. One that rests because it could not start is no rest. */
export function toneOf({ run_state, last_failure }: Instance): Tone {
  const isUnmeant = run_state === 'stopped' && (last_failure ?? null) !== null;
  return isUnmeant ? 'warn' : stateTones[run_state];
}
