import type { DateTime, Int32, Uint64, Uuid } from '@skewline/runtime/api';

export type SagaEngineLabel = 'journal' | 'dbos';

export type SagaStateLabel =
  'running' | 'unwinding' | 'stuck' | 'parked' | 'done' | 'unwound' | 'abandoned';

/** Table `saga_executor`: a process that runs sagas. */
export interface SagaExecutorRow {
  readonly id: string;
  readonly engine: SagaEngineLabel;
  readonly host: string;
  readonly process_id: Int32;
  readonly time_started: DateTime;
  readonly lease_until: DateTime;
}

/** Table `saga`. What is in its JSON is the business of `@skewline/saga`. */
export interface SagaRow {
  readonly id: Uuid;
  readonly engine: SagaEngineLabel;
  readonly name: string;
  readonly subject: string | null;
  readonly dag: unknown;
  readonly params: unknown;
  readonly state: SagaStateLabel;
  readonly owner: string | null;
  readonly owner_token: Uint64;
  readonly cancel_reason: string | null;
  readonly outcome: unknown;
  readonly parked_code: string | null;
  readonly parked_reason: string | null;
  readonly time_created: DateTime;
  readonly time_updated: DateTime;
  readonly time_rested: DateTime | null;
}

/** Table `saga_event`. */
export interface SagaEventRow {
  readonly saga_id: Uuid;
  /** Empty for the saga as a whole. */
  readonly node: string;
  readonly slot: string;
  readonly event: unknown;
  readonly owner_token: Uint64;
  readonly time: DateTime;
}
