import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  everyActionTwice,
  everyNodeFails,
  everyNodeFailsRepeatingUndo,
  everyUndoFails,
  freshSaga,
  onEngine,
  type SagaSubject,
} from '@skewline/saga/testing';
import type { Stage } from './stage.ts';
import { listed } from '../support/listed.ts';

/** The published test kit on this engine. */
export function kitCases(at: () => Stage): void {
  const checks = [
    ['everyNodeFails', everyNodeFails, 4],
    ['everyNodeFailsRepeatingUndo', everyNodeFailsRepeatingUndo, 3],
    ['everyActionTwice', everyActionTwice, 2],
    ['everyUndoFails', everyUndoFails, 3],
  ] as const;
  describe('the test kit', () => {
    test.each(checks)('%s', async (_name, check, iterations) => {
      const { engine, injections, suite, world } = at();
      const subjects: string[] = [];
      const left = async (subject: string): Promise<readonly string[]> => {
        const [saga] = (await listed(engine, { subject })).sagas;
        const notes = saga === undefined ? [] : await world.notes(saga.id);
        const done = new Set<string>();
        for (const note of notes) {
          const [what = '', node = ''] = note.split(' ');
          if (what === 'run') done.add(node);
          if (what === 'undo') done.delete(node);
        }
        return [...done];
      };
      const subject: SagaSubject = {
        name: 'wide',
        paramsMayRepeat: true,
        fresh: async () => {
          subjects.push(randomUUID());
          return freshSaga(suite.dags.wide, { plan: {} }, subjects.at(-1));
        },
        leftovers: async () => {
          const all = await Promise.all(subjects.map(left));
          return all.flatMap((nodes, index) => nodes.map((node) => `${index}: ${node}`));
        },
        finalState: async ({ subject: which }) => [...(await left(which ?? ''))].toSorted(),
      };
      const report = await check(subject, onEngine(engine, injections));
      expect(report).toMatchObject({ iterations, faults: [] });
    });
  });
}
