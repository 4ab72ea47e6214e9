import type { SagaRow } from '@skewline/db-model';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Registry } from '../action.ts';
import type { Dag } from '../dag.ts';
import type { Ask } from '../engine/ask.ts';
import type { Parked, RecordedEvent } from '../engine/port.ts';
import { loadSaga } from '../engine/load.ts';
import { listEvents } from '../engine/saga-store.ts';
import type { Json } from '../json.ts';
import { isUnwinding } from '../state.ts';
import { historyOf, type ListedStep } from './history.ts';

/** A saga as its workflow goes on with it. What has happened is in the steps, and DBOS gives it when it replays. */
export interface LoadedSaga {
  readonly dag: Dag;
  readonly params: Json;
  readonly phase: 'running' | 'unwinding';
  /** What our tables have of it beside the steps. */
  readonly beside: readonly RecordedEvent[];
  /** Just stored by `start`: it has no workflow yet. */
  readonly isNew: boolean;
  /** When it was this executor's for sure, by `performance.now()`. */
  readonly ownedSince: number;
}

export async function loadSagas(
  ask: Ask,
  rows: readonly SagaRow[],
  actions: Registry,
  stepsOf: (sagaId: Uuid) => Promise<readonly ListedStep[]>,
): Promise<ReadonlyMap<Uuid, LoadedSaga | Parked>> {
  const events = await listEvents(
    ask,
    rows.map(({ id }) => id),
  );
  const all = new Map<Uuid, LoadedSaga | Parked>();
  for (const row of rows) {
    const beside = events.get(row.id) ?? [];
    const read = loadSaga(row, [], actions);
    if ('kind' in read) {
      all.set(row.id, read);
      continue;
    }
    // It may have been paused since; it asks.
    const ownedSince = Number.NEGATIVE_INFINITY;
    const loaded = { dag: read.dag, params: read.params, beside, isNew: false, ownedSince };
    const phase =
      row.state === 'parked'
        ? parkedPhase(read.dag, await stepsOf(row.id), row.time_created)
        : row.state === 'unwinding'
          ? 'unwinding'
          : 'running';
    all.set(row.id, typeof phase === 'string' ? { ...loaded, phase } : phase);
  }
  return all;
}

/** Where a parked saga goes on; parked again where its steps make no sense. */
function parkedPhase(
  dag: Dag,
  steps: readonly ListedStep[],
  begun: DateTime,
): LoadedSaga['phase'] | Parked {
  const { state, problem } = historyOf(dag, steps, begun);
  if (problem !== null) return { kind: 'parked', code: 'bad_events', reason: problem };
  return isUnwinding(state) ? 'unwinding' : 'running';
}
