import type { DagNode } from '../dag.ts';
import { checking, forEachNode } from './checking.ts';
import { describeRest } from './describe-rest.ts';
import { expectUnwound } from './every-node-fails.ts';
import type { CheckReport } from './report.ts';
import { inMemory, type SagaRunner } from './runner.ts';
import type { FreshSaga, SagaSubject } from './subject.ts';

/**
 * The last node fails, and then each undo in turn: the saga is stuck there and says so. An operator tries the undo again,
 * and then it unwinds, and nothing is left.
 */
export function everyUndoFails(
  subject: SagaSubject,
  runner: SagaRunner = inMemory,
): Promise<CheckReport> {
  return checking('every undo fails', subject, runner, (check) =>
    forEachNode(check, isUndone, async ({ id }, saga) => {
      const errors = [saga.dag.nodes[saga.dag.last]?.id ?? ''];
      const stuck = await check.run(saga, { errors, undoErrors: [id] }, id);
      if (stuck === undefined) return;
      const { rest } = stuck;
      if (rest.kind !== 'stuck' || rest.node !== id || !rest.left.includes(id)) {
        check.report('wrong_end', id, `stuck there is wanted, but it is ${describeRest(rest)}`);
        return;
      }
      for (const { node: other, undoError } of rest.failures) {
        if (other !== id) check.report('undo_failed', id, `that of ${other}: ${undoError.message}`);
      }
      const retried = await stuck.retry(id, { errors });
      if (retried.ok) expectUnwound(check, retried, errors[0] ?? '', id);
      else check.report('not_run', id, `after the retry: ${retried.message}`);
      await check.leftovers(id);
    }),
  );
}

function isUndone({ work, index }: DagNode, { dag }: FreshSaga): boolean {
  return work.kind === 'action' && work.action.undo !== null && index !== dag.last;
}
