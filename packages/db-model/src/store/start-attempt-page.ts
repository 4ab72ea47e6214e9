import type { RejectedSled, StartAttempt } from '@skewline/nexus-types/domain';
import type { Problem, Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type SelectQueryBuilder, sql, type SqlBool } from 'kysely';
import { type Loaded, loadStartAttempt } from '../row/index.ts';
import { rejectedSledRows, rejectedSledsOfRows } from '../row/rejected-sleds.ts';
import type { StartAttemptRow } from '../rows/index.ts';
import { changedOne, json, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** Which attempt was the last of a page. */
export interface AttemptKey {
  readonly timeStarted: DateTime;
  readonly id: Uuid;
}

/** A page of attempts, by when they began. */
export interface AttemptPage {
  readonly order: 'oldest_first' | 'newest_first';
  /** The last attempt of the page before; null for the first page. */
  readonly after: AttemptKey | null;
  readonly limit: number;
}

/** An attempt with all that operators may know. */
export interface AttemptRecord {
  readonly attempt: StartAttempt;
  /** What is wrong with its row. */
  readonly problems: readonly Problem[];
  readonly projectId: Uuid;
  /** Null as long as no saga runs it, and when that was removed. */
  readonly sagaId: Uuid | null;
  /** Where its VMM was made; null if it came to none. */
  readonly sledId: Uuid | null;
  /** Why which sled could not take the instance; empty where sleds were not the matter. */
  readonly rejectedSleds: readonly RejectedSled[];
}

/**
 * Notes for operators why which sled cannot take the instance of an open attempt; of more than 1,000 sleds only the
 * first. False if the attempt is not open any more.
 */
export async function noteRejectedSleds(
  queries: Queries,
  attemptId: Uuid,
  sleds: readonly RejectedSled[],
): Promise<boolean> {
  const rows = rejectedSledRows(sleds);
  const result = await queries
    .updateTable('start_attempt')
    .set({ rejected_sleds: rows && json(rows) })
    .where('id', '=', attemptId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}

/** The attempts to start an instance. */
export async function pageOfStartAttempts(
  queries: Queries,
  instanceId: Uuid,
  page: AttemptPage,
): Promise<readonly Loaded<StartAttempt>[]> {
  const rows = await queries
    .selectFrom('start_attempt')
    .select(attemptColumns)
    .where('instance_id', '=', instanceId)
    .$call((query) => pageOf(query, page))
    .execute();
  return rows.map(loadStartAttempt);
}

/** The attempts to start one instance, or any (null). */
export async function pageOfAttemptRecords(
  queries: Queries,
  instanceId: Uuid | null,
  page: AttemptPage,
): Promise<readonly AttemptRecord[]> {
  const rows = await records(queries)
    .$if(instanceId !== null, (query) =>
      query.where('start_attempt.instance_id', '=', instanceId ?? ''),
    )
    .$call((query) => pageOf(query, page))
    .execute();
  return rows.map(recordOf);
}

export async function fetchAttemptRecord(
  queries: Queries,
  attemptId: Uuid,
): Promise<AttemptRecord | Refusal> {
  const row = await records(queries).where('start_attempt.id', '=', attemptId).executeTakeFirst();
  return row === undefined ? refuse('start_attempt_not_found') : recordOf(row);
}

type AttemptColumn = `start_attempt.${keyof StartAttemptRow}`;

/** All but the long one. */
export const attemptColumns: readonly AttemptColumn[] = [
  'start_attempt.id',
  'start_attempt.instance_id',
  'start_attempt.origin',
  'start_attempt.request_id',
  'start_attempt.time_started',
  'start_attempt.time_finished',
  'start_attempt.outcome',
  'start_attempt.code',
  'start_attempt.fault',
  'start_attempt.transience',
  'start_attempt.message',
  'start_attempt.hint',
  'start_attempt.counts',
  'start_attempt.detail',
  'start_attempt.vmm_id',
];

function records(queries: Queries) {
  return (
    queries
      .selectFrom('start_attempt')
      .innerJoin('instance', 'instance.id', 'start_attempt.instance_id')
      .leftJoin('vmm', 'vmm.id', 'start_attempt.vmm_id')
      // An attempt and the saga that runs it have one id.
      .leftJoin('saga', 'saga.id', 'start_attempt.id')
      .select(attemptColumns)
      .select([
        'start_attempt.rejected_sleds',
        'instance.project_id',
        'saga.id as saga_id',
        'vmm.sled_id',
      ])
  );
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof records>['executeTakeFirstOrThrow']>>;

function recordOf(row: RecordRow): AttemptRecord {
  const { value: attempt, problems } = loadStartAttempt(row);
  return {
    attempt,
    problems,
    projectId: row.project_id,
    sagaId: row.saga_id,
    sledId: row.sled_id,
    rejectedSleds: rejectedSledsOfRows(row.rejected_sleds),
  };
}

function pageOf<Tables, Names extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Names, Row>,
  { order, after, limit }: AttemptPage,
): SelectQueryBuilder<Tables, Names, Row> {
  const time = sql.ref('start_attempt.time_started');
  const id = sql.ref('start_attempt.id');
  const direction = order === 'oldest_first' ? 'asc' : 'desc';
  const sorted = query.orderBy(time, direction).orderBy(id, direction).limit(limit);
  if (after === null) return sorted;
  const beyond = order === 'oldest_first' ? sql`>` : sql`<`;
  return sorted.where(
    sql<SqlBool>`(${time}, ${id}) ${beyond} (${after.timeStarted}::timestamptz, ${after.id}::uuid)`,
  );
}
