import { randomUUID } from 'node:crypto';
import { lockInstance } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { accepted } from '../../../db-model/test/store/samples.ts';
import { forEachDatabaseBeneath } from '../../../db-model/test/support/databases.ts';
import { decideUpdate } from '../../src/instance/update.ts';
import { readUpdateSnapshot } from '../../src/instance/update-snapshot.ts';
import { updateParams } from '../../src/instance/update-start.ts';
import { runUpdate, updateSagas } from '../../src/instance/updater.ts';
import {
  describeReport,
  everyActionTwice,
  everyNodeFails,
  everyNodeFailsRepeatingUndo,
  everyUndoFails,
  freshSaga,
  inMemory,
  onEngine,
  type SagaSubject,
} from '../../src/testing/index.ts';
import { arrange, scenarios, summary } from './support/update-scenarios.ts';
import { outcomeOf, useUpdating } from './support/updating.ts';

const checks = [everyActionTwice, everyNodeFails, everyNodeFailsRepeatingUndo, everyUndoFails];

forEachDatabaseBeneath((engine) => {
  const updating = useUpdating(engine);

  describe.each(scenarios)('$name', (scenario) => {
    it('is updated; asked again there is nothing to do', async () => {
      const { world, leftOf } = updating();
      const arranged = await arrange(world, scenario);
      const { instanceId } = arranged;
      expect(outcomeOf(await runUpdate(world.services, instanceId))).toEqual({ successorId: null });
      expect(await summary(world, arranged)).toBe(scenario.expected);
      expect(await leftOf(arranged, scenario)).toEqual([]);
      expect(outcomeOf(await runUpdate(world.services, instanceId))).toEqual({
        kind: 'up_to_date',
      });
      expect(await summary(world, arranged)).toBe(scenario.expected);
    });

    it.each(['start_instance_update', 'instance_update'] as const)(
      '%s: every action twice, every node and every undo fails',
      async (which) => {
        const { world, engine: journal, injections, leftOf, settled } = updating();
        const { services, database } = world;
        let arranged = await arrange(world, scenario);
        const fresh = async () => {
          arranged = await arrange(world, scenario);
          const { instanceId } = arranged;
          const { instanceUpdate, startInstanceUpdate } = updateSagas(services);
          if (which === 'start_instance_update') {
            const params = { instanceId };
            return freshSaga(startInstanceUpdate.dag(params), params, instanceId);
          }
          const locked = accepted(await lockInstance(database.kysely, instanceId, randomUUID()));
          const snapshot = accepted(
            await database.transaction((transaction) =>
              readUpdateSnapshot(transaction, instanceId),
            ),
          );
          const update = decideUpdate(snapshot, services.now());
          if (update === null || locked.kind !== 'held')
            throw new Error('there is something to do');
          const params = updateParams(snapshot, update, locked.lock);
          return freshSaga(instanceUpdate.dag(params), params, instanceId);
        };
        const subject: SagaSubject = {
          name: which,
          fresh,
          // Whatever became of it: the lock is free, nothing is left, and a later update finishes what is to be done.
          leftovers: async () => {
            await settled(arranged.instanceId);
            const left = await leftOf(arranged, scenario);
            outcomeOf(await runUpdate(services, arranged.instanceId));
            await settled(arranged.instanceId);
            const after = await summary(world, arranged);
            const isFinished = after === scenario.expected;
            return [...left, ...(isFinished ? [] : [`not finished: ${after}`])];
          },
          finalState: async () => {
            await settled(arranged.instanceId);
            return summary(world, arranged);
          },
          // Nothing but new ids.
          comparableOutput: () => 'ids',
        };
        const runner = onEngine(journal, injections);
        const reports = [];
        for (const check of checks) reports.push(await check(subject, runner));
        // Where results are stored apart from rows, what is repeated finds its rows written.
        reports.push(await everyActionTwice(subject, inMemory));
        expect(reports.filter(({ faults }) => faults.length > 0).map(describeReport)).toEqual([]);
      },
    );
  });
});
