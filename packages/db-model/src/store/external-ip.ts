import type { Refusal } from '@skewline/runtime';
import type { DateTime, Ip, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { ExternalIpKindLabel, ExternalIpRow } from '../rows/index.ts';
import { lowestFree } from './lowest-free.ts';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** Addresses that a pool has to give, both ends included. */
export interface NewIpPoolRange {
  readonly id: Uuid;
  readonly poolId: Uuid;
  readonly first: Ip;
  readonly last: Ip;
}

/** Adds addresses to a pool. What is there already is left as it is. */
export async function insertIpPoolRange(
  queries: Queries,
  { id, poolId, first, last }: NewIpPoolRange,
  now: DateTime,
): Promise<void> {
  await queries
    .insertInto('ip_pool_range')
    .values({
      id,
      pool_id: poolId,
      time_created: now,
      time_modified: now,
      time_deleted: null,
      first_address: first,
      last_address: last,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** An address that is wanted. Only a floating one may be for no instance yet. */
export interface NewExternalIp {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly poolId: Uuid;
  readonly instanceId: Uuid | null;
  readonly kind: ExternalIpKindLabel;
}

/**
 * Takes the lowest address of a pool that is free. What was taken under this id before is given as it is. Each address
 * is whole: no two instances share the ports of one.
 */
export async function allocateExternalIp(
  transaction: InTransaction,
  { id, projectId, poolId, instanceId, kind }: NewExternalIp,
  now: DateTime,
): Promise<ExternalIpRow | Refusal> {
  for (;;) {
    const there = await externalIpById(transaction, id);
    if (there !== undefined) return there;
    const ip = await lowestFree(
      transaction,
      sql`SELECT first_address AS first, last_address AS last FROM ip_pool_range
        WHERE pool_id = ${poolId}::uuid AND time_deleted IS NULL`,
      sql`SELECT ip FROM external_ip WHERE time_deleted IS NULL`,
    );
    if (ip === null) return refuse('no_address_left');
    const taken = await transaction
      .insertInto('external_ip')
      .values({
        id,
        time_created: now,
        time_modified: now,
        time_deleted: null,
        project_id: projectId,
        pool_id: poolId,
        instance_id: instanceId,
        kind,
        ip,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (taken !== undefined) return taken;
    // Somebody else was faster; the next look sees it.
  }
}

/** Makes a floating address lead to an instance of its project. One that leads there already does no harm. */
export async function attachFloatingIp(
  queries: Queries,
  { id, instanceId, projectId }: Pick<ExternalIpRow, 'id'> & InstanceOfProject,
  now: DateTime,
): Promise<ExternalIpRow | Refusal> {
  const attached = await queries
    .updateTable('external_ip')
    .set({ instance_id: instanceId, time_modified: now })
    .where('id', '=', id)
    .where('kind', '=', 'floating')
    .where('project_id', '=', projectId)
    .where('time_deleted', 'is', null)
    .where('instance_id', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (attached !== undefined) return attached;
  const there = await externalIpById(queries, id);
  const usable =
    there?.kind === 'floating' && there.project_id === projectId && there.time_deleted === null;
  if (!usable) return refuse('external_ip_not_found');
  return there.instance_id === instanceId ? there : refuse('external_ip_in_use');
}

export interface InstanceOfProject {
  readonly instanceId: Uuid;
  readonly projectId: Uuid;
}

/**
 * Takes an address from an instance: a floating one is free for others of its project, any other one is given back to
 * its pool. Whether it led to the instance.
 */
export async function releaseExternalIp(
  queries: Queries,
  { id, instanceId }: { readonly id: Uuid; readonly instanceId: Uuid },
  now: DateTime,
): Promise<boolean> {
  return (await release(queries, { id, instanceId }, now)) > 0;
}

/** Takes all its addresses from an instance. Gives how many. */
export async function releaseExternalIpsOfInstance(
  queries: Queries,
  instanceId: Uuid,
  now: DateTime,
): Promise<number> {
  return release(queries, { instanceId }, now);
}

/** Those that lead to an instance, lowest first. */
export async function listExternalIps(
  queries: Queries,
  instanceId: Uuid,
): Promise<readonly ExternalIpRow[]> {
  return queries
    .selectFrom('external_ip')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .orderBy('ip')
    .execute();
}

async function release(
  queries: Queries,
  { id, instanceId }: { readonly id?: Uuid; readonly instanceId: Uuid },
  now: DateTime,
): Promise<number> {
  const released = await queries
    .updateTable('external_ip')
    .set({
      time_modified: now,
      time_deleted: sql`CASE kind WHEN 'floating' THEN NULL ELSE ${now}::timestamptz END`,
      instance_id: sql`CASE kind WHEN 'floating' THEN NULL ELSE instance_id END`,
    })
    .where('instance_id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .returning('id')
    .execute();
  return released.length;
}

async function externalIpById(queries: Queries, id: Uuid): Promise<ExternalIpRow | undefined> {
  return queries.selectFrom('external_ip').selectAll().where('id', '=', id).executeTakeFirst();
}
