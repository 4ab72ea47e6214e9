import { createJournal } from '@skewline/saga/journal';
import { onPostgres } from '../../../db-model/test/support/databases.ts';
import { openOnServer } from './on-server.ts';
import { conformance } from './suite.ts';

onPostgres((engine) => {
  conformance({
    engine: 'journal',
    exceptions: [],
    hasServer: true,
    open: async (options) =>
      openOnServer(engine, 'journal', ({ database, suite }) =>
        createJournal(database, options(suite)),
      ),
  });
});
