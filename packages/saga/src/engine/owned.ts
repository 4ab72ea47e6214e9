import type { DateTime } from '@skewline/runtime/api';
import { type Kysely, type RawBuilder, sql, Transaction } from 'kysely';
import { preparedOnce, type Tables } from '@skewline/db-model';
import { ActionFailure } from '../error.ts';
import { isSagaEvent, type SagaEvent } from '../event.ts';
import { type Json, sameJson } from '../json.ts';
import type { Outcome } from '../next.ts';
import { Fenced } from '../perform.ts';
import { type Ask, askingIn } from './ask.ts';
import type { ParkCode } from './port.ts';
import { summaryColumns, type SummaryRow } from './saga-row.ts';
import { type Claim, givenEvents, jsonText, timeOf } from './saga-store.ts';

/** What the owner of a saga writes. Each statement locks the saga's row and writes nothing where it is another's. */

/**
 * The row is ours: the token says so alone, for each new owner counts it up. `owner` is empty after what we wrote has
 * ended the saga: writing that again, where the answer was lost, must find it ours.
 */
function isOurs({ sagaId, executorId, token }: Claim): RawBuilder<unknown> {
  return sql`saga.id = ${sagaId} AND saga.owner_token = ${token}::int8 AND coalesce(saga.owner, ${executorId}) = ${executorId}`;
}

function locked(claim: Claim): RawBuilder<unknown> {
  return sql`owned AS (SELECT saga.id FROM saga WHERE ${isOurs(claim)} FOR NO KEY UPDATE)`;
}

function fenced({ sagaId, executorId, token }: Claim): Fenced {
  return new Fenced(`saga ${sagaId} is not ${executorId}'s (token ${token}) any more`);
}

/** What becomes of the saga together with the events. */
export type SagaChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'under_way'; readonly state: 'running' | 'unwinding' }
  | { readonly kind: 'rest'; readonly outcome: Outcome }
  | { readonly kind: 'parked'; readonly code: ParkCode; readonly reason: string };

export interface Appended {
  /** Those that are there now: where one was there before, that one. */
  readonly events: readonly SagaEvent[];
  /** When the last one was written; null where none was. */
  readonly time: DateTime | null;
  /** Where the saga was changed. */
  readonly row: SummaryRow | null;
}

/**
 * Stores events, and what becomes of the saga, in one statement. `last`: the time of its last event, as far as known.
 * `mayBeThere`: some are perhaps there already; asking for them at once saves a second statement.
 */
export async function appendEvents(
  ask: Ask,
  claim: Claim,
  events: readonly SagaEvent[],
  change: SagaChange,
  last: DateTime | null,
  mayBeThere = false,
): Promise<Appended | Fenced> {
  const update =
    change.kind === 'none'
      ? null
      : sql`UPDATE saga SET ${assignments(change)} WHERE ${isOurs(claim)} RETURNING ${summaryColumns}`;
  const owned = update === null ? locked(claim) : sql`owned AS (${update})`;
  const nothing = sql`0::int8 AS stored, NULL::timestamptz AS last_time, NULL::jsonb AS known`;
  type Row = SummaryRow & {
    readonly stored: number;
    readonly last_time: DateTime | null;
    readonly known: readonly Known[] | null;
  };
  const known = mayBeThere
    ? sql`(SELECT jsonb_agg(to_jsonb(there)) FROM (${knownEvents(claim)}) AS there)`
    : sql`NULL::jsonb`;
  const [row] = await ask(
    events.length === 0
      ? update === null
        ? sql<Row>`${preparedOnce} WITH ${owned} SELECT owned.*, ${nothing} FROM owned`
        : sql<Row>`${preparedOnce} ${update}, ${nothing}`
      : sql<Row>`
        ${preparedOnce} WITH ${owned}, ${givenEvents(events)}, put AS (
          INSERT INTO saga_event (saga_id, node, slot, event, owner_token, time)
          SELECT owned.id, given.node, given.slot, given.event, ${claim.token}::int8, ${timeOf('given', last)}
          FROM owned CROSS JOIN given
          ON CONFLICT (saga_id, node, slot) DO NOTHING
          RETURNING time
        )
        SELECT owned.*, (SELECT count(*) FROM put) AS stored, (SELECT max(time) FROM put) AS last_time,
          ${known} AS known
        FROM owned`,
  );
  if (row === undefined) return fenced(claim);
  const found = row.known ?? [];
  const all = row.stored + found.length === events.length;
  return {
    events:
      row.stored === events.length
        ? events
        : // What was written while this waited for the row is not seen by the same statement.
          withKnown(claim, events, all ? found : await askKnown(ask, claim, events)),
    time: row.last_time,
    row: change.kind === 'none' ? null : row,
  };
}

function assignments(change: Exclude<SagaChange, { readonly kind: 'none' }>): RawBuilder<unknown> {
  switch (change.kind) {
    case 'under_way':
      return sql`state = ${change.state}, time_updated = now()`;
    case 'rest':
      return sql`state = ${change.outcome.kind}, outcome = ${jsonText(change.outcome)}, owner = NULL,
        time_updated = now(), time_rested = coalesce(time_rested, now())`;
    case 'parked':
      return sql`state = 'parked', parked_code = ${change.code}, parked_reason = ${change.reason}, owner = NULL,
        time_updated = now(), time_rested = coalesce(time_rested, now())`;
  }
}

/** An event that is there in the slot of a given one. */
interface Known {
  /** From 1, among the given ones. */
  readonly place: number;
  readonly event: unknown;
}

function knownEvents({ sagaId }: Claim): RawBuilder<Known> {
  return sql<Known>`
    SELECT given.place, saga_event.event FROM given JOIN saga_event
      ON saga_event.saga_id = ${sagaId} AND saga_event.node = given.node AND saga_event.slot = given.slot`;
}

async function askKnown(
  ask: Ask,
  claim: Claim,
  events: readonly SagaEvent[],
): Promise<readonly Known[]> {
  return ask(sql<Known>`WITH ${givenEvents(events)} ${knownEvents(claim)}`);
}

function withKnown(
  { sagaId }: Claim,
  events: readonly SagaEvent[],
  known: readonly Known[],
): readonly SagaEvent[] {
  const byPlace = new Map(known.map(({ place, event }) => [place, event]));
  return events.map((event, index) => {
    const there = byPlace.get(index + 1) ?? event;
    if (isSagaEvent(there)) return there;
    throw new Error(`saga ${sagaId} has an event that is none: ${JSON.stringify(there)}`);
  });
}

/** See `ActionContext.fence`. */
export async function fenceIn(transaction: object, claim: Claim): Promise<void> {
  const [row] = await askingIn(transactionOf(transaction))(
    sql`${preparedOnce} WITH ${locked(claim)} SELECT id FROM owned`,
  );
  if (row === undefined) throw fenced(claim);
}

/**
 * See `RunContext.record`. Where the node has ended already (the answer to an earlier commit was lost) the result must be
 * the same; if it is not, this transaction must not be committed beside that one, and throws.
 */
export async function recordIn(
  transaction: object,
  claim: Claim,
  node: string,
  output: Json,
  last: DateTime | null,
  onStored: (time: DateTime | null) => void = () => {},
): Promise<void> {
  const event: SagaEvent = { type: 'succeeded', node, output };
  const ask = askingIn(transactionOf(transaction));
  const appended = await appendEvents(ask, claim, [event], { kind: 'none' }, last);
  if (appended instanceof Fenced) throw appended;
  if (sameJson(appended.events[0], event)) {
    onStored(appended.time);
    return;
  }
  throw new ActionFailure('already_ended', `node ${node} has ended before, in another way`, {
    retry: false,
  });
}

function transactionOf(transaction: object): Kysely<Tables> {
  // Anything else would write beside the transaction, where no fence holds.
  if (!(transaction instanceof Transaction)) {
    throw new Error('fence and record want the transaction that Database.transaction gives');
  }
  // Which tables it knows is not there to be seen when it runs.
  return transaction as Transaction<Tables>;
}
