import {
  deleteMember,
  fetchGroupMember,
  type Group,
  type GroupMember,
  type InTransaction,
  insertGroup,
  insertMember,
  listGroupMembers,
  listGroups,
  markGroupDeleted,
  readJoinFacts,
  updateGroup,
} from '@skewline/db-model';
import { checkJoin, type GroupKind, type Instance } from '@skewline/nexus-types/domain';
import type {
  AffinityGroup,
  AffinityGroupCreate,
  AffinityGroupMember,
  AffinityGroupUpdate,
  NameOrId,
} from '@skewline/nexus-types/external';
import {
  affinityGroupView,
  antiAffinityGroupView,
  instanceStateView,
} from '@skewline/nexus-types/view';
import { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';
import { actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { shown } from './answer.ts';
import { checkDescription, readIdentityUpdate } from './identity.ts';
import {
  alreadyExists,
  findGroup,
  findInstance,
  findProject,
  groupKinds,
  invalid,
  notFound,
} from './lookup.ts';
import { byNameOrId, type PageRequest, type ResultsPage, resultsPage } from './page.ts';

type Project = NameOrId | undefined;

/** A page of what is in a project. */
type ProjectPageRequest = (PageRequest & { readonly project?: NameOrId }) | undefined;

/** Which instance, and which group that it is in or is to be in. */
interface MemberSelector {
  readonly group: NameOrId;
  readonly instance: NameOrId;
  readonly project: Project;
}

/** What can be asked about groups of one kind: the two kinds differ in their paths and in where they are kept. */
export interface GroupRequests {
  list(call: Call, query: ProjectPageRequest): Promise<ResultsPage<AffinityGroup> | Refusal>;
  create(
    call: Call,
    project: NameOrId,
    body: AffinityGroupCreate,
  ): Promise<AffinityGroup | Refusal>;
  view(call: Call, group: NameOrId, project: Project): Promise<AffinityGroup | Refusal>;
  update(
    call: Call,
    group: NameOrId,
    project: Project,
    body: AffinityGroupUpdate,
  ): Promise<AffinityGroup | Refusal>;
  remove(call: Call, group: NameOrId, project: Project): Promise<Refusal | null>;
  listMembers(
    call: Call,
    group: NameOrId,
    query: ProjectPageRequest,
  ): Promise<ResultsPage<AffinityGroupMember> | Refusal>;
  viewMember(call: Call, selector: MemberSelector): Promise<AffinityGroupMember | Refusal>;
  addMember(call: Call, selector: MemberSelector): Promise<AffinityGroupMember | Refusal>;
  removeMember(call: Call, selector: MemberSelector): Promise<Refusal | null>;
  listOfInstance(
    call: Call,
    instance: NameOrId,
    query: ProjectPageRequest,
  ): Promise<ResultsPage<AffinityGroup> | Refusal>;
}

export function groupRequests({ database, services }: Nexus, kind: GroupKind): GroupRequests {
  const called = groupKinds[kind];
  const view = (group: Group): AffinityGroup => shown(views[kind](group, {}));
  const keyOf = ({ name, id }: { readonly name: string; readonly id: string }) => ({ name, id });

  return {
    async list(call, query) {
      const project = await findProject(database.kysely, actorOf(call), query?.project);
      if (project instanceof Refusal) return project;
      return resultsPage(call.operation, byNameOrId, query, {
        read: (page) => listGroups(database.kysely, kind, { projectId: project.id }, page),
        key: keyOf,
        view,
      });
    },

    async create(call, nameOrId, { name, description, policy, failure_domain: failureDomain }) {
      const problem = checkDescription(description);
      if (problem !== null) return problem;
      const now = services.now();
      const times = { timeCreated: now, timeModified: now, timeDeleted: null };
      const wanted = { id: services.newId(), name, description, ...times, policy, failureDomain };
      return database.transaction(async (transaction) => {
        const project = await findProject(transaction, actorOf(call), nameOrId);
        if (project instanceof Refusal) return project;
        const group = { ...wanted, projectId: project.id };
        const refusal = await insertGroup(transaction, kind, group);
        return refusal === null ? view(group) : named(refusal, name);
      });
    },

    async view(call, group, project) {
      const found = await findGroup(database.kysely, actorOf(call), kind, { group, project });
      return found instanceof Refusal ? found : view(found);
    },

    async update(call, group, project, body) {
      const change = readIdentityUpdate(body);
      if (change instanceof Refusal) return change;
      return database.transaction(async (transaction) => {
        const found = await findGroup(transaction, actorOf(call), kind, { group, project });
        if (found instanceof Refusal) return found;
        const now = services.now();
        const changed = await updateGroup(transaction, kind, found.id, change, now);
        return changed instanceof Refusal ? named(changed, change.name ?? group) : view(changed);
      });
    },

    async remove(call, group, project) {
      return database.transaction(async (transaction) => {
        const found = await findGroup(transaction, actorOf(call), kind, { group, project });
        if (found instanceof Refusal) return found;
        const deleted = await markGroupDeleted(transaction, kind, found.id, services.now());
        return deleted ? null : notFound(called, group);
      });
    },

    async listMembers(call, group, query) {
      const selector = { group, project: query?.project };
      const found = await findGroup(database.kysely, actorOf(call), kind, selector);
      if (found instanceof Refusal) return found;
      return resultsPage(call.operation, byNameOrId, query, {
        read: (page) => listGroupMembers(database.kysely, kind, found.id, page),
        key: keyOf,
        view: memberView,
      });
    },

    async viewMember(call, selector) {
      return database.transaction(async (transaction) => {
        const both = await findBoth(transaction, call, selector);
        if (both instanceof Refusal) return both;
        const member = await fetchGroupMember(transaction, kind, both.membership);
        return member === null ? noMember(both.instance) : memberView(member);
      });
    },

    async addMember(call, selector) {
      return database.transaction(async (transaction) => {
        const both = await findBoth(transaction, call, selector);
        if (both instanceof Refusal) return both;
        const { membership, group, instance } = both;
        if (group.projectId !== instance.projectId) {
          return invalid(`instance must be in the same project as the ${called}`);
        }
        // Who deletes it has perhaps taken it out of its groups already, and does not look again.
        if (instance.runtime.state === 'destroyed') return invalid('instance is being deleted');
        const there = await fetchGroupMember(transaction, kind, membership);
        if (there !== null) return alreadyExists(memberKinds[kind], instance.id);
        const problem = checkJoin(await readJoinFacts(transaction, kind, membership));
        if (problem !== null) return invalid(problem.message);
        await insertMember(transaction, kind, membership);
        const member = await fetchGroupMember(transaction, kind, membership);
        return member === null ? noMember(instance) : memberView(member);
      });
    },

    async removeMember(call, selector) {
      return database.transaction(async (transaction) => {
        const both = await findBoth(transaction, call, selector);
        if (both instanceof Refusal) return both;
        const removed = await deleteMember(transaction, kind, both.membership);
        return removed ? null : noMember(both.instance);
      });
    },

    async listOfInstance(call, instance, query) {
      const selector = { instance, project: query?.project };
      const found = await findInstance(database.kysely, actorOf(call), selector);
      if (found instanceof Refusal) return found;
      return resultsPage(call.operation, byNameOrId, query, {
        read: (page) => listGroups(database.kysely, kind, { instanceId: found.id }, page),
        key: keyOf,
        view,
      });
    },
  };

  async function findBoth(
    transaction: InTransaction,
    call: Call,
    { group: groupNameOrId, instance: instanceNameOrId, project }: MemberSelector,
  ) {
    const actor = actorOf(call);
    const group = await findGroup(transaction, actor, kind, { group: groupNameOrId, project });
    if (group instanceof Refusal) return group;
    const selector = { instance: instanceNameOrId, project };
    const instance = await findInstance(transaction, actor, selector);
    if (instance instanceof Refusal) return instance;
    return { group, instance, membership: { groupId: group.id, instanceId: instance.id } };
  }

  function noMember({ id }: Instance): Refusal {
    return notFound(memberKinds[kind], id);
  }

  /** Says which name it is that is taken. */
  function named(refusal: Refusal, name: string): Refusal {
    return refusal.code === 'name_taken' ? alreadyExists(called, name) : refusal;
  }
}

const views = { affinity: affinityGroupView, anti_affinity: antiAffinityGroupView } as const;

/** As messages call them. */
const memberKinds = {
  affinity: 'affinity-group-member',
  anti_affinity: 'anti-affinity-group-member',
} as const;

function memberView({ id, name, state }: GroupMember): AffinityGroupMember {
  return { type: 'instance', value: { id, name, run_state: instanceStateView(state) } };
}
