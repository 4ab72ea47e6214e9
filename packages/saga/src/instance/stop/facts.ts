import { fetchInstance, fetchVmm, type InTransaction } from '@skewline/db-model';
import type { Instance, Vmm } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';

/** An instance that is not deleted, and the VMM that it runs on. */
export async function readInstanceAndVmm(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<{ readonly instance: Instance; readonly activeVmm: Vmm | null } | Refusal> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return loaded;
  const instance = loaded.value;
  if (instance.timeDeleted !== null) {
    return new Refusal('there is no such instance', { code: 'instance_not_found', status: 404 });
  }
  const { activeVmmId } = instance.runtime;
  if (activeVmmId === null) return { instance, activeVmm: null };
  const vmm = await fetchVmm(transaction, activeVmmId);
  return { instance, activeVmm: vmm instanceof Refusal ? null : vmm.value };
}
