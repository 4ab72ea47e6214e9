import type { DateTime } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { Queries } from '../queries.ts';

/** An instance keeps so many of the newest entries of its history, however old they are. */
export const eventsAlwaysKept = 100;

/**
 * Removes at most `limit` attempts that were begun before then and are over, and gives how many. The newest attempt of an
 * instance stays while the instance is there.
 */
export async function purgeStartAttempts(
  queries: Queries,
  before: DateTime,
  limit: number,
): Promise<number> {
  const result = await queries
    .deleteFrom('start_attempt')
    .where('id', 'in', (of) =>
      of
        .selectFrom('start_attempt as old')
        .select('old.id')
        .where('old.outcome', 'is not', null)
        .where('old.time_started', '<', before)
        .where((row) =>
          row.or([
            row.exists(
              row
                .selectFrom('start_attempt as newer')
                .select('newer.id')
                .whereRef('newer.instance_id', '=', 'old.instance_id')
                .where((both) =>
                  both(
                    both.refTuple('newer.time_started', 'newer.id'),
                    '>',
                    both.refTuple('old.time_started', 'old.id'),
                  ),
                ),
            ),
            row.exists(
              row
                .selectFrom('instance')
                .select('instance.id')
                .whereRef('instance.id', '=', 'old.instance_id')
                .where('instance.time_deleted', '<', before),
            ),
          ]),
        )
        .orderBy('old.time_started')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/**
 * Removes at most `limit` entries of histories that are from before then, and gives how many. The newest `eventsAlwaysKept`
 * of an instance stay while the instance is there; so the numbers go on where they were.
 */
export async function purgeInstanceEvents(
  queries: Queries,
  before: DateTime,
  limit: number,
): Promise<number> {
  const result = await queries
    .deleteFrom('instance_event')
    .where((events) =>
      events(
        events.refTuple('instance_id', 'sequence'),
        'in',
        events
          .selectFrom('instance')
          .innerJoinLateral(
            (of) =>
              of
                .selectFrom('instance_event as newest')
                .select('newest.sequence')
                .whereRef('newest.instance_id', '=', 'instance.id')
                .orderBy('newest.sequence', 'desc')
                .limit(1)
                .as('last'),
            (join) => join.onTrue(),
          )
          .innerJoin('instance_event as old', 'old.instance_id', 'instance.id')
          .select(['old.instance_id', 'old.sequence'])
          .where('old.time', '<', before)
          // One bound, so that the database need not look at what is kept.
          .where((row) =>
            row(
              'old.sequence',
              '<=',
              row
                .case()
                .when('instance.time_deleted', '<', before)
                .then(row.ref('last.sequence'))
                .else(sql<number>`${row.ref('last.sequence')} - ${eventsAlwaysKept}::int8`)
                .end(),
            ),
          )
          // The oldest first: where this ends early nothing is missing between what is left.
          .orderBy('old.instance_id')
          .orderBy('old.sequence')
          .limit(limit)
          .$asTuple('instance_id', 'sequence'),
      ),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
