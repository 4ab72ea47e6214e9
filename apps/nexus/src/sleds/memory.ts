import type { DateTime, Uuid } from '@skewline/runtime/api';

/** What this nexus remembers of a sled agent. */
export interface SledMemory {
  /** What it said last. */
  announced: string | null;
  /** The version that is spoken with it. */
  spoken: string | null;
  /** What was lost in that version, in the words of the decisions. */
  readonly losses: Set<string>;
  reportsIn: string | null;
  timeHeard: DateTime | null;
}

/** The memories of all sled agents, since this nexus began. */
export interface Memories {
  readonly of: (sledId: Uuid) => SledMemory;
  /** A sled agent has said something, now. */
  readonly heard: (sledId: Uuid) => void;
}

export function createMemories(now: () => DateTime): Memories {
  const memories = new Map<Uuid, SledMemory>();
  const of = (sledId: Uuid): SledMemory => {
    const there = memories.get(sledId);
    if (there !== undefined) return there;
    const memory: SledMemory = {
      announced: null,
      spoken: null,
      losses: new Set(),
      reportsIn: null,
      timeHeard: null,
    };
    memories.set(sledId, memory);
    return memory;
  };
  return {
    of,
    heard: (sledId) => {
      of(sledId).timeHeard = now();
    },
  };
}
