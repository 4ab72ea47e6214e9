import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { SagaEventRow, SagaRow, SagaStateLabel } from '../../rows/index.ts';
import type { PageOf, Queries } from '../queries.ts';

/** What of a saga is short. */
export type SagaSummaryRow = Omit<SagaRow, 'dag' | 'params'>;

export interface SagaFilter {
  readonly state?: SagaStateLabel | undefined;
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
}

/** Where a page of sagas begins. */
export interface SagaRowKey {
  readonly timeCreated: DateTime;
  readonly id: Uuid;
}

const summaryColumns = [
  'id',
  'engine',
  'name',
  'subject',
  'state',
  'owner',
  'owner_token',
  'cancel_reason',
  'outcome',
  'parked_code',
  'parked_reason',
  'time_created',
  'time_updated',
  'time_rested',
] as const satisfies readonly (keyof SagaSummaryRow)[];

/**
 * Sagas of all engines, newest first. What is in their JSON is the business of `@skewline/saga`: here they are only read,
 * so that somebody can look at them where no engine runs.
 */
export async function listSagaRows(
  queries: Queries,
  { state, name, subject }: SagaFilter,
  { after = null, limit }: PageOf<SagaRowKey>,
): Promise<readonly SagaSummaryRow[]> {
  return queries
    .selectFrom('saga')
    .select(summaryColumns)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'stuck'))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .$if(after !== null, (query) =>
      query.where((row) =>
        row(
          row.refTuple('time_created', 'id'),
          '<',
          row.tuple(after?.timeCreated ?? '', after?.id ?? ''),
        ),
      ),
    )
    .orderBy('time_created', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Null if there is none. */
export async function findSagaRow(queries: Queries, sagaId: Uuid): Promise<SagaRow | null> {
  const row = await queries
    .selectFrom('saga')
    .selectAll()
    .where('id', '=', sagaId)
    .executeTakeFirst();
  return row ?? null;
}

/** What the journal recorded of a saga, oldest first. DBOS keeps its events elsewhere. */
export async function listSagaEventRows(
  queries: Queries,
  sagaId: Uuid,
): Promise<readonly SagaEventRow[]> {
  return queries
    .selectFrom('saga_event')
    .selectAll()
    .where('saga_id', '=', sagaId)
    .orderBy('time')
    .orderBy('node')
    .orderBy('slot')
    .execute();
}

/** The ids of sagas about something that are not over, stuck and parked ones included; oldest first. */
export async function listSagasAbout(queries: Queries, subject: string): Promise<readonly Uuid[]> {
  const rows = await queries
    .selectFrom('saga')
    .select('id')
    .where('subject', '=', subject)
    .where('state', 'in', ['running', 'unwinding', 'stuck', 'parked'])
    .orderBy('time_created')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
