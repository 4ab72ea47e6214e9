import type { Refusal } from '@skewline/runtime';
import type { DateTime, Ip, Uint8, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { NetworkInterfaceRow } from '../rows/index.ts';
import { lowestFree } from './lowest-free.ts';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** A subnet, as far as addresses are concerned. */
export interface Subnet {
  readonly id: Uuid;
  /** `172.30.0.0/22`. The first five addresses and the last one are not for instances. */
  readonly block: string;
}

export interface NewNetworkInterface {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly subnet: Subnet;
  /** 0 to 7. */
  readonly slot: Uint8;
  /** Null: the lowest that is free. */
  readonly ip: Ip | null;
  readonly isPrimary: boolean;
}

/** Puts an instance on a subnet. What was made under this id before is given as it is. */
export async function insertNetworkInterface(
  transaction: InTransaction,
  wanted: NewNetworkInterface,
  now: DateTime,
): Promise<NetworkInterfaceRow | Refusal> {
  for (;;) {
    const there = await transaction
      .selectFrom('network_interface')
      .selectAll()
      .where('id', '=', wanted.id)
      .executeTakeFirst();
    if (there !== undefined) return there;
    const row = await plan(transaction, wanted, now);
    if (!('id' in row)) return row;
    const inserted = await transaction
      .insertInto('network_interface')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) return inserted;
    // Somebody else was faster; the next look sees what they took.
  }
}

/** In the order in which the guest sees them. */
export async function listNetworkInterfaces(
  queries: Queries,
  instanceId: Uuid,
): Promise<readonly NetworkInterfaceRow[]> {
  return queries
    .selectFrom('network_interface')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .orderBy('slot')
    .execute();
}

/** Whether it was there, and not deleted before. Its address is free again. */
export async function markNetworkInterfaceDeleted(
  queries: Queries,
  id: Uuid,
  now: DateTime,
): Promise<boolean> {
  return (await markDeleted(queries, 'id', id, now)) > 0;
}

/** Gives how many there were. */
export async function markNetworkInterfacesOfInstanceDeleted(
  queries: Queries,
  instanceId: Uuid,
  now: DateTime,
): Promise<number> {
  return markDeleted(queries, 'instance_id', instanceId, now);
}

async function markDeleted(
  queries: Queries,
  by: 'id' | 'instance_id',
  id: Uuid,
  now: DateTime,
): Promise<number> {
  const deleted = await queries
    .updateTable('network_interface')
    .set({ time_deleted: now, time_modified: now })
    .where(by, '=', id)
    .where('time_deleted', 'is', null)
    .returning('id')
    .execute();
  return deleted.length;
}

async function plan(
  transaction: InTransaction,
  { id, instanceId, name, description, subnet, slot, ip: wanted, isPrimary }: NewNetworkInterface,
  now: DateTime,
): Promise<NetworkInterfaceRow | Refusal> {
  const others = await listNetworkInterfaces(transaction, instanceId);
  const clash = others.some(
    (other) => other.name === name || other.slot === slot || (isPrimary && other.is_primary),
  );
  if (clash) return refuse('network_interface_taken');
  const ip = wanted === null ? await freeAddress(transaction, subnet) : wanted;
  if (ip === null) return refuse('no_subnet_address_left');
  if (wanted !== null) {
    const refusal = await whyNot(transaction, subnet, wanted);
    if (refusal !== null) return refusal;
  }
  return {
    id,
    name,
    description,
    time_created: now,
    time_modified: now,
    time_deleted: null,
    instance_id: instanceId,
    subnet_id: subnet.id,
    slot,
    ip,
    mac: await freeMac(transaction, subnet, ip),
    is_primary: isPrimary,
  };
}

async function freeAddress(transaction: InTransaction, subnet: Subnet): Promise<Ip | null> {
  return lowestFree(
    transaction,
    usable(subnet),
    sql`SELECT ip FROM network_interface
      WHERE subnet_id = ${subnet.id}::uuid AND time_deleted IS NULL`,
  );
}

/** Why an instance cannot have this very address; null if it can. */
async function whyNot(transaction: InTransaction, subnet: Subnet, ip: Ip): Promise<Refusal | null> {
  const { rows } = await sql<{ readonly inside: boolean; readonly taken: boolean }>`
    SELECT
      EXISTS (
        SELECT 1 FROM (${usable(subnet)}) s
        WHERE ${ip}::inet >= s.first AND ${ip}::inet <= s.last
      ) AS inside,
      EXISTS (
        SELECT 1 FROM network_interface
        WHERE subnet_id = ${subnet.id}::uuid AND ip = ${ip}::inet AND time_deleted IS NULL
      ) AS taken`.execute(transaction);
  if (rows[0]?.inside !== true) return refuse('address_outside_subnet');
  return rows[0].taken ? refuse('address_taken') : null;
}

const usable = ({ block }: Subnet) => sql`
  SELECT
    host(${block}::inet & netmask(${block}::inet))::inet + 5 AS first,
    host(broadcast(${block}::inet))::inet - 1 AS last`;

/**
 * A hardware address that no other interface of the subnet has, from the part that is for guests: A8:40:25:F0:00:00 on.
 * It ends as the address does, so it hardly ever meets another.
 */
async function freeMac(
  transaction: InTransaction,
  subnet: Subnet,
  ip: Ip,
): Promise<NetworkInterfaceRow['mac']> {
  for (let number = endOf(ip) % macs; ; number = (number + 1) % macs) {
    const mac = macOf(number);
    const other = await transaction
      .selectFrom('network_interface')
      .select('id')
      .where('subnet_id', '=', subnet.id)
      .where('mac', '=', mac)
      .where('time_deleted', 'is', null)
      .executeTakeFirst();
    if (other === undefined) return mac;
  }
}

const macs = 2 ** 20;

/** The last 32 bits of an address. */
function endOf(ip: Ip): number {
  const groups = ip.split(':').slice(-2);
  const bytes = groups.at(-1)?.split('.') ?? [];
  if (bytes.length > 1) return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return groups.reduce((sum, group) => sum * 2 ** 16 + Number.parseInt(group || '0', 16), 0);
}

function macOf(number: number): string {
  const digits = number.toString(16).toUpperCase().padStart(5, '0');
  return `A8:40:25:F${digits.slice(0, 1)}:${digits.slice(1, 3)}:${digits.slice(3)}`;
}
