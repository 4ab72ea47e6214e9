import type {
  InstanceEvent,
  InstanceEventWhat,
  InstanceState,
} from '@skewline/nexus-client/external';
import type { Tone } from '../parts/tone.ts';

/** What goes on for a while: an attempt to start it, a machine that runs, a move to another sled. */
export type LaneName = 'attempt' | 'run' | 'move';

export const laneNames: readonly LaneName[] = ['attempt', 'run', 'move'];

/** One lane beside one event. The newest event is on top. */
export interface LanePiece {
  /** It goes on from here to what came later. */
  readonly up: boolean;
  /** It was there before. */
  readonly down: boolean;
  /** It begins or ends here, and how that is meant. */
  readonly mark: Tone | null;
}

/** An event, with what goes on beside it. */
export interface LaneRow {
  readonly event: InstanceEvent;
  readonly lanes: { readonly [Name in LaneName]: LanePiece };
  /** For who cannot see lanes: `attempt begins`. Empty where nothing begins or ends. */
  readonly words: string;
}

type Change = readonly [lane: LaneName, does: 'begins' | 'ends', tone: Tone];

const resting: ReadonlySet<InstanceState> = new Set(['stopped', 'failed', 'destroyed']);
/** It had no machine before. */
const machineless: ReadonlySet<InstanceState> = new Set(['creating', 'starting', ...resting]);

/** What begins or ends with an event. */
function changesOf(what: InstanceEventWhat): readonly Change[] {
  switch (what.kind) {
    case 'start_accepted':
      return [['attempt', 'begins', 'busy']];
    case 'start_failed':
      return [['attempt', 'ends', 'bad']];
    case 'start_succeeded':
      return [
        ['attempt', 'ends', 'good'],
        ['run', 'begins', 'good'],
      ];
    case 'run_failed':
      return [['run', 'ends', 'bad']];
    case 'migration_started':
      return [['move', 'begins', 'busy']];
    case 'migration_completed':
      return [['move', 'ends', 'good']];
    case 'migration_failed':
      return [['move', 'ends', 'warn']];
    case 'state_changed':
      if (!resting.has(what.to) || machineless.has(what.from)) return [];
      return [['run', 'ends', what.to === 'failed' ? 'bad' : 'off']];
    case 'deleted':
      return [['run', 'ends', 'off']];
    default:
      return [];
  }
}

/**
 * The events with their lanes, in the order given: the newest first. Where older ones are missing, what ends without
 * having begun has been there from below.
 */
export function laneRows(newestFirst: readonly InstanceEvent[]): readonly LaneRow[] {
  const open = openAtTheEnd(newestFirst);
  const rows: LaneRow[] = [];
  for (const event of newestFirst.toReversed()) {
    const lanes = {
      attempt: beside(open, 'attempt'),
      run: beside(open, 'run'),
      move: beside(open, 'move'),
    };
    const words: string[] = [];
    for (const [lane, does, mark] of changesOf(event.what)) {
      const wasOpen = open.has(lane);
      // It has ended already: a machine that fails is told of, and then the instance.
      if (does === 'ends' && !wasOpen) continue;
      if (does === 'begins') open.add(lane);
      else open.delete(lane);
      lanes[lane] = { down: wasOpen, up: does === 'begins', mark };
      words.push(`${lane} ${does}`);
    }
    rows.push({ event, lanes, words: words.join(', ') });
  }
  return rows.toReversed();
}

function beside(open: ReadonlySet<LaneName>, lane: LaneName): LanePiece {
  const isOpen = open.has(lane);
  return { up: isOpen, down: isOpen, mark: null };
}

/** What was going on before the oldest of these events: what ends among them without having begun among them. */
function openAtTheEnd(newestFirst: readonly InstanceEvent[]): Set<LaneName> {
  const open = new Set<LaneName>();
  // From the first event of all nothing goes on before.
  if (newestFirst.at(-1)?.sequence === 1) return open;
  const seen = new Set<LaneName>();
  for (const { what } of newestFirst.toReversed()) {
    for (const [lane, does] of changesOf(what)) {
      if (!seen.has(lane) && does === 'ends') open.add(lane);
      seen.add(lane);
    }
  }
  return open;
}
