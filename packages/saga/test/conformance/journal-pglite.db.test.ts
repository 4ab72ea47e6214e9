import {
  type Database,
  type DatabaseLocation,
  migrate,
  openDatabase,
  type Tables,
} from '@skewline/db-model';
import { createJournal } from '@skewline/saga/journal';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { migratedInMemory, orThrow } from '../../../db-model/test/support/databases.ts';
import { suiteOf } from './actions.ts';
import { otherHere } from './other-engine.ts';
import { openOtherProcess } from './other-process.ts';
import type { CrashSite } from './stage.ts';
import { conformance } from './suite.ts';
import { prepareWorld, worldIn } from './world.ts';

describe('on pglite', () => {
  const atEnd: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const step of atEnd.toReversed()) await step();
  });
  conformance({
    engine: 'journal',
    exceptions: [],
    hasServer: false,
    async open(options) {
      const database = await migrated(await migratedInMemory());
      const suite = suiteOf(database, database);
      const engine = await createJournal(database, options(suite));
      return {
        database,
        engine,
        suite,
        world: worldIn(database),
        async other(other = {}) {
          const second = await createJournal(database, {
            actions: other.actions === 'all' ? suite.actions : suite.olderActions,
            leaseMs: other.leaseMs ?? 3000,
            recoveryMs: 200,
          });
          return otherHere(second, suite.dags);
        },
        crashSite: async () => crashSite(await mkdtemp(join(tmpdir(), 'skewline-conformance-'))),
        throughProxy: null,
        url: null,
        close: () => database.close(),
      };
    },
  });

  /** A directory has room for one process at a time: it is opened here when the child is dead. */
  async function crashSite(directory: string): Promise<CrashSite> {
    atEnd.push(() => rm(directory, { recursive: true, force: true }));
    await (await migrated({ directory })).close();
    const child = await openOtherProcess({
      engine: 'journal',
      location: { directory },
      observerUrl: null,
      options: { leaseMs: 600 },
    });
    return {
      child,
      async here() {
        const database = orThrow(await openDatabase<Tables>({ directory }));
        const suite = suiteOf(database, database);
        const engine = await createJournal(database, {
          actions: suite.actions,
          leaseMs: 600,
          recoveryMs: 200,
        });
        atEnd.push(async () => {
          await engine.close();
          await database.close();
        });
        return { engine, world: worldIn(database) };
      },
    };
  }
});

async function migrated(location: DatabaseLocation): Promise<Database<Tables>> {
  const database = orThrow(await openDatabase<Tables>(location));
  orThrow(await migrate(database));
  await prepareWorld(database);
  return database;
}
