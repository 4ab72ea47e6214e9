import { createJournal } from '@skewline/saga/journal';
import { type Database, migrate, openDatabase, type Tables } from '@skewline/db-model';
import type { EngineName, SagaEngine } from '../../src/engine/port.ts';
import { orThrow, type TestEngine } from '../../../db-model/test/support/databases.ts';
import { type Suite, suiteOf } from './actions.ts';
import { otherHere } from './other-engine.ts';
import { openOtherProcess, type OtherProcess } from './other-process.ts';
import type { Opened } from './stage.ts';
import { prepareWorld, worldIn } from './world.ts';

/** An engine on a new database of a server. Second engines of DBOS are in processes of their own. */
export async function openOnServer(
  server: TestEngine,
  name: EngineName,
  open: (given: { database: Database<Tables>; suite: Suite; url: string }) => Promise<SagaEngine>,
): Promise<Opened> {
  const location = await server.location();
  if (!('url' in location)) throw new Error('a server has a URL');
  const { url } = location;
  const database = orThrow(await openDatabase<Tables>({ url }));
  orThrow(await migrate(database));
  await prepareWorld(database);
  const suite = suiteOf(database, database);
  const engine = await open({ database, suite, url });
  const children: OtherProcess[] = [];
  const child: typeof openOtherProcess = async (setup) => {
    const opened = await openOtherProcess(setup);
    children.push(opened);
    return opened;
  };
  const world = worldIn(database);
  return {
    database,
    engine,
    suite,
    world,
    url,
    async other(options = {}) {
      if (name === 'dbos')
        return child({ engine: name, location: { url }, observerUrl: null, options });
      const second = await createJournal(database, {
        actions: options.actions === 'all' ? suite.actions : suite.olderActions,
        leaseMs: options.leaseMs ?? 3000,
        recoveryMs: 200,
      });
      return otherHere(second, suite.dags);
    },
    async crashSite() {
      const setup = {
        engine: name,
        location: { url },
        observerUrl: null,
        options: { leaseMs: 600 },
      };
      return { child: await child(setup), here: async () => ({ engine, world }) };
    },
    throughProxy: async (through) =>
      child({
        engine: name,
        location: { url: through(url) },
        observerUrl: url,
        // So that nobody takes its saga meanwhile.
        options: { leaseMs: 120_000 },
      }),
    async close() {
      for (const one of children) await one.kill('SIGKILL');
      await database.close();
    },
  };
}
