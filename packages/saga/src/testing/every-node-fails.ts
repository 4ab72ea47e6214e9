import type { DagNode } from '../dag.ts';
import type { Injection } from '../perform.ts';
import { type Checking, checking, forEachNode } from './checking.ts';
import { describeRest } from './describe-rest.ts';
import type { CheckReport } from './report.ts';
import { inMemory, type SagaRunner, type Trial } from './runner.ts';
import type { FreshSaga, SagaSubject } from './subject.ts';

/** Each node in turn fails: the saga unwinds because of it, no undo fails, and nothing is left. */
export function everyNodeFails(
  subject: SagaSubject,
  runner: SagaRunner = inMemory,
): Promise<CheckReport> {
  return checking('every node fails', subject, runner, (check) =>
    forEachNode(
      check,
      () => true,
      ({ id }, saga) => failingAt(check, saga, id, { errors: [id] }),
    ),
  );
}

/**
 * The same, and what comes right before the node is undone twice, as after a crash between an undo and its event. Each
 * undo of the saga but the last node's, which is never undone, is repeated in one of the runs.
 */
export function everyNodeFailsRepeatingUndo(
  subject: SagaSubject,
  runner: SagaRunner = inMemory,
): Promise<CheckReport> {
  return checking('every node fails, undos repeated', subject, runner, (check) =>
    forEachNode(check, hasParents, ({ id, parents }, saga) => {
      const before = parents.map((index) => saga.dag.nodes[index]?.id ?? '');
      const repeat = Object.fromEntries(before.map((name) => [name, { undo: 2 }] as const));
      return failingAt(check, saga, id, { errors: [id], repeat });
    }),
  );
}

function hasParents({ parents }: DagNode): boolean {
  return parents.length > 0;
}

async function failingAt(
  check: Checking,
  saga: FreshSaga,
  node: string,
  injection: Injection,
): Promise<void> {
  const trial = await check.run(saga, injection, node);
  if (trial !== undefined) expectUnwound(check, trial, node, node);
  await check.leftovers(node);
}

/** It has unwound because of the error that was injected at `failing`. */
export function expectUnwound(
  check: Checking,
  { rest }: Trial & { readonly ok: true },
  failing: string,
  node: string,
): void {
  if (rest.kind === 'stuck') {
    for (const { node: which, undoError } of rest.failures) {
      check.report('undo_failed', node, `the undo of ${which} failed: ${undoError.message}`);
    }
    return;
  }
  if (rest.kind !== 'unwound') {
    check.report('wrong_end', node, `unwound is wanted, but it is ${describeRest(rest)}`);
    return;
  }
  if (rest.error.code !== 'injected' || rest.error.node !== failing) {
    check.report('wrong_error', node, `it unwound because of ${describeRest(rest)}`);
  }
}
