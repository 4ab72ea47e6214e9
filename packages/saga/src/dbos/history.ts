import type { DateTime } from '@skewline/runtime/api';
import type { Dag } from '../dag.ts';
import type { RecordedEvent } from '../engine/port.ts';
import type { SagaEvent } from '../event.ts';
import { initialState, type SagaState } from '../state.ts';
import { eventsOf, follow, moveOf, type NodeStep } from './stage.ts';
import {
  isOperatorStep,
  operatorStepName,
  readOperatorResult,
  readStepResult,
  type StepResult,
} from './step-result.ts';

/** A step as DBOS lists it. */
export interface ListedStep {
  readonly name: string;
  readonly output: unknown;
  readonly startedAtEpochMs?: number;
  readonly completedAtEpochMs?: number;
}

export interface History {
  readonly state: SagaState;
  /** In the order in which they happened. */
  readonly events: readonly RecordedEvent[];
  /** How many steps took decisions of operators. */
  readonly operatorSteps: number;
  /** What makes no sense: the steps are not those of this saga. Null: all do. */
  readonly problem: string | null;
}

/**
 * What happened in a saga, from the steps that DBOS stored: the same decisions as when it ran. The last stage may be
 * there in part.
 */
export function historyOf(dag: Dag, listed: readonly ListedStep[], begun: DateTime): History {
  const byName = new Map(listed.map((step) => [step.name, step]));
  const events: RecordedEvent[] = [];
  let state = initialState(dag);
  let time = begun;
  let token = 0;
  let operatorSteps = 0;
  const ended = (problem: string | null): History => ({ state, events, operatorSteps, problem });

  for (;;) {
    const move = moveOf(state);
    if (move.kind === 'rest') return ended(null);
    if (move.kind === 'free') {
      const followed = follow(state, move.events);
      if (!followed.ok) return ended(followed.message);
      state = followed.state;
      // When DBOS stored what they follow from.
      for (const event of followed.events) events.push({ event, time, ownerToken: token });
      continue;
    }
    if (move.kind === 'stuck') {
      const step = byName.get(operatorStepName(operatorSteps + 1));
      if (step === undefined) return ended(null);
      const result = readOperatorResult(step.output);
      if (result === undefined) return ended(`the step ${step.name} is unreadable`);
      const followed = follow(
        state,
        result.decisions.map(({ event }) => event),
      );
      if (!followed.ok) return ended(followed.message);
      state = followed.state;
      operatorSteps += 1;
      token = result.token;
      for (const decision of result.decisions) events.push({ ...decision, ownerToken: token });
      continue;
    }
    const stage = move.steps.flatMap((step) => {
      const stored = byName.get(step.name);
      return stored === undefined ? [] : [{ step, stored, result: readStepResult(stored.output) }];
    });
    const unreadable = stage.find(({ result }) => result === undefined);
    if (unreadable !== undefined) return ended(`the step ${unreadable.step.name} is unreadable`);
    // The stage began with the first of them; one that a crash cut off was begun again later.
    const began = Math.min(...stage.map(({ stored }) => stored.startedAtEpochMs ?? Infinity));
    const timed = stage.flatMap(({ step, stored, result }) =>
      result === undefined
        ? []
        : timedEvents(step, result, { ...stored, startedAtEpochMs: began }, time),
    );
    const inTime = timed.toSorted(
      (left, right) =>
        Number(isStart(right.event)) - Number(isStart(left.event)) ||
        compareText(left.time, right.time),
    );
    const followed = follow(
      state,
      timed.map(({ event }) => event),
    );
    if (!followed.ok) return ended(followed.message);
    state = followed.state;
    for (const one of inTime) if (followed.events.includes(one.event)) events.push(one);
    time = inTime.at(-1)?.time ?? time;
    token = inTime.at(-1)?.ownerToken ?? token;
    if (stage.length < move.steps.length) return ended(null);
  }
}

function timedEvents(
  step: NodeStep,
  result: StepResult,
  stored: ListedStep,
  before: DateTime,
): readonly RecordedEvent[] {
  const begun = timeOf(stored.startedAtEpochMs) ?? before;
  const done = timeOf(stored.completedAtEpochMs) ?? begun;
  return eventsOf(step, result).map((event) => ({
    event,
    time: isStart(event) ? begun : done,
    ownerToken: result.token,
  }));
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isStart({ type }: SagaEvent): boolean {
  return type === 'started' || type === 'undo_started';
}

/** In the form of the database, which has microseconds. */
function timeOf(epochMs: number | undefined): DateTime | undefined {
  if (epochMs === undefined || !Number.isFinite(epochMs)) return undefined;
  return new Date(epochMs).toISOString().replace(/Z$/, '000Z');
}

/** Events of steps that no DAG of this program explains: what can be said of a saga whose code is not here. */
export function eventsWithoutDag(
  listed: readonly ListedStep[],
  begun: DateTime,
): readonly RecordedEvent[] {
  return listed.flatMap((stored): readonly RecordedEvent[] => {
    if (isOperatorStep(stored.name)) {
      const { token, decisions } = readOperatorResult(stored.output) ?? { token: 0, decisions: [] };
      return decisions.map((decision) => ({ ...decision, ownerToken: token }));
    }
    const result = readStepResult(stored.output);
    return result === undefined ? [] : timedEvents(stepCalled(stored.name), result, stored, begun);
  });
}

function stepCalled(name: string): NodeStep {
  const [node = name, , attempt] = name.split(':');
  return { name, node, undoAttempt: attempt === undefined ? null : Number(attempt) };
}
