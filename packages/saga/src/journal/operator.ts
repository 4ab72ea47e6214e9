import type { SagaRow } from '@skewline/db-model';
import type { Registry } from '../action.ts';
import type { Ask } from '../engine/ask.ts';
import { loadSaga } from '../engine/load.ts';
import type { Decided, Looked, Verb } from '../engine/operator.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import { listEvents } from '../engine/saga-store.ts';
import type { SagaEvent } from '../event.ts';
import { storableText } from '../json.ts';
import { next, type Outcome } from '../next.ts';
import { apply } from '../state.ts';

/** What an operator wants of a saga of the journal. */
export function looking(verb: Verb) {
  return async (row: SagaRow, ask: Ask): Promise<Looked> => {
    const events = (await listEvents(ask, [row.id])).get(row.id) ?? [];
    return { events, decide: () => decide(verb, row, events) };
  };
}

/** To look at a saga its code is not needed: any process can do what an operator wants. */
const anyActions: Registry = {
  find: (name, version) => ({
    name,
    version,
    needs: {},
    run: () => null,
    undo: null,
    policy: noPolicy,
    undoPolicy: noPolicy,
    onCancel: 'finish',
    resultLimit: null,
  }),
};
const noPolicy = { attempts: 1, firstDelayMs: 0, factor: 1, maxDelayMs: 0, timeoutMs: null };

function decide(
  verb: Verb,
  row: SagaRow,
  events: Parameters<typeof loadSaga>[1],
): Decided | EngineRefusal {
  const reason = storableText(verb.reason);
  const loaded = loadSaga(row, events, anyActions);
  if (verb.kind === 'abandon') {
    const event: SagaEvent = { type: 'abandoned', reason };
    const bare: Outcome = { kind: 'abandoned', reason, error: null, left: [] };
    if ('kind' in loaded) return { event, outcome: bare };
    const after = apply(loaded.state, event);
    const now = after.ok ? next(after.state) : bare;
    return { event, outcome: now.kind === 'abandoned' ? now : bare };
  }
  if (row.state !== 'stuck' || 'kind' in loaded) return refuseEngine('not_stuck');
  const { node } = verb;
  const state = loaded.state.nodes[loaded.dag.indexOf.get(node) ?? -1];
  if (state?.phase !== 'undo_failed') return refuseEngine('node_not_stuck', node);
  const event: SagaEvent =
    verb.kind === 'skip'
      ? { type: 'undo_skipped', node, reason }
      : { type: 'undo_retried', node, attempt: state.attempt + 1, reason };
  const after = apply(loaded.state, event);
  if (!after.ok) throw new Error(after.message);
  const now = next(after.state);
  const goesOn = now.kind === 'start' || now.kind === 'undo' || now.kind === 'wait';
  return { event, outcome: goesOn ? null : now };
}
