import {
  checkInstance,
  type Instance,
  type InstanceRuntimeState,
  type IntendedState,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { instanceRow, type Loaded, loadInstance } from '../row/index.ts';
import { instanceRuntimeColumns } from '../row/instance-columns.ts';
import { changedOne, type PageOf, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * Records a new instance. One that is there already is left as it is; a name that another live
 * instance of the project has is refused.
 */
export async function insertInstance(
  queries: Queries,
  instance: Instance,
): Promise<Refusal | null> {
  const problem = checkInstance(instance);
  if (problem !== null) return new Refusal(problem.message, problem);
  const inserted = await queries
    .insertInto('instance')
    .values(instanceRow(instance))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined || (await isThere(queries, instance.id))) return null;
  return refuse('name_taken');
}

/** A deleted instance is still there, with its `timeDeleted`. */
export async function fetchInstance(
  queries: Queries,
  instanceId: Uuid,
): Promise<Loaded<Instance> | Refusal> {
  const row = await queries
    .selectFrom('instance')
    .selectAll()
    .where('id', '=', instanceId)
    .executeTakeFirst();
  return row === undefined ? refuse('instance_not_found') : loadInstance(row);
}

/** The instances of a project that are not deleted, by name. */
export async function listInstances(
  queries: Queries,
  projectId: Uuid,
  { after = null, limit }: PageOf<string>,
): Promise<readonly Loaded<Instance>[]> {
  const rows = await queries
    .selectFrom('instance')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('time_deleted', 'is', null)
    .$if(after !== null, (query) => query.where('name', '>', after))
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(loadInstance);
}

/**
 * Writes a runtime state that the control plane decided on, if nothing newer was written since it
 * looked. Gives whether it was; to be asked too late is no error, an instance that is not there is.
 */
export async function updateInstanceRuntime(
  queries: Queries,
  instanceId: Uuid,
  runtime: InstanceRuntimeState,
): Promise<boolean | Refusal> {
  const problem = checkInstance({ runtime });
  if (problem !== null) return new Refusal(problem.message, problem);
  const result = await queries
    .updateTable('instance')
    .set(instanceRuntimeColumns(runtime))
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .where('state_generation', '<', runtime.gen)
    .executeTakeFirst();
  if (changedOne(result)) return true;
  return (await isThere(queries, instanceId)) ? false : refuse('instance_not_found');
}

/** Says what the instance is meant to be. It has no generation: the last one to ask is right. */
export async function setIntendedState(
  queries: Queries,
  instanceId: Uuid,
  intended: IntendedState,
): Promise<Refusal | null> {
  const result = await queries
    .updateTable('instance')
    .set({ intended_state: intended })
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result) ? null : refuse('instance_not_found');
}

/** Whether it was there, and not deleted before. Its name is free again. */
export async function markInstanceDeleted(
  queries: Queries,
  instanceId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable('instance')
    .set({ time_deleted: now, time_modified: now })
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}

async function isThere(queries: Queries, instanceId: Uuid): Promise<boolean> {
  const row = await queries
    .selectFrom('instance')
    .select('id')
    .where('id', '=', instanceId)
    .executeTakeFirst();
  return row !== undefined;
}
