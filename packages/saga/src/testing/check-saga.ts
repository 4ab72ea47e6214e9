import { everyActionTwice } from './every-action-twice.ts';
import { everyNodeFails, everyNodeFailsRepeatingUndo } from './every-node-fails.ts';
import { everyUndoFails } from './every-undo-fails.ts';
import type { CheckReport } from './report.ts';
import { inMemory, type SagaRunner } from './runner.ts';
import type { SagaSubject } from './subject.ts';

/** All checks that need no other process, one after the other. A saga without any undo has no `everyUndoFails`. */
export async function checkSaga(
  subject: SagaSubject,
  runner: SagaRunner = inMemory,
): Promise<readonly CheckReport[]> {
  const { dag } = await subject.fresh();
  const undoable = dag.nodes.some(
    ({ work, index }) => work.kind === 'action' && work.action.undo !== null && index !== dag.last,
  );
  const checks = [
    everyNodeFails,
    ...(dag.nodes.length > 1 ? [everyNodeFailsRepeatingUndo] : []),
    everyActionTwice,
    ...(undoable ? [everyUndoFails] : []),
  ];
  const reports: CheckReport[] = [];
  for (const check of checks) reports.push(await check(subject, runner));
  return reports;
}
