import type { SagaRow } from '@skewline/db-model';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Registry } from '../action.ts';
import type { Dag } from '../dag.ts';
import type { Ask } from './ask.ts';
import type { Parked, RecordedEvent } from './port.ts';
import { listEvents } from './saga-store.ts';
import { isSagaEvent } from '../event.ts';
import { checkJson, isObject, type Json } from '../json.ts';
import { readDag } from '../read-dag.ts';
import { isUnwinding, recover, type SagaState } from '../state.ts';

/** A saga as the journal goes on with it. */
export interface LoadedSaga {
  readonly dag: Dag;
  readonly params: Json;
  readonly state: SagaState;
  /** When the last thing happened; null: nothing has. */
  readonly last: DateTime | null;
  /** As its row has it; for one that is parked, as the row should have it. */
  readonly phase: 'running' | 'unwinding';
}

export async function loadSagas(
  ask: Ask,
  rows: readonly SagaRow[],
  actions: Registry,
): Promise<ReadonlyMap<Uuid, LoadedSaga | Parked>> {
  const ids = rows.map(({ id }) => id);
  const events = await listEvents(ask, ids);
  return new Map(rows.map((row) => [row.id, loadSaga(row, events.get(row.id) ?? [], actions)]));
}

/** Nothing stored is believed: what this program cannot go on with is parked, and harms no other saga. */
export function loadSaga(
  row: Pick<SagaRow, 'dag' | 'params' | 'state'>,
  events: readonly RecordedEvent[],
  actions: Registry,
): LoadedSaga | Parked {
  const read = readDag(row.dag, actions);
  if (!read.ok) {
    const unknown = read.problems.some(({ code }) => code === 'unknown_action');
    const reasons = read.problems.map(({ path, message }) =>
      path === '' ? message : `${path}: ${message}`,
    );
    return parked(read.park && unknown ? 'unknown_action' : 'unreadable', reasons.join('; '));
  }
  const params = checkJson(row.params, Number.POSITIVE_INFINITY);
  if (!params.ok || !isObject(params.json)) {
    return parked('unreadable', 'its parameters are not an object');
  }
  const known = events.map(({ event }) => event);
  const strange = known.find((event) => !isSagaEvent(event));
  if (strange !== undefined) {
    return parked('bad_events', `this is no event: ${JSON.stringify(strange).slice(0, 200)}`);
  }
  const recovered = recover(read.dag, known);
  if (!recovered.ok) return parked('bad_events', recovered.message);
  const underWay = row.state === 'running' || row.state === 'unwinding';
  return {
    dag: read.dag,
    params: params.json,
    state: recovered.state,
    last: events.at(-1)?.time ?? null,
    phase: underWay ? row.state : isUnwinding(recovered.state) ? 'unwinding' : 'running',
  };
}

function parked(code: Parked['code'], reason: string): Parked {
  return { kind: 'parked', code, reason: reason.slice(0, MAX_REASON) };
}

const MAX_REASON = 4000;
