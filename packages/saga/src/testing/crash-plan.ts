import type { Rest } from '../engine/port.ts';
import type { Json } from '../json.ts';

/**
 * What one child of `crashEverywhere` is to do. Plain JSON: hand it over as an argument. A child first goes on with the
 * saga that the child before it left, and then runs one of its own up to the boundary at which it kills itself.
 */
export interface CrashPlan {
  /** How many children were there before. */
  readonly child: number;
  /** The saga that was left by the child before, whose process is dead. */
  readonly recover: string | null;
  /** Its own saga, and where it dies; null: it only recovers. */
  readonly run: { readonly sagaId: string; readonly killAt: number | null } | null;
  /** How long to wait for one saga. */
  readonly timeoutMs: number;
}

/** What a child prints, a line of JSON each. */
export type CrashMessage =
  /** The saga that was left is at rest. `ran` null: the crash came before anything of it was stored. */
  | { readonly type: 'recovered'; readonly ran: CrashRan | null; readonly leftovers: Leftovers }
  /** The last line of a child that kills itself. `boundary` counts from 1. */
  | {
      readonly type: 'killed';
      readonly boundary: number;
      readonly when: 'before' | 'after';
      readonly events: readonly string[];
    }
  /** Its own saga has come to rest before the boundary at which it should have died. */
  | {
      readonly type: 'finished';
      readonly ran: CrashRan;
      readonly leftovers: Leftovers;
      readonly boundaries: number;
    }
  /** It cannot do what it was told. */
  | { readonly type: 'failed'; readonly message: string };

type Leftovers = readonly string[];

/** What is compared with a run without a crash. */
export interface CrashRan {
  readonly sagaId: string;
  readonly kind: Rest['kind'];
  /** What describes the end to a reader. */
  readonly description: string;
  /** Why it unwound: `code node`; null where it did not. */
  readonly error: string | null;
  readonly output: Json;
  readonly state: Json;
}

/** One message of a child; undefined for a line that is none, such as a warning that something prints. */
export function readCrashMessage(line: string): CrashMessage | undefined {
  const start = '{"type":';
  if (!line.startsWith(start)) return undefined;
  try {
    // Printed by `writeCrashMessage` of the same program.
    return JSON.parse(line) as CrashMessage;
  } catch {
    return undefined;
  }
}
