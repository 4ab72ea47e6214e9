import type { Uuid } from '@skewline/runtime/api';
import type { Ask } from '../engine/ask.ts';
import { appendEvents, fenceIn, recordIn, type SagaChange } from '../engine/owned.ts';
import type { RecordedEvent } from '../engine/port.ts';
import type { SummaryRow } from '../engine/saga-row.ts';
import { type Claim, listEvents } from '../engine/saga-store.ts';
import type { SagaEvent } from '../event.ts';
import { Fenced, type Performed } from '../perform.ts';
import type { Records } from './run-saga.ts';
import type { Decision } from './step-result.ts';

/**
 * The rows of a saga in our own tables. In `saga_event` there are what actions recorded in their own transactions, nodes
 * that failed, and what operators decided; what else happened is in the steps of DBOS.
 */
export function recordsOf(
  ask: Ask,
  claim: Claim,
  /** What was there when it was taken over. */
  before: readonly RecordedEvent[],
): Records {
  const ended = new Map<string, Performed>();
  for (const { event } of before) {
    const performed = performedOf(event);
    if (performed !== null && 'node' in event) ended.set(event.node, performed);
  }
  const changed = async (change: Exclude<SagaChange, { kind: 'none' }>): Promise<SummaryRow> => {
    const appended = await appendEvents(ask, claim, [], change, null);
    if (appended instanceof Fenced) throw appended;
    if (appended.row === null) throw new Error('a saga that was changed has no row');
    return appended.row;
  };
  return {
    fence: async (transaction) => fenceIn(transaction, claim),
    record: async (transaction, node, output) => {
      await recordIn(transaction, claim, node, output, null);
    },
    ended: (node) => ended.get(node) ?? null,
    fail: async (node, error) => {
      const failed: SagaEvent = { type: 'failed', node, error };
      const appended = await appendEvents(ask, claim, [failed], { kind: 'none' }, null);
      if (appended instanceof Fenced) throw appended;
      const [there = failed] = appended.events;
      return performedOf(there) ?? { ok: false, error };
    },
    decisions: async () => decisionsIn(await eventsBeside(ask, claim.sagaId)),
    unwinding: async () => {
      await changed({ kind: 'under_way', state: 'unwinding' });
    },
    rest: async (outcome) => changed({ kind: 'rest', outcome }),
    park: async (code, reason) => changed({ kind: 'parked', code, reason }),
  };
}

/** What our tables have of a saga beside its steps, oldest first. */
export async function eventsBeside(ask: Ask, sagaId: Uuid): Promise<readonly RecordedEvent[]> {
  return (await listEvents(ask, [sagaId])).get(sagaId) ?? [];
}

function decisionsIn(events: readonly RecordedEvent[]): readonly Decision[] {
  return events
    .filter(({ event }) => event.type === 'undo_retried' || event.type === 'undo_skipped')
    .map(({ event, time }) => ({ event, time }));
}

function performedOf(event: SagaEvent): Performed | null {
  if (event.type === 'succeeded') return { ok: true, output: event.output };
  return event.type === 'failed' ? { ok: false, error: event.error } : null;
}
