import { type InstanceEvent, nextInstanceEvent } from '@skewline/nexus-types/domain';
import type { Problem, Refusal } from '@skewline/runtime';
import type { Uint64, Uuid } from '@skewline/runtime/api';
import { eventRow, loadEvent } from '../row/index.ts';
import { type InTransaction, json, type PageOf, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * Appends to the history of an instance, with the number after the last. Whoever appends holds the
 * instance's row until the transaction ends; so numbers have no gaps, and none becomes visible after
 * a greater one: a reader that goes on from the last number it saw misses nothing.
 */
export async function appendInstanceEvent(
  transaction: InTransaction,
  event: Omit<InstanceEvent, 'sequence'>,
): Promise<InstanceEvent | Refusal> {
  const { instanceId } = event;
  const instance = await transaction
    .selectFrom('instance')
    .select('id')
    .where('id', '=', instanceId)
    .forUpdate()
    .executeTakeFirst();
  if (instance === undefined) return refuse('instance_not_found');
  const last = await transaction
    .selectFrom('instance_event')
    .select('sequence')
    .where('instance_id', '=', instanceId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const appended = nextInstanceEvent(last ?? null, event);
  const row = eventRow(appended);
  await transaction
    .insertInto('instance_event')
    .values({ ...row, data: json(row.data) })
    .execute();
  return appended;
}

/** A page of an instance's history. */
export interface InstanceEventPage {
  readonly events: readonly InstanceEvent[];
  /** What is wrong with rows that were left out, or read in another way than they say. */
  readonly problems: readonly Problem[];
  /** Where the next page begins, events that were left out counted in; null at the end. */
  readonly next: Uint64 | null;
}

/** Where a page of an instance's history begins, in which direction it goes, and how long it may be. */
export interface EventPageOf extends PageOf<Uint64> {
  /** Oldest first, unless this is true. */
  readonly newestFirst?: boolean;
}

export async function listInstanceEvents(
  queries: Queries,
  instanceId: Uuid,
  { after = null, limit, newestFirst = false }: EventPageOf,
): Promise<InstanceEventPage> {
  const rows = await queries
    .selectFrom('instance_event')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .$if(after !== null, (query) => query.where('sequence', newestFirst ? '<' : '>', after ?? 0))
    .orderBy('sequence', newestFirst ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  const loaded = rows.map(loadEvent);
  return {
    events: loaded.flatMap(({ value }) => value ?? []),
    problems: loaded.flatMap(({ problems }) => problems),
    next: rows.length < limit ? null : (rows.at(-1)?.sequence ?? null),
  };
}
