import {
  addProjectMember,
  type ApiToken,
  type ApiUser,
  fetchProject,
  fetchUserByName,
  listProjectMembers,
  listTokensOfUser,
  listUsers,
  markTokenDeleted,
  putUser,
  type Queries,
  removeProjectMember,
} from '@skewline/db-model';
import type { Operations, Token, User } from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Call, Handlers } from '@skewline/server';
import { createToken } from '../auth/tokens.ts';
import type { Nexus } from '../nexus.ts';
import { type ErrorReply, errorReply } from '../refused.ts';

type UserOperation =
  | 'user_list'
  | 'user_put'
  | 'user_token_list'
  | 'user_token_create'
  | 'token_delete'
  | 'project_member_list'
  | 'project_member_add'
  | 'project_member_remove';

/** Users, their tokens, and the projects that they are members of. */
export function userHandlers({
  database,
  services,
}: Pick<Nexus, 'database' | 'services'>): Pick<Handlers<Operations>, UserOperation> {
  const { kysely } = database;
  return {
    async user_list() {
      return { status: 200, body: { items: (await listUsers(kysely)).map(userView) } };
    },

    async user_put({ path, body }) {
      const wanted = { id: services.newId(), name: path.user, role: body.role };
      const user = await database.transaction((transaction) =>
        putUser(transaction, wanted, services.now()),
      );
      return { status: 200, body: userView(user) };
    },

    async user_token_list({ path }, call) {
      const user = await fetchUserByName(kysely, path.user);
      if (user instanceof Refusal) return noUser(call, path.user);
      const tokens = await listTokensOfUser(kysely, user.id);
      return { status: 200, body: { items: tokens.map(tokenView) } };
    },

    async user_token_create({ path, body }, call) {
      const user = await fetchUserByName(kysely, path.user);
      if (user instanceof Refusal) return noUser(call, path.user);
      const { time_expires: expires } = body;
      const now = services.now();
      if (expires !== null && Date.parse(expires) <= Date.parse(now)) {
        return errorReply(call, 400, 'time_expires: the token would have expired already');
      }
      const token = await createToken(kysely, user.id, expires, now);
      return { status: 201, body: { ...tokenView(token), secret: token.secret } };
    },

    async token_delete({ path }, call) {
      const refusal = await markTokenDeleted(kysely, path.token_id, services.now());
      return refusal === null ? { status: 204 } : notFound(call, 'token with id', path.token_id);
    },

    async project_member_list({ path }, call) {
      const { project_id: projectId } = path;
      if (!(await isLiving(kysely, projectId))) return noProject(call, projectId);
      const names = new Map((await listUsers(kysely)).map(({ id, name }) => [id, name]));
      const members = await listProjectMembers(kysely, projectId);
      const items = members.flatMap(({ user_id: userId }) => {
        const name = names.get(userId);
        return name === undefined ? [] : [{ user_id: userId, user_name: name }];
      });
      return { status: 200, body: { items } };
    },

    async project_member_add({ path }, call) {
      const { project_id: projectId } = path;
      return database.transaction(async (transaction) => {
        if (!(await isLiving(transaction, projectId))) return noProject(call, projectId);
        const user = await fetchUserByName(transaction, path.user);
        if (user instanceof Refusal) return noUser(call, path.user);
        await addProjectMember(transaction, { projectId, userId: user.id }, services.now());
        return { status: 204 };
      });
    },

    async project_member_remove({ path }, call) {
      const { project_id: projectId } = path;
      if (!(await isLiving(kysely, projectId))) return noProject(call, projectId);
      const user = await fetchUserByName(kysely, path.user);
      if (user instanceof Refusal) return noUser(call, path.user);
      // That they are none already is what was asked for.
      await removeProjectMember(kysely, { projectId, userId: user.id });
      return { status: 204 };
    },
  };
}

async function isLiving(queries: Queries, projectId: Uuid): Promise<boolean> {
  const project = await fetchProject(queries, projectId);
  return !(project instanceof Refusal) && project.time_deleted === null;
}

function noUser(call: Call, name: string): ErrorReply {
  return notFound(call, 'user with name', name);
}

function noProject(call: Call, id: Uuid): ErrorReply {
  return notFound(call, 'project with id', id);
}

function notFound(call: Call, what: string, value: string): ErrorReply {
  return errorReply(call, 404, `not found: ${what} "${value}"`);
}

function userView({ id, name, role, timeCreated }: ApiUser): User {
  return { id, name, role, time_created: timeCreated };
}

function tokenView({ id, userId, timeCreated, timeExpires }: ApiToken): Token {
  return { id, user_id: userId, time_created: timeCreated, time_expires: timeExpires };
}
