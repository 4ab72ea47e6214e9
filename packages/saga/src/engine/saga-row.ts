import type { SagaRow } from '@skewline/db-model';
import { type RawBuilder, sql } from 'kysely';
import type { Json } from '../json.ts';
import type { Outcome } from '../next.ts';
import type { StoredDag } from '../stored-dag.ts';
import type { ParkCode, Rest, SagaPhase, SagaRecord, SagaSummary } from './port.ts';

/** Columns of `saga` that are small. */
export type SummaryRow = Omit<SagaRow, 'dag' | 'params'>;

export const summaryColumns: RawBuilder<unknown> = sql.raw(
  `id, engine, name, subject, state, owner, owner_token, cancel_reason, outcome, parked_code, parked_reason,
   time_created, time_updated, time_rested`,
);

export function summaryOf(row: SummaryRow): SagaSummary {
  return {
    id: row.id,
    engine: row.engine,
    name: row.name,
    subject: row.subject,
    state: row.state,
    owner: row.owner,
    ownerToken: row.owner_token,
    cancelReason: row.cancel_reason,
    timeCreated: row.time_created,
    timeUpdated: row.time_updated,
    timeRested: row.time_rested,
    rest: restOf(row),
  };
}

export function recordOf(row: SagaRow): SagaRecord {
  return {
    ok: true,
    ...summaryOf(row),
    // Written by `start`, as JSON and as a DAG. What was changed by hand since is shown as it is.
    params: row.params as Json,
    dag: row.dag as StoredDag,
  };
}

/** Null while the saga is under way. */
export function restOf({
  state,
  outcome,
  parked_code: code,
  parked_reason: reason,
}: Pick<SummaryRow, 'state' | 'outcome' | 'parked_code' | 'parked_reason'>): Rest | null {
  if (state === 'running' || state === 'unwinding') return null;
  // Only engines write these two columns.
  if (state === 'parked') return { kind: 'parked', code: code as ParkCode, reason: reason ?? '' };
  return outcome as Outcome;
}

const overPhases: ReadonlySet<SagaPhase> = new Set(['done', 'unwound', 'abandoned']);

/** Nothing will happen in it any more. Stuck and parked ones wait for somebody. */
export function isOver(state: SagaPhase): boolean {
  return overPhases.has(state);
}
