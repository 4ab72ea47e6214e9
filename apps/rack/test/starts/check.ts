import type { InstanceEvent, StartFailure } from '@skewline/nexus-client/external';
import { expect } from 'vitest';
import { internals } from '../../../nexus/test/external/instance/support/internals.ts';
import type { Rack } from '../../src/index.ts';
import type { Cause, Expected } from './cause.ts';
import type { Story } from './story.ts';

/** Holds what is readable of a start afterwards to what is to be told of its cause. */
export function checkStory(rack: Rack, cause: Cause, story: Story): void {
  checkRecord(story);
  if (story.killing !== null) expect(story.killing.changed).toEqual([]);
  if (maySucceed(cause, story) && story.attempt.outcome.kind === 'succeeded') {
    checkEvents(story, ['start_accepted', 'start_succeeded']);
  } else {
    const failure = failureOf(story);
    checkFailure(cause.expected, failure);
    checkEvents(story, ['start_accepted', 'start_failed']);
    checkTold(cause.expected, story, failure);
    checkForOperators(cause.expected, story, failure);
    checkRest(cause.expected, story, failure);
  }
  checkTexts(rack, story);
}

function maySucceed(cause: Cause, { killing }: Story): boolean {
  return killing !== null && cause.maySucceed === true;
}

/** The attempt is there, once, whichever way it is looked at, and whoever was told of it was told of this one. */
function checkRecord({ subject, attempt, viewed, attempts, instance, told }: Story): void {
  const { origin } = subject;
  expect(viewed).toEqual(attempt);
  expect(attempts[0]).toEqual(attempt);
  // Only what is started again has run before.
  const origins = origin === 'auto_restart' ? ['auto_restart', 'user'] : [origin];
  expect(attempts.map((one) => one.origin)).toEqual(origins);
  expect(attempt.instance_id).toBe(instance.id);
  if ('attemptId' in told) expect(told.attemptId).toBe(attempt.id);
  expect(attempt.request_id === null).toBe(origin === 'auto_restart');
}

function failureOf({ attempt: { outcome } }: Story): StartFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error(`the attempt has not failed: ${outcome.kind}`);
}

function checkFailure(expected: Expected, failure: StartFailure): void {
  const { code, fault, transience, message, hint, counts } = failure;
  const wanted = { code: expected.code, fault: expected.fault, transience: expected.transience };
  expect({ code, fault, transience }).toEqual(wanted);
  expect(message).toMatch(expected.message);
  if (expected.hint === null) expect(hint).toBe(null);
  else expect(hint).toMatch(expected.hint);
  expect(counts).toEqual(expected.counts);
}

/** In this order, each once; and the history has no gaps. */
function checkEvents({ attempt, events }: Story, kinds: readonly string[]): void {
  expect(events.map(({ sequence }) => Number(sequence))).toEqual(
    events.map((_event, index) => index + 1),
  );
  const ofAttempt = events.filter(({ what }) => attemptIdOf(what) === attempt.id);
  expect(ofAttempt.map(({ what }) => what.kind)).toEqual(kinds);
  const [accepted, over] = ofAttempt;
  expect(accepted?.what).toMatchObject({ origin: attempt.origin });
  if (attempt.outcome.kind !== 'failed') return;
  const { code, fault, transience, message, hint } = attempt.outcome.failure;
  expect(over?.what).toMatchObject({ code, fault, transience, message, hint });
}

function attemptIdOf(what: InstanceEvent['what']): string | null {
  return 'attempt_id' in what ? what.attempt_id : null;
}

/** Who has waited was told the same. */
function checkTold(expected: Expected, { subject, told }: Story, failure: StartFailure): void {
  switch (told.kind) {
    case 'nothing':
      return;
    case 'accepted':
      // Only who does not wait is told no more.
      expect(subject.circumstance).toBe('nexus killed');
      return;
    case 'outcome':
      expect(told.failure).toEqual(failure);
      expect(told.message).toBe(failure.message);
      if (told.status !== null) expect(told.status).toBe(expected.status);
      return;
    case 'counted':
      // What was begun before nexus was killed is counted by nobody.
      if (subject.circumstance === 'plain') expect(told.codes).toEqual([expected.code]);
  }
}

function checkForOperators(
  expected: Expected,
  { attempt, forOperators, operatorInstance }: Story,
  failure: StartFailure,
): void {
  const { outcome, origin, request_id } = attempt;
  expect(forOperators).toMatchObject({ id: attempt.id, outcome, origin, request_id });
  expect(forOperators.detail).toMatch(expected.detail);
  expect(forOperators.saga_id).toBe(attempt.id);
  const counted = failure.counts.reduce((sum, { sleds }) => sum + sleds, 0);
  expect(forOperators.rejected_sleds.length).toBe(counted);
  expect(operatorInstance.start_attempts[0]).toMatchObject({
    id: attempt.id,
    outcome: 'failed',
    code: failure.code,
    message: failure.message,
    detail: forOperators.detail,
  });
  expect(operatorInstance.warnings).toEqual([]);
}

/** Stopped stays stopped, failed stays failed unless somebody stops it, and whether it is tried again is said. */
function checkRest(
  expected: Expected,
  { subject, attempt, instance, operatorInstance, vmms }: Story,
  failure: StartFailure,
): void {
  const isRestart = subject.origin === 'auto_restart';
  const usual = failure.transience === 'transient' ? 'planned' : 'given_up';
  const status = isRestart ? (expected.restart ?? usual) : 'not_needed';
  // Nobody tries again because its user has stopped it.
  const staysFailed = isRestart && status !== 'not_needed';
  expect(instance.run_state).toBe(staysFailed ? 'failed' : 'stopped');
  expect(instance.last_failure).toMatchObject({ kind: 'start', attempt_id: attempt.id, failure });
  expect(instance.auto_restart_status?.kind).toBe(status);
  if (instance.auto_restart_status?.kind === 'planned') {
    const { time_next_try } = instance.auto_restart_status;
    const { outcome } = attempt;
    const over = outcome.kind === 'open' ? '' : outcome.time_finished;
    expect(Date.parse(time_next_try)).toBeGreaterThan(Date.parse(over));
  }
  if (instance.auto_restart_status?.kind === 'given_up') {
    expect(instance.auto_restart_status.why).toBe('permanent_failure');
  }
  expect(operatorInstance).toMatchObject({
    intended_state: status === 'planned' ? 'running' : 'stopped',
    record_state: staysFailed ? 'failed' : 'no_vmm',
    active_vmm_id: null,
    sagas: [],
  });
  // Those that were made on the way; what has run before has failed.
  for (const vmm of vmms) expect(['saga_unwound', 'failed', 'destroyed']).toContain(vmm.state);
}

/** Users are told nothing that only operators may know. */
function checkTexts({ sleds }: Rack, story: Story): void {
  const { attempt, viewed, attempts, instance, events, told, vmms } = story;
  const text = JSON.stringify({ attempt, viewed, attempts, instance, events, told });
  const names = [
    ...sleds.flatMap(({ id, serial }) => [id, serial]),
    ...vmms.flatMap(({ id, sled_id }) => [id, sled_id]),
  ];
  expect(names.filter((name) => text.includes(name))).toEqual([]);
  expect(internals(text)).toEqual([]);
}
