import type { Database, Tables } from '@skewline/db-model';
import {
  createFakeTables,
  fakeQueries,
} from '../../../../packages/saga/test/instance/support/fake-tables.ts';
import { fakePower } from '../../../../packages/saga/test/instance/support/fake-power.ts';
import { fakeSledAgent } from '../../../../packages/saga/test/instance/support/fake-sled-agent.ts';
import type { Sleds } from '../../src/sleds/sleds.ts';

/** Sleds whose VMMs are rows of the same database: see `fakeRack` of the saga package for what a test can do to them. */
export async function fakeSleds(database: Database<Tables>): Promise<Sleds> {
  await createFakeTables(database);
  return {
    agent: (sledId) => fakeSledAgent(database, sledId),
    async ask({ id, sledId }, signal) {
      const options = signal === undefined ? {} : { signal };
      const answer = await fakeSledAgent(database, sledId).getVmmState(id, options);
      return answer.kind === 'ok' ? { kind: 'state', report: answer.value } : answer;
    },
    power: (sledId) => fakePower(fakeQueries(database.kysely), sledId),
    heard: () => {},
    skew: async () => [],
    close: async () => {},
  };
}
