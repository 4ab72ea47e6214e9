import type {
  Instance,
  InstanceAutoRestartStatus,
  InstanceFailure,
  InstanceState,
  RunFailureReason,
  StartAttempt,
  StartFailureCode,
} from '@skewline/nexus-client/external';
import { startFailure } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { whyOf } from '../src/instances/why.ts';
import { attempt, instance } from './support/instances.ts';

const later = '2026-11-21T12:10:00.000000Z';
const planned: InstanceAutoRestartStatus = { kind: 'planned', time_next_try: later };
const givenUp = (
  why: Extract<InstanceAutoRestartStatus, { kind: 'given_up' }>['why'],
): InstanceAutoRestartStatus => ({ kind: 'given_up', why });

function startFailed(code: StartFailureCode): Extract<InstanceFailure, { kind: 'start' }> {
  const { detail: _detail, counts, ...rest } = startFailure(code);
  expect(counts).toEqual([]);
  const failure = { ...rest, counts: [] };
  return { kind: 'start', time_failed: '2026-11-21T12:00:00Z', attempt_id: 'a1', failure };
}

const ran = (reason: RunFailureReason): InstanceFailure => ({
  kind: 'run',
  time_failed: '2026-11-21T12:00:00Z',
  reason,
  message: 'The machine failed.',
});

function why(given: Partial<Instance>, attempts: readonly StartAttempt[] = []) {
  return whyOf(instance(given), attempts);
}

describe('every state has an answer', () => {
  it.each<[InstanceState, string, string, string, string]>([
    ['creating', 'busy', 'It is being made', 'rack', 'now'],
    ['starting', 'busy', 'It is starting', 'rack', 'now'],
    ['running', 'good', 'It runs', 'nobody', 'never'],
    ['stopping', 'busy', 'It is stopping', 'rack', 'now'],
    ['stopped', 'off', 'It is stopped', 'you', 'never'],
    ['rebooting', 'busy', 'It is rebooting', 'rack', 'now'],
    ['migrating', 'busy', 'It runs, and is being moved', 'rack', 'now'],
    ['repairing', 'busy', 'It is recovering', 'rack', 'now'],
    ['failed', 'bad', 'It has failed', 'you', 'never'],
    ['destroyed', 'off', 'It has been deleted', 'nobody', 'never'],
  ])('%s', (run_state, tone, title, turn, again) => {
    const answer = why({ run_state, auto_restart_status: { kind: 'not_needed' } });
    expect(answer).toMatchObject({ tone, title, turn, again: { kind: again } });
    expect(answer.reason).toMatch(/\.$/);
  });
});

describe('every reason for not starting', () => {
  it.each<[StartFailureCode, string, string]>([
    ['no_capacity', 'capacity', 'It did not start: there is no room'],
    ['required_sled_unavailable', 'capacity', 'It did not start: there is no room'],
    ['too_many_required_sleds', 'you', 'It did not start: something has to change first'],
    ['contradictory_groups', 'you', 'It did not start: something has to change first'],
    ['local_disks_on_several_sleds', 'you', 'It did not start: something has to change first'],
    ['too_few_distinct_disks', 'you', 'It did not start: no sled can take it as it is'],
    ['quota_exceeded', 'you', 'It did not start: something has to change first'],
    ['sled_refused', 'operator', 'It did not start: the rack has trouble'],
    ['vmm_vanished', 'operator', 'It did not start: the rack has trouble'],
    ['instance_changed', 'you', 'It did not start: something has to change first'],
    ['cancelled', 'you', 'Its start was called off'],
    ['internal', 'operator', 'It did not start: the rack has trouble'],
  ])('%s is the turn of %s', (code, turn, title) => {
    const status = { kind: 'not_needed' } as const;
    const last_failure = startFailed(code);
    const answer = why({ run_state: 'stopped', last_failure, auto_restart_status: status });
    const { message, hint } = startFailure(code);
    expect(answer).toMatchObject({ turn, title, reason: message, attemptId: 'a1' });
    expect(answer.todo[0]).toBe(hint ?? undefined);
    expect(answer.again.kind).toBe('never');
  });

  it.each<[StartFailureCode, string]>([
    // Room does not come by itself: others have to make it.
    ['no_capacity', 'capacity'],
    ['sled_refused', 'rack'],
    ['internal', 'rack'],
  ])('%s, to be tried again, is the turn of the %s', (code, turn) => {
    const last_failure = startFailed(code);
    const answer = why({ run_state: 'failed', last_failure, auto_restart_status: planned });
    expect(answer).toMatchObject({ turn, again: { kind: 'planned', time: later } });
    expect(answer.todo.at(-1)).toBe('Or wait: it is tried again by itself.');
  });
});

it('leaves numbers of sleds to the list of them', () => {
  const { failure, ...rest } = startFailed('no_capacity');
  const counts = [{ reason: 'hardware_threads' as const, sleds: 4, least_shortfall: 4 }];
  const message = '0/4 sleds can take this instance: 4 insufficient CPUs.';
  const last_failure = { ...rest, failure: { ...failure, message, counts } };
  expect(why({ run_state: 'stopped', last_failure })).toMatchObject({
    reason: 'No sled has room for what it needs.',
    counts,
  });
});

describe('what ran and does not', () => {
  it.each<RunFailureReason>([
    'virtual_machine_failed',
    'virtual_machine_vanished',
    'host_powered_off',
    'host_removed',
    'unknown',
  ])('%s, started again by itself, has a time', (reason) => {
    const last_failure = ran(reason);
    expect(why({ run_state: 'failed', last_failure, auto_restart_status: planned })).toMatchObject({
      tone: 'bad',
      title: 'It ran, and stopped running',
      reason: 'The machine failed.',
      turn: 'rack',
      again: { kind: 'planned', time: later },
    });
  });

  it.each([
    ['policy_never', 'No. It is set never to be restarted by itself.'],
    ['permanent_failure', 'No. It would fail for the same reason again.'],
    ['too_many_tries', 'No. It was tried often enough.'],
  ] as const)('%s: it stays so', (reason, text) => {
    const auto_restart_status = givenUp(reason);
    const last_failure = ran('virtual_machine_failed');
    expect(why({ run_state: 'failed', last_failure, auto_restart_status })).toMatchObject({
      turn: 'you',
      again: { kind: 'never', text },
    });
  });
});

it('a start that is under way is told by its attempt, and who asked for it', () => {
  const open = attempt({ id: 'a2', origin: 'auto_restart' });
  const status = { kind: 'under_way', attempt_id: 'a2' } as const;
  const answer = why({ run_state: 'starting', auto_restart_status: status }, [open]);
  expect(answer).toMatchObject({
    title: 'It is being started again by itself',
    time: open.time_started,
    attemptId: 'a2',
    again: { kind: 'now', text: 'It is being tried just now.' },
  });
});

it('of a start that somebody asked for nobody says that it will be tried again', () => {
  const answer = why({ run_state: 'starting' }, [attempt({})]);
  expect(answer.again).toEqual({ kind: 'now', text: 'Once it is over, this page says so.' });
});

it('the nexus of before says nothing of failures, and nobody makes something up', () => {
  const { last_failure: _failure, auto_restart_status: _status, ...old } = instance({});
  const answer = whyOf({ ...old, run_state: 'failed' }, []);
  expect(answer.reason).toBe('This nexus is too old to say why.');
  expect(answer.again).toEqual({ kind: 'never', text: 'This nexus does not say.' });
});

it('what is newer than this console is shown as it is', () => {
  const newer = 'hibernating' as InstanceState; // a nexus of tomorrow says so
  expect(why({ run_state: newer }).title).toBe('hibernating');
  const failure = startFailed('internal');
  const { failure: known } = failure;
  // A nexus of tomorrow has a code and a fault more.
  const unknown = { ...known, code: 'no_sun', fault: 'weather', message: 'It rains.' } as never;
  const last_failure = { ...failure, failure: unknown };
  expect(why({ run_state: 'stopped', last_failure })).toMatchObject({
    title: 'It did not start: the rack has trouble',
    reason: 'It rains.',
    turn: 'operator',
  });
});
