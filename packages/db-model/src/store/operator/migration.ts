import type { Migration } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { migrationOfRow } from '../../row/index.ts';
import type { PageOf, Queries } from '../queries.ts';

export interface RackMigrationFilter {
  readonly instanceId?: Uuid | undefined;
}

/** Migrations, deleted ones included, in the order of their ids. */
export async function listRackMigrations(
  queries: Queries,
  { instanceId }: RackMigrationFilter,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly Migration[]> {
  const rows = await queries
    .selectFrom('migration')
    .selectAll()
    .$if(instanceId !== undefined, (query) => query.where('instance_id', '=', instanceId ?? ''))
    .$if(after !== null, (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(migrationOfRow);
}
