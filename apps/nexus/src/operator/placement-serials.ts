import type { InTransaction } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';

/** The serial numbers of all sleds on record, by id. */
export async function serialsOf(transaction: InTransaction): Promise<ReadonlyMap<Uuid, string>> {
  const rows = await transaction.selectFrom('sled').select(['id', 'serial_number']).execute();
  return new Map(rows.map(({ id, serial_number }) => [id, serial_number]));
}
