import {
  fetchSled,
  type InstanceOnSled,
  listInstancesOnSled,
  listSledPage,
  setSledPolicy,
} from '@skewline/db-model';
import type { Sled, SledPolicy } from '@skewline/nexus-types/domain';
import type {
  SledInstance,
  SledProvisionPolicy,
  SledProvisionPolicyResponse,
} from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import { instanceStateView, sledView } from '@skewline/nexus-types/view';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { answer, answerRefused, shown } from './answer.ts';
import { notFound } from './lookup.ts';
import { byId, resultsPage } from './page.ts';

type SledHandlers = Pick<
  Handlers<Operations>,
  'sled_list' | 'sled_view' | 'sled_instance_list' | 'sled_set_provision_policy'
>;

/** For operators: who asks has been looked at before. */
export function sledHandlers(nexus: Nexus): SledHandlers {
  const { database } = nexus;
  return {
    async sled_list({ query }, call) {
      const page = await resultsPage(call.operation, byId, query, {
        read: ({ after, limit }) =>
          listSledPage(database.kysely, { after: after?.id ?? null, limit }),
        key: ({ id }) => ({ id }),
        view: viewOf,
      });
      return answer(call, 200, page);
    },
    async sled_view({ path }, call) {
      const sled = await findSled(nexus, path.sled_id);
      return answer(call, 200, sled instanceof Refusal ? sled : viewOf(sled));
    },
    async sled_instance_list({ path, query }, call) {
      const sled = await findSled(nexus, path.sled_id);
      if (sled instanceof Refusal) return answerRefused(call, sled);
      const page = await resultsPage(call.operation, byId, query, {
        read: ({ after, limit }) =>
          listInstancesOnSled(database.kysely, sled.id, { after: after?.id ?? null, limit }),
        key: ({ id }) => ({ id }),
        view: instanceView,
      });
      return answer(call, 200, page);
    },
    async sled_set_provision_policy({ path, body }, call) {
      return answer(call, 200, await setPolicy(nexus, path.sled_id, body.state));
    },
  };
}

async function findSled({ database }: Nexus, sledId: Uuid): Promise<Sled | Refusal> {
  const sled = await fetchSled(database.kysely, sledId);
  return sled instanceof Refusal || sled.timeDeleted !== null ? notFound('sled', sledId) : sled;
}

const policies: { readonly [Policy in SledProvisionPolicy]: Exclude<SledPolicy, 'expunged'> } = {
  provisionable: 'in_service',
  non_provisionable: 'no_provision',
};

async function setPolicy(
  { database, services }: Nexus,
  sledId: Uuid,
  wanted: SledProvisionPolicy,
): Promise<SledProvisionPolicyResponse | Refusal> {
  const before = await database.transaction((transaction) =>
    setSledPolicy(transaction, sledId, policies[wanted], services.now()),
  );
  if (before instanceof Refusal) {
    return before.code === 'sled_not_found' ? notFound('sled', sledId) : before;
  }
  return {
    old_state: before === 'in_service' ? 'provisionable' : 'non_provisionable',
    new_state: wanted,
  };
}

function viewOf(sled: Sled) {
  return shown(sledView(sled, {}));
}

/** There is one silo, and this is what omicron calls it. */
const siloName = 'default-silo';

function instanceView(instance: InstanceOnSled): SledInstance {
  return {
    id: instance.id,
    time_created: instance.timeCreated,
    time_modified: instance.timeModified,
    name: instance.name,
    project_name: instance.projectName,
    silo_name: siloName,
    active_sled_id: instance.sledId,
    migration_id: instance.migrationId,
    state: instanceStateView(instance.state),
    ncpus: instance.ncpus,
    memory: instance.memory,
  };
}
