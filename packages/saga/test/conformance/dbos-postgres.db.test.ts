import { createDbos } from '@skewline/saga/dbos';
import { openDatabase, type Tables } from '@skewline/db-model';
import { expect, test } from 'vitest';
import { onPostgres, orThrow } from '../../../db-model/test/support/databases.ts';
import { openOnServer } from './on-server.ts';
import { conformance } from './suite.ts';

onPostgres((engine) => {
  conformance({
    engine: 'dbos',
    exceptions: ['level_by_level', 'no_embedded_database', 'one_per_process'],
    hasServer: true,
    more(at) {
      test('one_per_process: a second engine is refused, and the first goes on', async () => {
        const { database, suite, url, run } = at();
        const second = createDbos({ actions: suite.actions, database, url: url ?? '' });
        await expect(second).rejects.toThrow('DBOS runs in this process already');
        expect((await run('line')).rest).toMatchObject({ kind: 'done' });
      });

      test('no_embedded_database: PGlite is refused', async () => {
        const { suite, url } = at();
        const embedded = orThrow(await openDatabase<Tables>({ memory: true }));
        const refused = createDbos({ actions: suite.actions, database: embedded, url: url ?? '' });
        await expect(refused).rejects.toThrow('needs PostgreSQL');
        await embedded.close();
      });
    },
    open: async (options) =>
      openOnServer(engine, 'dbos', ({ database, suite, url }) =>
        createDbos({ ...options(suite), database, url }),
      ),
  });
});
