import type { StartAttempt, StartOutcome } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type Loaded, loadStartAttempt, startAttemptRow } from '../row/index.ts';
import { startOutcomeColumns } from '../row/start-attempt-columns.ts';
import type { StartAttemptRow } from '../rows/index.ts';
import { changedOne, type InTransaction, json, type PageOf, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** The attempt that there is now, and whether it was this call that made it, or ended it. */
export interface StartAttemptWrite extends Loaded<StartAttempt> {
  readonly written: boolean;
}

/**
 * Records that a start was accepted. An instance has at most one open attempt: where there is one, it
 * is given instead. So is the attempt itself if it was recorded before, whatever became of it.
 */
export async function openStartAttempt(
  transaction: InTransaction,
  attempt: StartAttempt,
): Promise<StartAttemptWrite> {
  const row = startAttemptRow(attempt);
  for (;;) {
    const inserted = await transaction
      .insertInto('start_attempt')
      .values({ ...row, counts: row.counts && json(row.counts) })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) return { ...loadStartAttempt(inserted), written: true };
    const there = await standingInTheWay(transaction, row);
    if (there !== undefined) return { ...loadStartAttempt(there), written: false };
    // The one that stood in the way ended between the two statements, so there is room now.
  }
}

/** Itself, recorded before, rather than another one that is open. */
async function standingInTheWay(
  transaction: InTransaction,
  { id, instance_id }: StartAttemptRow,
): Promise<StartAttemptRow | undefined> {
  const rows = await transaction
    .selectFrom('start_attempt')
    .selectAll()
    .where((row) =>
      row.or([
        row('id', '=', id),
        row.and([row('instance_id', '=', instance_id), row('outcome', 'is', null)]),
      ]),
    )
    .execute();
  return rows.find((row) => row.id === id) ?? rows[0];
}

/**
 * Writes what became of a start. The first outcome stays: a saga that says it twice, or recovery that
 * says something else, gets the attempt as it is.
 */
export async function finishStartAttempt(
  queries: Queries,
  attemptId: Uuid,
  outcome: Exclude<StartOutcome, { kind: 'open' }>,
): Promise<StartAttemptWrite | Refusal> {
  const { counts, ...columns } = startOutcomeColumns(outcome);
  const finished = await queries
    .updateTable('start_attempt')
    .set({ ...columns, counts: counts && json(counts) })
    .where('id', '=', attemptId)
    .where('outcome', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (finished !== undefined) return { ...loadStartAttempt(finished), written: true };
  const there = await attemptById(queries, attemptId);
  if (there === undefined) return refuse('start_attempt_not_found');
  return { ...loadStartAttempt(there), written: false };
}

/** Notes the VMM that was made for an open attempt; false if the attempt is not open any more. */
export async function noteVmmOfStartAttempt(
  queries: Queries,
  attemptId: Uuid,
  vmmId: Uuid,
): Promise<boolean> {
  const result = await queries
    .updateTable('start_attempt')
    .set({ vmm_id: vmmId })
    .where('id', '=', attemptId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}

export async function fetchStartAttempt(
  queries: Queries,
  attemptId: Uuid,
): Promise<Loaded<StartAttempt> | Refusal> {
  const row = await attemptById(queries, attemptId);
  return row === undefined ? refuse('start_attempt_not_found') : loadStartAttempt(row);
}

/** Where a page of attempts begins. */
export interface StartAttemptKey {
  readonly timeStarted: DateTime;
  readonly id: Uuid;
}

/** The attempts to start an instance, newest first. */
export async function listStartAttempts(
  queries: Queries,
  instanceId: Uuid,
  { after = null, limit }: PageOf<StartAttemptKey>,
): Promise<readonly Loaded<StartAttempt>[]> {
  const rows = await queries
    .selectFrom('start_attempt')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .$if(after !== null, (query) =>
      query.where((row) =>
        row(
          row.refTuple('time_started', 'id'),
          '<',
          row.tuple(after?.timeStarted ?? '', after?.id ?? ''),
        ),
      ),
    )
    .orderBy('time_started', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(loadStartAttempt);
}

/** The attempts that nobody has ended, oldest first: what recovery looks at. */
export async function listOpenStartAttempts(
  queries: Queries,
): Promise<readonly Loaded<StartAttempt>[]> {
  const rows = await queries
    .selectFrom('start_attempt')
    .selectAll()
    .where('outcome', 'is', null)
    .orderBy('time_started')
    .orderBy('id')
    .execute();
  return rows.map(loadStartAttempt);
}

async function attemptById(queries: Queries, id: Uuid): Promise<StartAttemptRow | undefined> {
  return queries.selectFrom('start_attempt').selectAll().where('id', '=', id).executeTakeFirst();
}
