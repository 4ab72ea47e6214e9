import { fetchInstance, type InTransaction } from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { failStartAs } from '../attempts/failure.ts';

/** The instance; if it was deleted, the start fails. */
export async function instanceToStart(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<Instance> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal || loaded.value.timeDeleted !== null) {
    throw failStartAs('instance_changed', 'the instance was deleted');
  }
  return loaded.value;
}

/**
 * The instance, whatever has become of it: for what would otherwise leave behind what it made, where it runs a second time
 * and fails. Whether it may be started is seen when it is linked to its VMM.
 */
export async function instanceAsIs(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<Instance> {
  return mustBe(await fetchInstance(transaction, instanceId)).value;
}

/** What must be there: a row that an earlier node has written, or one that is never removed. */
export function mustBe<Value>(value: Value | Refusal): Value {
  if (value instanceof Refusal) throw new Error(`${value.code}: ${value.message}`);
  return value;
}
