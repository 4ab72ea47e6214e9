import type { Uint64, Uuid } from '@skewline/runtime/api';
import type { InstanceEventRow } from '../../rows/index.ts';
import type { PageOf, Queries } from '../queries.ts';

/**
 * The history of an instance, oldest first, as it is stored: what a newer program wrote is there too, and `loadEvent`
 * says whether it can be read.
 */
export async function listInstanceEventRows(
  queries: Queries,
  instanceId: Uuid,
  { after = null, limit }: PageOf<Uint64>,
): Promise<readonly InstanceEventRow[]> {
  return queries
    .selectFrom('instance_event')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('sequence', '>', after ?? 0)
    .orderBy('sequence')
    .limit(limit)
    .execute();
}
