import { DBOS, DBOSWorkflowConflictError, Error as DbosErrors } from '@dbos-inc/dbos-sdk';
import type { Dag } from '../dag.ts';
import type { JobEnd } from '../engine/jobs.ts';
import type { Boundary } from '../engine/options.ts';
import type { ParkCode } from '../engine/port.ts';
import type { SummaryRow } from '../engine/saga-row.ts';
import type { Claim } from '../engine/saga-store.ts';
import type { SagaError } from '../error.ts';
import type { SagaEvent } from '../event.ts';
import type { Json } from '../json.ts';
import { firstError, type Outcome } from '../next.ts';
import {
  Fenced,
  type Injection,
  performAction,
  type Performed,
  type Performing,
  performUndo,
} from '../perform.ts';
import { initialState, isUnwinding, type SagaState } from '../state.ts';
import { eventsOf, follow, moveOf, type NodeStep } from './stage.ts';
import {
  type Decision,
  operatorStepName,
  readOperatorResult,
  readStepResult,
  type StepResult,
  storedText,
} from './step-result.ts';

/** A saga that this process owns, as its workflow needs it. */
export interface OwnedSaga {
  readonly claim: Claim;
  readonly dag: Dag;
  readonly params: Json;
  /** Aborted, with a text, when somebody wants it cancelled. */
  readonly cancelling: AbortSignal;
  /** Aborted when it is not ours any more, or is left to others though it runs. */
  readonly dropped: AbortSignal;
  /** True when it is not ours any more, or we are to leave it to others. */
  readonly leaving: () => boolean;
  /** Throws `Fenced` where it is not ours any more; see `assurance`. */
  readonly makeSure: () => Promise<void>;
  readonly inject: Injection;
  readonly random: () => number;
  readonly atBoundary: (when: Boundary['when'], events: readonly SagaEvent[]) => Promise<void>;
  readonly records: Records;
}

/**
 * What is stored of a saga beside its DBOS steps. All but `fence` and `record` wait for a database that is away, and all
 * throw `Fenced` where they write and the saga is another's.
 */
export interface Records {
  readonly fence: (transaction: object) => Promise<void>;
  /** Stores that a node has succeeded, in the action's own transaction. */
  readonly record: (transaction: object, node: string, output: Json) => Promise<void>;
  /** How a node ended, where that was stored by an execution that died before DBOS had it. */
  readonly ended: (node: string) => Performed | null;
  /**
   * Stores that a node has failed, so that it cannot record a success any more. Gives what is there: a success, where
   * its own transaction was committed and the answer was lost.
   */
  readonly fail: (node: string, error: SagaError) => Promise<Performed>;
  /** What operators decided, all of it. */
  readonly decisions: () => Promise<readonly Decision[]>;
  readonly unwinding: () => Promise<void>;
  readonly rest: (outcome: Outcome) => Promise<SummaryRow>;
  readonly park: (code: ParkCode, reason: string) => Promise<SummaryRow>;
}

/**
 * Runs a saga as the body of its workflow: the same for every saga, and the same in every execution of it but for what
 * DBOS has stored.
 */
export async function runSaga(saga: OwnedSaga): Promise<JobEnd> {
  try {
    return await run(saga);
  } catch (error) {
    if (error instanceof Left) return error.end;
    if (error instanceof Fenced) return { kind: 'fenced', error };
    if (isDbosFencing(error)) {
      return { kind: 'fenced', error: new Fenced(error.message, { cause: error }) };
    }
    // The database did not answer, and we are to stop.
    if (saga.leaving()) return { kind: 'stopped' };
    const message = error instanceof Error ? error.message : String(error);
    return parked(saga, message);
  }
}

/** Stored steps that make no sense, or a fault of ours: nobody is to try again at once. */
async function parked(saga: OwnedSaga, reason: string): Promise<JobEnd> {
  try {
    return { kind: 'rest', row: await saga.records.park('bad_events', reason) };
  } catch (error) {
    if (error instanceof Fenced) return { kind: 'fenced', error };
    throw error;
  }
}

/** Stops here. */
class Left extends Error {
  override readonly name = 'Left';
  readonly end: JobEnd;

  constructor(end: JobEnd) {
    super('left');
    this.end = end;
  }
}

function isDbosFencing(error: unknown): error is Error {
  return (
    error instanceof DBOSWorkflowConflictError ||
    error instanceof DbosErrors.DBOSWorkflowCancelledError
  );
}

async function run(saga: OwnedSaga): Promise<JobEnd> {
  let state = initialState(saga.dag);
  let operatorSteps = 0;
  let isShownUnwinding = false;
  const happened = (events: readonly SagaEvent[]): void => {
    const followed = follow(state, events);
    if (!followed.ok) throw new Error(followed.message);
    state = followed.state;
  };
  for (;;) {
    if (saga.leaving()) return { kind: 'stopped' };
    if (isUnwinding(state) && !isShownUnwinding) {
      isShownUnwinding = true;
      await saga.records.unwinding();
    }
    const move = moveOf(state);
    switch (move.kind) {
      case 'free':
        happened(move.events);
        break;
      case 'stage': {
        const results = await runStage(saga, state, move.steps);
        happened(move.steps.flatMap((step, index) => eventsOf(step, resultAt(results, index))));
        break;
      }
      case 'stuck': {
        operatorSteps += 1;
        const decisions = await operatorStep(saga, state, move.outcome, operatorSteps);
        happened(decisions.map(({ event }) => event));
        break;
      }
      case 'rest':
        return atRest(saga, move.outcome);
    }
  }
}

async function atRest(saga: OwnedSaga, outcome: Outcome): Promise<JobEnd> {
  await saga.atBoundary('before', []);
  const row = await saga.records.rest(outcome);
  await saga.atBoundary('after', []);
  return { kind: 'rest', row };
}

function resultAt(results: readonly StepResult[], index: number): StepResult {
  const result = results[index];
  if (result === undefined) throw new Error('a step has no result');
  return result;
}

/**
 * All of a stage. DBOS numbers the steps as they are called, so they are called in their fixed order before anything is
 * awaited.
 */
async function runStage(
  saga: OwnedSaga,
  state: SagaState,
  steps: readonly NodeStep[],
): Promise<readonly StepResult[]> {
  const running = steps.map(async (step) => {
    let events: readonly SagaEvent[] | undefined;
    const text = await stored(saga, step.name, async () => {
      const result = await runNode(saga, state, step);
      events = eventsOf(step, result);
      await saga.atBoundary('before', events);
      return storedText(result);
    });
    // Where it was only replayed nothing was stored now.
    if (events !== undefined) await saga.atBoundary('after', events);
    const result = readStepResult(text);
    if (result === undefined) throw new Error(`the stored result of ${step.name} is unreadable`);
    return result;
  });
  // Even if one cannot be stored the others end before the workflow does.
  const settled = await Promise.allSettled(running);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** A step whose errors are ours: DBOS would store them as its result, but for the one that says it is another's. */
async function stored(
  { claim }: OwnedSaga,
  name: string,
  body: () => Promise<string>,
): Promise<string> {
  let failure: { readonly error: unknown } | undefined;
  const guarded = async (): Promise<string> => {
    try {
      return await body();
    } catch (error) {
      failure = { error };
      throw new DBOSWorkflowConflictError(claim.sagaId);
    }
  };
  try {
    return await DBOS.runStep(guarded, { name });
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  }
}

async function runNode(saga: OwnedSaga, state: SagaState, step: NodeStep): Promise<StepResult> {
  const { claim, cancelling, leaving, records } = saga;
  const { token } = claim;
  await saga.makeSure();
  if (leaving()) throw new Left({ kind: 'stopped' });
  const cancelled = (): string | null => (cancelling.aborted ? String(cancelling.reason) : null);
  const { performing, throwIfFenced } = performingOf(saga, state, step);
  if (step.undoAttempt !== null) {
    const performed = await performUndo(performing, firstError(state));
    throwIfFenced();
    await saga.makeSure();
    return { token, performed, cancelled: cancelled() };
  }
  const before = records.ended(step.node);
  if (before !== null) return { token, performed: before, cancelled: cancelled() };
  const reason = cancelled();
  if (reason !== null) return { token, performed: null, cancelled: reason };
  const performed = await performAction(performing);
  throwIfFenced();
  await saga.makeSure();
  const there = performed.ok ? performed : await records.fail(step.node, performed.error);
  return { token, performed: there, cancelled: cancelled() };
}

/** An action that was fenced gives an error like any other; it must not be stored. */
function performingOf(
  saga: OwnedSaga,
  state: SagaState,
  step: NodeStep,
): { readonly performing: Performing; readonly throwIfFenced: () => void } {
  const { claim, dag, params, cancelling, dropped, inject, random, records } = saga;
  const node = dag.nodes[dag.indexOf.get(step.node) ?? -1];
  if (node === undefined) throw new Error(`no node '${step.node}'`);
  let fenced: Fenced | undefined;
  const noticing = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof Fenced) fenced = error;
      throw error;
    }
  };
  return {
    performing: {
      dag,
      node,
      sagaId: claim.sagaId,
      params,
      outputOf: (index) => state.nodes[index]?.output ?? null,
      cancelled: cancelling,
      dropped,
      random,
      inject,
      ownership: {
        fence: (transaction) => noticing(records.fence(transaction)),
        record: (transaction, id, output) => noticing(records.record(transaction, id, output)),
      },
    },
    throwIfFenced: () => {
      if (fenced !== undefined) throw fenced;
      if (dropped.aborted) throw new Fenced(String(dropped.reason));
    },
  };
}

/** What operators decided since it got stuck. Where they have decided nothing yet the saga rests here. */
async function operatorStep(
  saga: OwnedSaga,
  state: SagaState,
  outcome: Outcome & { readonly kind: 'stuck' },
  count: number,
): Promise<readonly Decision[]> {
  const name = operatorStepName(count);
  const text = await stored(saga, name, async () => {
    const all = await saga.records.decisions();
    const followed = follow(
      state,
      all.map(({ event }) => event),
    );
    if (!followed.ok) throw new Error(followed.message);
    const decisions = all.filter(({ event }) => followed.events.includes(event));
    if (decisions.length > 0) return storedText({ token: saga.claim.token, decisions });
    // DBOS is to store no decision before there is one.
    throw new Left(await atRest(saga, outcome));
  });
  const result = readOperatorResult(text);
  if (result === undefined) throw new Error(`the stored result of ${name} is unreadable`);
  return result.decisions;
}
