import { fetchInstance, fetchMigration, fetchVmm, type InTransaction } from '@skewline/db-model';
import {
  type Instance,
  isVmmTerminal,
  type Migration,
  type Vmm,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { UpdateSnapshot } from './update.ts';

/** `UpdateSnapshot` with the whole records. */
export interface StoredSnapshot extends UpdateSnapshot {
  readonly instance: Instance;
  readonly activeVmm: Vmm | null;
  readonly targetVmm: Vmm | null;
  readonly migration: Migration | null;
}

/** What an update is decided on. A deleted instance is not found. */
export async function readUpdateSnapshot(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<StoredSnapshot | Refusal> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return loaded;
  const instance = loaded.value;
  if (instance.timeDeleted !== null) {
    return new Refusal('the instance was deleted', { code: 'instance_not_found', status: 404 });
  }
  const { activeVmmId, targetVmmId, migrationId } = instance.runtime;
  return {
    instance,
    activeVmm: await vmmOf(transaction, activeVmmId),
    targetVmm: await vmmOf(transaction, targetVmmId),
    migration: await migrationOf(transaction, migrationId),
  };
}

/** One that was deleted counts as far as it says how it ended. */
async function vmmOf(transaction: InTransaction, id: Uuid | null): Promise<Vmm | null> {
  if (id === null) return null;
  const loaded = await fetchVmm(transaction, id);
  if (loaded instanceof Refusal) return null;
  const { value: vmm } = loaded;
  return vmm.timeDeleted === null || isVmmTerminal(vmm.runtime.state) ? vmm : null;
}

async function migrationOf(transaction: InTransaction, id: Uuid | null): Promise<Migration | null> {
  if (id === null) return null;
  const migration = await fetchMigration(transaction, id);
  return migration instanceof Refusal || migration.timeDeleted !== null ? null : migration;
}
