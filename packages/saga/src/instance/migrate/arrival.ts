import { fetchInstance, fetchMigration, type InTransaction } from '@skewline/db-model';
import type { Migration } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { migrationOutcome } from '../migration-outcome.ts';

/**
 * Whether the guest is on the destination, or has left the source for it. From then on the destination is no leftover
 * of a saga but where the instance runs: a saga that unwinds all the same (it asked for the move, and the answer was
 * lost) must leave it alone.
 */
export async function hasArrived(
  transaction: InTransaction,
  instanceId: Uuid,
  migrationId: Uuid,
  destinationVmmId: Uuid,
): Promise<boolean> {
  const instance = await fetchInstance(transaction, instanceId);
  if (!(instance instanceof Refusal)) {
    if (instance.value.runtime.activeVmmId === destinationVmmId) return true;
  }
  const migration = await fetchMigration(transaction, migrationId);
  return !(migration instanceof Refusal) && hasLeft(migration);
}

function hasLeft({ source, target }: Pick<Migration, 'source' | 'target'>): boolean {
  // Both may live: of a saga that unwinds nobody has said otherwise.
  const outcome = migrationOutcome(source.state, target.state, { source: true, target: true });
  return outcome === 'arrived' || outcome === 'handed_over';
}
