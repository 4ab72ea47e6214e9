import {
  fetchDisk,
  insertDisk,
  listDisks,
  markDiskDeleted,
  releaseLocalStorage,
} from '@skewline/db-model';
import type { Disk, DiskCreate, NameOrId } from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import { Refusal } from '@skewline/runtime';
import type { Handlers } from '@skewline/server';
import { type Actor, actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { answer, answerEmpty, answerRefused } from './answer.ts';
import { newDisk } from './disk-create.ts';
import { diskView } from './disk-view.ts';
import { alreadyExists, findDisk, findProject, invalid, notFound } from './lookup.ts';
import { byNameOrId, resultsPage } from './page.ts';

type DiskHandlers = Pick<
  Handlers<Operations>,
  'disk_list' | 'disk_create' | 'disk_view' | 'disk_delete'
>;

export function diskHandlers(nexus: Nexus): DiskHandlers {
  const { database } = nexus;
  return {
    async disk_list({ query }, call) {
      const project = await findProject(database.kysely, actorOf(call), query?.project);
      if (project instanceof Refusal) return answerRefused(call, project);
      const page = await resultsPage(call.operation, byNameOrId, query, {
        read: (wanted) => listDisks(database.kysely, { projectId: project.id }, wanted),
        key: ({ name, id }) => ({ name, id }),
        view: diskView,
      });
      return answer(call, 200, page);
    },
    async disk_create({ query, body }, call) {
      return answer(call, 201, await createDisk(nexus, actorOf(call), query.project, body));
    },
    async disk_view({ path, query }, call) {
      const selector = { disk: path.disk, project: query?.project };
      const disk = await findDisk(database.kysely, actorOf(call), selector);
      return answer(call, 200, disk instanceof Refusal ? disk : diskView(disk));
    },
    async disk_delete({ path, query }, call) {
      const selector = { disk: path.disk, project: query?.project };
      return answerEmpty(call, await deleteDisk(nexus, actorOf(call), selector));
    },
  };
}

async function createDisk(
  { database, services }: Nexus,
  actor: Actor,
  nameOrId: NameOrId,
  body: DiskCreate,
): Promise<Disk | Refusal> {
  const id = services.newId();
  return database.transaction(async (transaction) => {
    const project = await findProject(transaction, actor, nameOrId);
    if (project instanceof Refusal) return project;
    const wanted = newDisk(body, { id, projectId: project.id });
    if (wanted instanceof Refusal) return wanted;
    const refusal = await insertDisk(transaction, wanted, services.now());
    if (refusal?.code === 'name_taken') return alreadyExists('disk', body.name);
    if (refusal !== null) return refusal;
    const disk = await fetchDisk(transaction, id);
    return disk instanceof Refusal ? disk : diskView(disk);
  });
}

/** With what it takes of a pool. */
async function deleteDisk(
  { database, services }: Nexus,
  actor: Actor,
  selector: { readonly disk: NameOrId; readonly project: NameOrId | undefined },
): Promise<Refusal | null> {
  return database.transaction(async (transaction) => {
    const disk = await findDisk(transaction, actor, selector);
    if (disk instanceof Refusal) return disk;
    if (disk.attach_instance_id !== null) {
      return invalid(`disk cannot be deleted in state "${disk.disk_state}"`);
    }
    const now = services.now();
    await releaseLocalStorage(transaction, disk.id, now);
    const deleted = await markDiskDeleted(transaction, disk.id, now);
    if (deleted instanceof Refusal) return deleted;
    return deleted ? null : notFound('disk', selector.disk);
  });
}
