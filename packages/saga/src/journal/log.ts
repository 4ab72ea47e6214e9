import type { DateTime } from '@skewline/runtime/api';
import type { SagaLog } from '../drive.ts';
import type { Ask } from '../engine/ask.ts';
import type { EngineTesting } from '../engine/options.ts';
import { appendEvents, fenceIn, recordIn, type SagaChange } from '../engine/owned.ts';
import type { SummaryRow } from '../engine/saga-row.ts';
import type { Claim } from '../engine/saga-store.ts';
import type { SagaEvent } from '../event.ts';
import { Fenced, type Ownership } from '../perform.ts';
import { isUnwinding } from '../state.ts';

export interface JournalLog extends SagaLog {
  readonly ownership: Ownership;
  /** The saga's row as the last write left it; null before it has come to rest. */
  rested(): SummaryRow | null;
}

export interface JournalLogOptions {
  readonly ask: Ask;
  readonly claim: Claim;
  /** As the row has it. */
  readonly phase: 'running' | 'unwinding';
  readonly last: DateTime | null;
  readonly atBoundary: EngineTesting['atBoundary'];
}

/** The log of a saga in the tables, for as long as this executor owns it. */
export function journalLog({ ask, claim, atBoundary, ...known }: JournalLogOptions): JournalLog {
  let { phase, last } = known;
  let rested: SummaryRow | null = null;
  // By their actions; perhaps.
  const recorded = new Set<string>();
  const { sagaId } = claim;
  return {
    ownership: {
      fence: (transaction) => fenceIn(transaction, claim),
      record: async (transaction, node, output) => {
        recorded.add(node);
        await recordIn(transaction, claim, node, output, last, (time) => {
          last = later(last, time);
        });
      },
    },
    rested: () => rested,
    async append(events, state, ending) {
      await atBoundary?.({ sagaId, when: 'before', events });
      const now = isUnwinding(state) ? 'unwinding' : 'running';
      const change: SagaChange =
        ending !== null
          ? { kind: 'rest', outcome: ending }
          : now === phase
            ? { kind: 'none' }
            : { kind: 'under_way', state: now };
      const there: SagaEvent[] = [];
      const parts = statementsOf(events);
      for (const [index, part] of parts.entries()) {
        // The events are in the order in which they happened, so the saga is sound after each part.
        const isLast = index === parts.length - 1;
        const appended = await appendEvents(
          ask,
          claim,
          part,
          isLast ? change : { kind: 'none' },
          last,
          part.some((event) => 'node' in event && recorded.has(event.node)),
        );
        if (appended instanceof Fenced) return appended;
        there.push(...appended.events);
        last = later(last, appended.time);
        rested = ending === null ? null : appended.row;
      }
      phase = now;
      await atBoundary?.({ sagaId, when: 'after', events });
      return there;
    },
  };
}

/** Times as the database gives them are in the order of their texts. */
function later(one: DateTime | null, other: DateTime | null): DateTime | null {
  return one === null || (other !== null && other > one) ? other : one;
}

const MAX_EVENTS = 500;
const MAX_BYTES = 8 * 1024 * 1024;
/** So few are not worth measuring. */
const FEW = 8;

/** How much goes into one statement. */
function statementsOf(events: readonly SagaEvent[]): readonly (readonly SagaEvent[])[] {
  if (events.length <= FEW) return [events];
  const parts: SagaEvent[][] = [];
  let part: SagaEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = JSON.stringify(event).length;
    if (part.length > 0 && (part.length >= MAX_EVENTS || bytes + size > MAX_BYTES)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += size;
  }
  return [...parts, part];
}
