import {
  type SledPolicy,
  terminalVmmStates,
  vmmStatesNotOnSled,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import type { PageOf, Queries } from '../queries.ts';

/** A VMM that a sled agent should know, and live. */
export interface VmmToWatch {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly sledId: Uuid;
  /** `expunged` also where the sled's record was deleted, or there is none: what was on it is lost. */
  readonly sledPolicy: SledPolicy;
}

/**
 * The VMMs that are on sleds and have not ended, sled by sled. One that is `creating` is not there yet: it becomes another
 * state only when its sled agent has taken it in. One that has failed is the updater's, or the reaper's.
 */
export async function vmmsToWatch(
  queries: Queries,
  { after = null, limit }: PageOf<Pick<VmmToWatch, 'id' | 'sledId'>>,
): Promise<readonly VmmToWatch[]> {
  const rows = await queries
    .selectFrom('vmm')
    .leftJoin('sled', 'sled.id', 'vmm.sled_id')
    .select([
      'vmm.id',
      'vmm.instance_id',
      'vmm.sled_id',
      'sled.sled_policy',
      'sled.time_deleted as sled_deleted',
    ])
    .where('vmm.time_deleted', 'is', null)
    .where('vmm.state', 'not in', [...vmmStatesNotOnSled, ...terminalVmmStates])
    .$if(after !== null, (query) =>
      query.where((row) =>
        row(
          row.refTuple('vmm.sled_id', 'vmm.id'),
          '>',
          row.tuple(after?.sledId ?? '', after?.id ?? ''),
        ),
      ),
    )
    .orderBy('vmm.sled_id')
    .orderBy('vmm.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    sledId: row.sled_id,
    sledPolicy:
      row.sled_policy === null || row.sled_deleted !== null ? 'expunged' : row.sled_policy,
  }));
}
