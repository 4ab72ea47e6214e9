import { markVmmFailed as failed, type Vmm, type VmmFailure } from '@skewline/nexus-types/domain';
import { type Problem, Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type Loaded, loadVmm, vmmRow } from '../row/index.ts';
import { changedOne, type InTransaction, type PageOf, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';
import { lockVmm, writeRuntime } from './vmm-runtime.ts';

/** What a write did to a VMM. That nothing changed is no error: somebody else knew more. */
export interface VmmWrite {
  /** As it was before. */
  readonly found: Vmm;
  /** What was wrong with its row. */
  readonly problems: readonly Problem[];
  readonly vmmUpdated: boolean;
}

/** Records a new VMM. A saga may do it twice: a VMM that is there already is left as it is. */
export async function insertVmm(queries: Queries, vmm: Vmm): Promise<Refusal | null> {
  const row = vmmRow(vmm);
  if (row instanceof Refusal) return row;
  await queries
    .insertInto('vmm')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return null;
}

/** A deleted VMM is still there, with its `timeDeleted`. */
export async function fetchVmm(queries: Queries, vmmId: Uuid): Promise<Loaded<Vmm> | Refusal> {
  const row = await queries
    .selectFrom('vmm')
    .selectAll()
    .where('id', '=', vmmId)
    .executeTakeFirst();
  return row === undefined ? refuse('vmm_not_found') : loadVmm(row);
}

/** The VMMs that are not deleted, in the order of their ids. */
export async function listVmms(
  queries: Queries,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly Loaded<Vmm>[]> {
  const rows = await queries
    .selectFrom('vmm')
    .selectAll()
    .where('time_deleted', 'is', null)
    .$if(after !== null, (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(loadVmm);
}

/** The VMMs on a sled that are not deleted: what its sled agent should know. */
export async function listVmmsOnSled(
  queries: Queries,
  sledId: Uuid,
): Promise<readonly Loaded<Vmm>[]> {
  const rows = await queries
    .selectFrom('vmm')
    .selectAll()
    .where('sled_id', '=', sledId)
    .where('time_deleted', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(loadVmm);
}

/** The control plane found out that the VMM failed. One that has ended before stays as it is, its reason included. */
export async function markVmmFailed(
  transaction: InTransaction,
  vmmId: Uuid,
  failure: VmmFailure,
  now: DateTime,
): Promise<VmmWrite | Refusal> {
  const loaded = await lockVmm(transaction, vmmId);
  if (loaded === null) return refuse('vmm_not_found');
  const { value: found, problems } = loaded;
  const vmmUpdated = await writeRuntime(transaction, found, failed(found, failure, now).runtime);
  return { found, problems, vmmUpdated };
}

/**
 * The saga that made the VMM was undone. Touches the state, its generation and time, and nothing
 * else, so that a VMM that had failed meanwhile keeps its reason. One that was destroyed stays so.
 * Repeated, it changes nothing.
 */
export async function markVmmSagaUnwound(
  queries: Queries,
  vmmId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable('vmm')
    .set((row) => ({
      state: 'saga_unwound',
      state_generation: row('state_generation', '+', 1),
      time_state_updated: now,
    }))
    .where('id', '=', vmmId)
    .where('time_deleted', 'is', null)
    .where('state', 'not in', ['saga_unwound', 'destroyed'])
    .executeTakeFirst();
  return changedOne(result);
}

/** Whether it was there, and not deleted before. */
export async function markVmmDeleted(
  queries: Queries,
  vmmId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable('vmm')
    .set({ time_deleted: now })
    .where('id', '=', vmmId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}
