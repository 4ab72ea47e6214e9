import {
  insertProject,
  listProjects,
  markProjectDeleted,
  type ProjectRow,
  updateProject,
} from '@skewline/db-model';
import type { Project, ProjectCreate, ProjectUpdate } from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import { Refusal } from '@skewline/runtime';
import type { Handlers } from '@skewline/server';
import { type Actor, actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { answer, answerEmpty } from './answer.ts';
import { checkDescription, identityView, readIdentityUpdate } from './identity.ts';
import { alreadyExists, findProject, notFound, viewerOf } from './lookup.ts';
import { byNameOrId, resultsPage } from './page.ts';

type ProjectHandlers = Pick<
  Handlers<Operations>,
  'project_list' | 'project_create' | 'project_view' | 'project_update' | 'project_delete'
>;

export function projectHandlers(nexus: Nexus): ProjectHandlers {
  const { database } = nexus;
  return {
    async project_list({ query }, call) {
      const viewer = viewerOf(actorOf(call));
      const page = await resultsPage(call.operation, byNameOrId, query, {
        read: (wanted) => listProjects(database.kysely, viewer, wanted),
        key: ({ name, id }) => ({ name, id }),
        view: projectView,
      });
      return answer(call, 200, page);
    },
    async project_create({ body }, call) {
      return answer(call, 201, await createProject(nexus, actorOf(call), body));
    },
    async project_view({ path }, call) {
      const project = await findProject(database.kysely, actorOf(call), path.project);
      return answer(call, 200, viewOf(project));
    },
    async project_update({ path, body }, call) {
      return answer(call, 200, await changeProject(nexus, actorOf(call), path.project, body));
    },
    async project_delete({ path }, call) {
      return answerEmpty(call, await deleteProject(nexus, actorOf(call), path.project));
    },
  };
}

async function createProject(
  { database, services }: Nexus,
  actor: Actor,
  { name, description }: ProjectCreate,
): Promise<Project | Refusal> {
  const problem = checkDescription(description);
  if (problem !== null) return problem;
  const { newId } = services;
  const wanted = {
    id: newId(),
    name,
    description,
    ownerUserId: actor.userId,
    defaultIpv4SubnetId: newId(),
    defaultIpv6SubnetId: newId(),
  };
  const made = await database.transaction((transaction) =>
    insertProject(transaction, wanted, services.now()),
  );
  return viewOf(named(made, name));
}

async function changeProject(
  { database, services }: Nexus,
  actor: Actor,
  nameOrId: string,
  update: ProjectUpdate,
): Promise<Project | Refusal> {
  const change = readIdentityUpdate(update);
  if (change instanceof Refusal) return change;
  const changed = await database.transaction(async (transaction) => {
    const project = await findProject(transaction, actor, nameOrId);
    return project instanceof Refusal
      ? project
      : updateProject(transaction, project.id, change, services.now());
  });
  return viewOf(named(changed, change.name ?? nameOrId));
}

async function deleteProject(
  { database, services }: Nexus,
  actor: Actor,
  nameOrId: string,
): Promise<Refusal | null> {
  return database.transaction(async (transaction) => {
    const project = await findProject(transaction, actor, nameOrId);
    if (project instanceof Refusal) return project;
    const deleted = await markProjectDeleted(transaction, project.id, services.now());
    if (deleted instanceof Refusal) return deleted;
    return deleted ? null : notFound('project', nameOrId);
  });
}

/** Says which name it is that is taken. */
function named(made: ProjectRow | Refusal, name: string): ProjectRow | Refusal {
  return made instanceof Refusal && made.code === 'project_name_taken'
    ? alreadyExists('project', name)
    : made;
}

function viewOf(project: ProjectRow | Refusal): Project | Refusal {
  return project instanceof Refusal ? project : projectView(project);
}

function projectView(row: ProjectRow): Project {
  return identityView(row);
}
