import { findRackVmm, listRackVmms } from '@skewline/db-model';
import type { Operations } from '@skewline/nexus-types/operator';
import type { Handlers } from '@skewline/server';
import { answer } from '../external/answer.ts';
import { byId, resultsPage } from '../external/page.ts';
import type { Nexus } from '../nexus.ts';
import { refused } from '../refused.ts';
import { notThere, type Reading, readingOf } from './reading.ts';
import { vmmView } from './vmm-view.ts';

type Read = Pick<Handlers<Operations>, 'vmm_list' | 'vmm_view'>;

/** What operators ask of VMMs. */
export function vmmHandlers(nexus: Nexus): Read {
  return vmmReadHandlers(readingOf(nexus));
}

/** What needs nothing but a database. */
export function vmmReadHandlers({ database }: Pick<Reading, 'database'>): Read {
  const queries = database.kysely;
  return {
    async vmm_list({ query = {} }, call) {
      const { state, instance_id: instanceId, sled_id: sledId, deleted } = query;
      const page = await resultsPage(call.operation, byId, query, {
        read: ({ after, limit }) =>
          listRackVmms(
            queries,
            { state, instanceId, sledId, deleted },
            { after: after?.id ?? null, limit },
          ),
        key: ({ value }) => ({ id: value.id }),
        view: vmmView,
      });
      return answer(call, 200, page);
    },

    async vmm_view({ path: { vmm_id: vmmId } }, call) {
      const vmm = await findRackVmm(queries, vmmId);
      if (vmm === null) return refused(call, notThere('vmm', vmmId));
      return { status: 200, body: vmmView(vmm) };
    },
  };
}
