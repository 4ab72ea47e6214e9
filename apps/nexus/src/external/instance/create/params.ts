import type { ProjectRow } from '@skewline/db-model';
import { groupLimits } from '@skewline/nexus-types/domain';
import type { InstanceCreate, NameOrId } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { InstanceCreateParams } from '@skewline/saga/instance';
import type { Actor } from '../../../auth/actor.ts';
import type { Nexus } from '../../../nexus.ts';
import { findGroup, invalid, notFound } from '../../lookup.ts';
import { isUuid } from '../../page.ts';
import { checkInstanceCreate } from './check.ts';
import { disksOf } from './disks.ts';
import { addressesOf, interfacesOf, snatOf } from './network.ts';

/** What a user wants, with ids in place of names; a refusal where there can be no such instance. It is not started. */
export async function createParams(
  nexus: Pick<Nexus, 'config' | 'database' | 'services'>,
  actor: Actor,
  project: ProjectRow,
  body: InstanceCreate,
): Promise<InstanceCreateParams | Refusal> {
  const { config, database, services } = nexus;
  const newId = (): Uuid => services.newId();
  const problem = checkInstanceCreate(body);
  if (problem !== null) return problem;
  const groups = await groupsOf(nexus, actor, project, body.anti_affinity_groups ?? []);
  if (groups instanceof Refusal) return groups;
  const networkInterfaces = interfacesOf(project, body, newId);
  if (networkInterfaces instanceof Refusal) return networkInterfaces;
  const externalAddresses = await addressesOf(database.kysely, project, body, newId);
  if (externalAddresses instanceof Refusal) return externalAddresses;
  const disks = await disksOf(database.kysely, project, body, newId);
  if (disks instanceof Refusal) return disks;
  return {
    instance: {
      id: newId(),
      projectId: project.id,
      name: body.name,
      description: body.description,
      hostname: body.hostname,
      userData: body.user_data ?? '',
      ncpus: body.ncpus,
      memory: body.memory,
      cpuPlatform: body.cpu_platform ?? null,
      enableJumboFrames: body.enable_jumbo_frames ?? false,
      autoRestart: {
        policy: body.auto_restart_policy ?? null,
        cooldownSeconds: config.restart.cooldownSeconds,
      },
    },
    antiAffinityGroupIds: groups,
    networkInterfaces,
    snat: networkInterfaces.length === 0 ? null : await snatOf(database.kysely, newId),
    externalAddresses,
    disks: disks.disks,
    bootDiskId: disks.bootDiskId,
  };
}

async function groupsOf(
  { database }: Pick<Nexus, 'database'>,
  actor: Actor,
  project: ProjectRow,
  wanted: readonly NameOrId[],
): Promise<readonly Uuid[] | Refusal> {
  const most = groupLimits.groupsPerInstance.anti_affinity;
  const tooMany = invalid(`an instance may be in at most ${String(most)} anti-affinity groups`);
  const different = new Set(wanted);
  // A group may be there by its name and by its id. More need not even be looked for.
  if (different.size > 2 * most) return tooMany;
  const ids = new Set<Uuid>();
  for (const group of different) {
    const selector = isUuid(group) ? { group } : { group, project: project.id };
    const found = await findGroup(database.kysely, actor, 'anti_affinity', selector);
    if (found instanceof Refusal) return found;
    // One of another project is as good as none.
    if (found.projectId !== project.id) return notFound('anti-affinity-group', group);
    ids.add(found.id);
  }
  return ids.size > most ? tooMany : [...ids];
}
