import { type InTransaction, listExternalIps, listNetworkInterfaces } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import type { RegistrationFacts } from './registration.ts';

/** What the database has of an instance that its sled has to know. */
export async function readRegistrationFacts(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<RegistrationFacts> {
  return {
    networkInterfaces: await listNetworkInterfaces(transaction, instanceId),
    externalIps: await listExternalIps(transaction, instanceId),
    disks: await transaction
      .selectFrom('disk')
      .selectAll()
      .where('attach_instance_id', '=', instanceId)
      .where('time_deleted', 'is', null)
      .orderBy('slot')
      .execute(),
  };
}
