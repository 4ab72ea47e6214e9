import type { Uuid } from '@skewline/runtime/api';
import type { Queries } from '../queries.ts';

/** Whether what is on the pool may still be used: neither it nor its disk is gone. */
export async function isPoolInService(queries: Queries, zpoolId: Uuid): Promise<boolean> {
  const found = await queries
    .selectFrom('zpool as z')
    .innerJoin('physical_disk as p', 'p.id', 'z.physical_disk_id')
    .select('z.id')
    .where('z.id', '=', zpoolId)
    .where('z.time_deleted', 'is', null)
    .where('p.time_deleted', 'is', null)
    .where('p.disk_policy', '=', 'in_service')
    .where('p.disk_state', '=', 'active')
    .executeTakeFirst();
  return found !== undefined;
}
