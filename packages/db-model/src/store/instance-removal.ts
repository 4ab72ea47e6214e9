import type { InstanceState } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { changedOne, type InTransaction } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * From now on the instance is destroyed, and nobody can start it; its name is taken until `finishInstanceRemoval`. False:
 * it was destroyed before. Refused while it has a VMM, or somebody is about to start it. `creating`: one that is still
 * being made may go as well, which only its maker can want.
 */
export async function beginInstanceRemoval(
  transaction: InTransaction,
  instanceId: Uuid,
  now: DateTime,
  options: { readonly creating?: boolean } = {},
): Promise<boolean | Refusal> {
  const instance = await transaction
    .selectFrom('instance')
    .select(['state', 'state_generation'])
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (instance === undefined) return refuse('instance_not_found');
  if (instance.state === 'destroyed') return false;
  const removable: readonly InstanceState[] =
    options.creating === true ? ['no_vmm', 'failed', 'creating'] : ['no_vmm', 'failed'];
  if (!removable.includes(instance.state)) return refuse('instance_not_stopped');
  const open = await transaction
    .selectFrom('start_attempt')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  if (open !== undefined) return refuse('already_starting');
  await transaction
    .updateTable('instance')
    .set({
      state: 'destroyed',
      intended_state: 'destroyed',
      state_generation: instance.state_generation + 1,
      time_state_updated: now,
      time_modified: now,
    })
    .where('id', '=', instanceId)
    .execute();
  return true;
}

/** Deletes the record of an instance whose removal was begun; whether there was one. Its name is free again. */
export async function finishInstanceRemoval(
  transaction: InTransaction,
  instanceId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await transaction
    .updateTable('instance')
    // Said again, for whoever asked for something else in between.
    .set({ intended_state: 'destroyed', time_deleted: now, time_modified: now })
    .where('id', '=', instanceId)
    .where('state', '=', 'destroyed')
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}
