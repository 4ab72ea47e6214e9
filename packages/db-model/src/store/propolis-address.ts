import type { Refusal } from '@skewline/runtime';
import type { Ip, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { InTransaction } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * An address for a VMM on its sled: the one after the last that was given, up to the end of the sled's network (64 bits
 * of IPv6, 24 of IPv4), then from behind the sled's own again. What a VMM has that is not deleted is passed over. An
 * address that is not used in the end is lost until then.
 */
export async function nextPropolisAddress(
  transaction: InTransaction,
  sledId: Uuid,
): Promise<Ip | Refusal> {
  let first: Ip | null = null;
  for (;;) {
    const { rows } = await sql<{ readonly ip: Ip; readonly used: boolean }>`
      UPDATE sled
      SET last_used_address = CASE
        WHEN last_used_address < ip
          OR last_used_address >= host(
            broadcast(set_masklen(ip, CASE family(ip) WHEN 4 THEN 24 ELSE 64 END))
          )::inet
        THEN ip
        ELSE last_used_address
      END + 1
      WHERE id = ${sledId}::uuid AND time_deleted IS NULL
      RETURNING last_used_address AS ip, EXISTS (
        SELECT 1 FROM vmm
        WHERE vmm.sled_id = sled.id
          AND vmm.time_deleted IS NULL
          AND vmm.propolis_ip = sled.last_used_address
      ) AS used`.execute(transaction);
    const [next] = rows;
    if (next === undefined) return refuse('sled_not_found');
    if (!next.used) return next.ip;
    if (next.ip === first) return refuse('no_address_left');
    first ??= next.ip;
  }
}
