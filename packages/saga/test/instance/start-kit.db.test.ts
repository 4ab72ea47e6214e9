import type { Tables } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { forEachDatabase, useMigrated } from '../../../db-model/test/support/databases.ts';
import { checkSaga } from '../../src/testing/index.ts';
import { startSubject } from './support/subjects.ts';
import { makeWorld } from './support/world.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('starting an instance', () => {
    it('unwinds wherever it breaks, and does no harm when it is repeated', async () => {
      const world = await makeWorld(database());
      const reports = await checkSaga(startSubject(world));
      expect(
        reports.flatMap(({ check, faults }) => faults.map((fault) => ({ check, ...fault }))),
      ).toEqual([]);
      expect(reports.map(({ iterations }) => iterations > 1)).toEqual([true, true, true, true]);
    });
  });
});
