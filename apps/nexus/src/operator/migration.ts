import { listRackMigrations } from '@skewline/db-model';
import type { Operations } from '@skewline/nexus-types/operator';
import type { Handlers } from '@skewline/server';
import { answer } from '../external/answer.ts';
import { byId, resultsPage } from '../external/page.ts';
import type { Nexus } from '../nexus.ts';
import { migrationView } from './migration-view.ts';
import { type Reading, readingOf } from './reading.ts';

type Read = Pick<Handlers<Operations>, 'migration_list'>;

/** What operators ask of migrations. */
export function migrationHandlers(nexus: Nexus): Read {
  return migrationReadHandlers(readingOf(nexus));
}

/** What needs nothing but a database. */
export function migrationReadHandlers({ database }: Pick<Reading, 'database'>): Read {
  return {
    async migration_list({ query = {} }, call) {
      const page = await resultsPage(call.operation, byId, query, {
        read: ({ after, limit }) =>
          listRackMigrations(
            database.kysely,
            { instanceId: query.instance_id },
            { after: after?.id ?? null, limit },
          ),
        key: ({ id }) => ({ id }),
        view: migrationView,
      });
      return answer(call, 200, page);
    },
  };
}
