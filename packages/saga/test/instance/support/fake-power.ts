import type { SledPower } from '../../../src/instance/watcher.ts';
import type { FakeQueries } from './fake-tables.ts';

/** What the gateway of the fake rack says of a sled. */
export async function fakePower(queries: FakeQueries, sledId: string): Promise<SledPower> {
  const row = await queries
    .selectFrom('fake_power')
    .select('power')
    .where('sled_id', '=', sledId)
    .executeTakeFirst();
  return row?.power ?? 'unknown';
}
