import type { InstanceEvent } from '@skewline/nexus-client/external';

/** What the history of an instance tells of how it is now. */
export interface Past {
  /** In whole sentences. */
  readonly text: string;
  /** When that was; null: it is no matter. */
  readonly time: string | null;
}

/** Why it rests though nothing failed; null where what is known of its history does not say. */
export function whyAtRest(newestFirst: readonly InstanceEvent[]): Past | null {
  for (const { what, timestamp } of newestFirst) {
    switch (what.kind) {
      case 'stop_requested':
        return { text: 'Somebody asked for it to stop.', time: timestamp };
      case 'guest_shutdown':
        return { text: 'Its guest shut itself down.', time: timestamp };
      case 'created':
        return { text: 'It has not been started yet.', time: null };
      case 'start_accepted':
        return null;
      default:
    }
  }
  return null;
}

/** Why it was started last, where nobody has asked for that; null where somebody has. */
export function whyStartedAgain(newestFirst: readonly InstanceEvent[]): Past | null {
  const at = newestFirst.findIndex(({ what }) => what.kind === 'start_accepted');
  const start = newestFirst[at];
  if (start?.what.kind !== 'start_accepted' || start.what.origin !== 'auto_restart') return null;
  const before = newestFirst.slice(at + 1).find(({ what }) => what.kind === 'run_failed');
  const failure = before?.what.kind === 'run_failed' ? ` ${before.what.message}` : '';
  return {
    text: `It was started again by itself, for it had stopped running.${failure}`,
    time: start.timestamp,
  };
}
