import type { Database, Tables } from '@skewline/db-model';
import type { InstanceNetwork } from '../../../src/instance/services.ts';
import { fakeCall, type FakeEffect } from './fake-call.ts';
import type { FakeQueries, NetworkOperation } from './fake-tables.ts';

/** Switches and multicast whose configuration is rows. */
export function fakeNetwork(database: Database<Tables>): InstanceNetwork {
  const call = async (
    operation: NetworkOperation,
    instanceId: string,
    sledId: string | null,
    signal: AbortSignal | undefined,
    work: (queries: FakeQueries) => Promise<boolean>,
  ): Promise<void> => {
    const result = await fakeCall(
      database,
      { operation, sledId, subject: instanceId, signal },
      async (queries): Promise<FakeEffect<null>> => ({ value: null, changed: await work(queries) }),
    );
    if (result.kind !== 'ok') throw new Error(`the network does not answer: ${result.kind}`);
  };
  return {
    async ensureNat(instanceId, sledId, { signal } = {}) {
      await call('ensureNat', instanceId, sledId, signal, (queries) =>
        put(queries, 'fake_nat', instanceId, sledId),
      );
    },
    async deleteNat(instanceId, { signal } = {}) {
      await call('deleteNat', instanceId, null, signal, (queries) =>
        put(queries, 'fake_nat', instanceId, null),
      );
    },
    async setMulticast(instanceId, sledId, { signal } = {}) {
      await call('setMulticast', instanceId, sledId, signal, (queries) =>
        put(queries, 'fake_multicast', instanceId, sledId),
      );
    },
  };
}

/** Whether that changed anything. */
async function put(
  queries: FakeQueries,
  table: 'fake_nat' | 'fake_multicast',
  instanceId: string,
  sledId: string | null,
): Promise<boolean> {
  if (sledId === null) {
    const deleted = await queries
      .deleteFrom(table)
      .where('instance_id', '=', instanceId)
      .executeTakeFirst();
    return deleted.numDeletedRows > 0n;
  }
  const written = await queries
    .insertInto(table)
    .values({ instance_id: instanceId, sled_id: sledId })
    .onConflict((conflict) =>
      conflict
        .column('instance_id')
        .doUpdateSet({ sled_id: sledId })
        .where(`${table}.sled_id`, '!=', sledId),
    )
    .executeTakeFirst();
  return (written.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
