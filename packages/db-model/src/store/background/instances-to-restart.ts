import type { Uuid } from '@skewline/runtime/api';
import type { PageOf, Queries } from '../queries.ts';

/** What became of an instance that is meant to run: it has failed, or a start of it has left a VMM behind. */
export type RestartReason = 'failed' | 'saga_unwound';

/** The instances that may have to be started again for this reason, in the order of their ids. */
export async function instancesToRestart(
  queries: Queries,
  reason: RestartReason,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly Uuid[]> {
  const rows = await (
    reason === 'failed'
      ? queries.selectFrom('instance').where('instance.state', '=', 'failed')
      : queries
          .selectFrom('vmm')
          .innerJoin('instance', (join) =>
            join
              .onRef('instance.id', '=', 'vmm.instance_id')
              .onRef('instance.active_propolis_id', '=', 'vmm.id'),
          )
          .where('vmm.state', '=', 'saga_unwound')
          .where('vmm.time_deleted', 'is', null)
          .where('instance.state', '=', 'vmm')
  )
    .select('instance.id')
    .where('instance.intended_state', '=', 'running')
    .where('instance.time_deleted', 'is', null)
    .$if(after !== null, (query) => query.where('instance.id', '>', after))
    .orderBy('instance.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
