import { createDbos } from '@skewline/saga/dbos';
import { onPostgres } from '../../../db-model/test/support/databases.ts';
import { openOnServer } from './on-server.ts';
import { conformance } from './suite.ts';

onPostgres((engine) => {
  conformance({
    engine: 'dbos',
    exceptions: [
      'level_by_level',
      'no_embedded_database',
      'one_per_process',
      'result_apart_from_rows',
      'running_body_finishes',
    ],
    hasServer: true,
    open: async (options) =>
      openOnServer(engine, 'dbos', ({ database, suite, url }) =>
        createDbos({ ...options(suite), database, url }),
      ),
  });
});
