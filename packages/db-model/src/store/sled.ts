import type { Sled } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { sledOfRow, sledRow } from '../row/index.ts';
import { changedOne, type InTransaction, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * Writes what a sled agent tells of its sled; true if that was news. What operators and the control
 * plane decide (policy, state, evacuation, addresses given away) is theirs, and written only for a
 * sled that was not known. Nothing is written for a decommissioned one.
 */
export async function upsertSled(
  transaction: InTransaction,
  sled: Sled,
): Promise<boolean | Refusal> {
  const row = sledRow(sled);
  const inserted = await transaction
    .insertInto('sled')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return true;
  const there = await transaction
    .selectFrom('sled')
    .select('id')
    .where('id', '=', sled.id)
    .executeTakeFirst();
  if (there === undefined) return refuse('sled_known_by_another_id');
  const result = await transaction
    .updateTable('sled')
    .set({
      time_modified: row.time_modified,
      ip: row.ip,
      port: row.port,
      usable_hardware_threads: row.usable_hardware_threads,
      usable_physical_ram: row.usable_physical_ram,
      reservoir_size: row.reservoir_size,
      cpu_family: row.cpu_family,
      sled_agent_gen: row.sled_agent_gen,
    })
    .where('id', '=', sled.id)
    .where('sled_state', '!=', 'decommissioned')
    .where('sled_agent_gen', '<', row.sled_agent_gen)
    .executeTakeFirst();
  return changedOne(result);
}

export async function fetchSled(queries: Queries, sledId: Uuid): Promise<Sled | Refusal> {
  const row = await queries
    .selectFrom('sled')
    .selectAll()
    .where('id', '=', sledId)
    .executeTakeFirst();
  return row === undefined ? refuse('sled_not_found') : sledOfRow(row);
}

/** The sleds that are not deleted, in the order of their ids. */
export async function listSleds(queries: Queries): Promise<readonly Sled[]> {
  const rows = await queries
    .selectFrom('sled')
    .selectAll()
    .where('time_deleted', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(sledOfRow);
}
