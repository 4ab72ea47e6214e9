import { readInstance, readInstanceWhere, type ReadingOptions } from '@skewline/db-model';
import type { Instance, NameOrId } from '@skewline/nexus-types/external';
import type { Uuid } from '@skewline/runtime/api';
import { Refusal } from '@skewline/runtime';
import type { Actor } from '../../auth/actor.ts';
import type { Nexus } from '../../nexus.ts';
import { findInstanceId, notFound, placeOfInstance } from '../lookup.ts';
import { instanceView } from './view.ts';

/** How a request says which instance it is about. */
export interface InstanceRequest {
  readonly path: { readonly instance: NameOrId };
  readonly query?: { readonly project?: NameOrId } | undefined;
}

/** The id of the instance that is meant, if who asks may see it. */
export async function instanceIdOf(
  { database }: Nexus,
  actor: Actor,
  { path, query }: InstanceRequest,
): Promise<Uuid | Refusal> {
  const selector = { instance: path.instance, project: query?.project };
  return findInstanceId(database.kysely, actor, selector);
}

/** The instance that is meant as it is now, if who asks may see it. */
export async function viewOfRequest(
  nexus: Nexus,
  actor: Actor,
  { path, query }: InstanceRequest,
): Promise<Instance | Refusal> {
  const { kysely } = nexus.database;
  const selector = { instance: path.instance, project: query?.project };
  const place = await placeOfInstance(kysely, actor, selector);
  if (place instanceof Refusal) return place;
  const reading = await readInstanceWhere(kysely, place, readingOptions(nexus));
  if (reading === null) return notFound('instance', path.instance);
  return instanceView(reading, nexus.services.now(), nexus.config.restart);
}

/** One try more than there may be: what decides whether it is tried again. */
export function readingOptions({ config }: Nexus): ReadingOptions {
  return { mostAttempts: config.restart.maxTries + 1 };
}

/** The instance as it is now. One that was deleted since it was looked up is not found. */
export async function viewOf(nexus: Nexus, instanceId: Uuid): Promise<Instance | Refusal> {
  const reading = await readInstance(nexus.database.kysely, instanceId, readingOptions(nexus));
  if (reading === null || reading.instance.timeDeleted !== null) {
    return notFound('instance', instanceId);
  }
  return instanceView(reading, nexus.services.now(), nexus.config.restart);
}
