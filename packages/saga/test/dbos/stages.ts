import type { Dag } from '../../src/dag.ts';
import type { ListedStep } from '../../src/dbos/history.ts';
import { eventsOf, follow, moveOf } from '../../src/dbos/stage.ts';
import { readStepResult, storedText } from '../../src/dbos/step-result.ts';
import { firstError, type Outcome } from '../../src/next.ts';
import {
  type Injection,
  performAction,
  type Performing,
  performUndo,
  unshared,
} from '../../src/perform.ts';
import { initialState, type SagaState } from '../../src/state.ts';

export interface StagesOptions {
  readonly inject?: Injection;
  /** Cancelled from this step on, counted from 0. */
  readonly cancelAt?: number;
}

export interface Stages {
  readonly outcome: Outcome;
  readonly state: SagaState;
  readonly steps: readonly ListedStep[];
}

/** The same stages as on DBOS, with a list in its place. A stage runs in its order, which is the one of the list. */
export async function runStages(
  dag: Dag,
  params: object,
  options: StagesOptions = {},
): Promise<Stages> {
  const { inject = {}, cancelAt = Number.POSITIVE_INFINITY } = options;
  const steps: ListedStep[] = [];
  const cancelling = new AbortController();
  let state = initialState(dag);
  let clock = Date.UTC(2026, 10, 21);
  for (;;) {
    const move = moveOf(state);
    if (move.kind === 'rest' || move.kind === 'stuck')
      return { outcome: move.outcome, state, steps };
    const events =
      move.kind === 'free'
        ? move.events
        : (
            await Promise.all(
              move.steps.map(async (step, at) => {
                if (steps.length + at >= cancelAt) cancelling.abort('enough');
                const node = dag.nodes[dag.indexOf.get(step.node) ?? -1];
                if (node === undefined) throw new Error(`no node ${step.node}`);
                const before = state;
                const performing: Performing = {
                  dag,
                  node,
                  sagaId: 'stages',
                  // The tests' parameters are JSON.
                  params: params as Performing['params'],
                  outputOf: (index) => before.nodes[index]?.output ?? null,
                  cancelled: cancelling.signal,
                  random: () => 0,
                  inject,
                  ownership: unshared,
                };
                const cancelled = cancelling.signal.aborted ? 'enough' : null;
                const performed =
                  step.undoAttempt !== null
                    ? await performUndo(performing, firstError(before))
                    : cancelled === null
                      ? await performAction(performing)
                      : null;
                return { step, output: storedText({ token: 1, performed, cancelled }) };
              }),
            )
          ).flatMap(({ step, output }) => {
            clock += 1;
            steps.push({
              name: step.name,
              output,
              startedAtEpochMs: clock,
              completedAtEpochMs: clock,
            });
            const result = readStepResult(output);
            if (result === undefined) throw new Error('a result is unreadable');
            return eventsOf(step, result);
          });
    const followed = follow(state, events);
    if (!followed.ok) throw new Error(followed.message);
    state = followed.state;
  }
}
