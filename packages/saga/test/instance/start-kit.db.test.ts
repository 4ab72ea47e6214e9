import type { Tables } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { registry } from '../../src/index.ts';
import { startSaga } from '../../src/instance/start.ts';
import { createJournal } from '../../src/journal/index.ts';
import { type CheckReport, checkSaga, makeInjections, onEngine } from '../../src/testing/index.ts';
import { startSubject } from './support/subjects.ts';
import { makeWorld } from './support/world.ts';

function faultsOf(reports: readonly CheckReport[]): readonly string[] {
  return reports.flatMap(({ check, faults }) =>
    faults.map(({ code, node, message }) => [check, code, node, message].join(' | ')),
  );
}

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('starting an instance', () => {
    it('unwinds wherever it breaks, and does no harm when it is repeated', async () => {
      const world = await makeWorld(database());
      const reports = await checkSaga(startSubject(world));
      expect(faultsOf(reports)).toEqual([]);
      expect(reports).toHaveLength(4);
    });

    it('does so with the journal', async () => {
      const world = await makeWorld(database());
      const injections = makeInjections();
      const journal = await createJournal(database(), {
        actions: registry(startSaga(world.services).actions),
        testing: { inject: injections.injectionOf },
      });
      try {
        const runner = onEngine(journal, injections);
        expect(faultsOf(await checkSaga(startSubject(world), runner))).toEqual([]);
      } finally {
        await journal.close();
      }
    });

    it('does so when it restarts one that had failed', async () => {
      const world = await makeWorld(database());
      const runtime = {
        state: 'failed',
        gen: 4,
        timeUpdated: '2026-11-21T06:00:00.000000Z',
        activeVmmId: null,
        targetVmmId: null,
        migrationId: null,
        timeLastAutoRestarted: null,
      } as const;
      const over = { intendedState: 'running', runtime } as const;
      const subject = startSubject(world, { origin: 'auto_restart', over, disks: 0 });
      expect(faultsOf(await checkSaga(subject))).toEqual([]);
    });
  });
});
