import type { ByteCount } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { Uint64, Uuid } from '@skewline/runtime/api';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** What counts against a quota. */
export interface Provisioned {
  readonly cpus: Uint64;
  readonly ram: ByteCount;
}

/** How much a project may take; null is no limit. */
export type Quota = { readonly [Kind in keyof Provisioned]: Provisioned[Kind] | null };

export interface Charge extends Provisioned {
  readonly instanceId: Uuid;
  readonly projectId: Uuid;
}

/**
 * Counts an instance against the quota of its project. One that is counted already is left as it is, whatever it was
 * charged for. Charges of one project wait for each other, so together they never exceed its quota.
 */
export async function chargeProvisioning(
  transaction: InTransaction,
  { instanceId, projectId, cpus, ram }: Charge,
): Promise<'charged' | 'already_charged' | Refusal> {
  const there = await lockCollection(transaction, projectId);
  const charged = await transaction
    .selectFrom('virtual_provisioning_resource')
    .select('id')
    .where('id', '=', instanceId)
    .executeTakeFirst();
  if (charged !== undefined) return 'already_charged';
  const after = { cpus: there.cpus_provisioned + cpus, ram: there.ram_provisioned + ram };
  if (exceeds(after.cpus, there.cpus_limit) || exceeds(after.ram, there.ram_limit)) {
    return refuse('quota_exceeded');
  }
  await transaction
    .insertInto('virtual_provisioning_resource')
    .values({ id: instanceId, project_id: projectId, cpus, ram })
    .execute();
  await transaction
    .updateTable('virtual_provisioning_collection')
    .set({ cpus_provisioned: after.cpus, ram_provisioned: after.ram })
    .where('id', '=', projectId)
    .execute();
  return 'charged';
}

/** Gives back what an instance was charged for; false if it was not charged. */
export async function releaseProvisioning(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<boolean> {
  const released = await transaction
    .deleteFrom('virtual_provisioning_resource')
    .where('id', '=', instanceId)
    .returningAll()
    .executeTakeFirst();
  if (released === undefined) return false;
  await transaction
    .updateTable('virtual_provisioning_collection')
    .set((row) => ({
      cpus_provisioned: row('cpus_provisioned', '-', released.cpus),
      ram_provisioned: row('ram_provisioned', '-', released.ram),
    }))
    .where('id', '=', released.project_id)
    .execute();
  return true;
}

/** Says how much the instances of a project may take. What they have already stays theirs. */
export async function setQuota(queries: Queries, projectId: Uuid, quota: Quota): Promise<void> {
  const limits = { cpus_limit: quota.cpus, ram_limit: quota.ram };
  await queries
    .insertInto('virtual_provisioning_collection')
    .values({ id: projectId, cpus_provisioned: 0, ram_provisioned: 0, ...limits })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(limits))
    .execute();
}

/** What the instances of a project take now, and may. */
export async function fetchProvisioning(
  queries: Queries,
  projectId: Uuid,
): Promise<{ readonly provisioned: Provisioned; readonly quota: Quota }> {
  const row = await queries
    .selectFrom('virtual_provisioning_collection')
    .selectAll()
    .where('id', '=', projectId)
    .executeTakeFirst();
  return {
    provisioned: { cpus: row?.cpus_provisioned ?? 0, ram: row?.ram_provisioned ?? 0 },
    quota: { cpus: row?.cpus_limit ?? null, ram: row?.ram_limit ?? null },
  };
}

async function lockCollection(
  transaction: InTransaction,
  projectId: Uuid,
): Promise<{
  readonly cpus_provisioned: Uint64;
  readonly ram_provisioned: Uint64;
  readonly cpus_limit: Uint64 | null;
  readonly ram_limit: Uint64 | null;
}> {
  await transaction
    .insertInto('virtual_provisioning_collection')
    .values({
      id: projectId,
      cpus_provisioned: 0,
      ram_provisioned: 0,
      cpus_limit: null,
      ram_limit: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return transaction
    .selectFrom('virtual_provisioning_collection')
    .selectAll()
    .where('id', '=', projectId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

function exceeds(wanted: number, limit: number | null): boolean {
  return limit !== null && wanted > limit;
}
