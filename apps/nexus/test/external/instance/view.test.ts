import { startFailureCodes } from '@skewline/nexus-types/domain';
import { defaultRestartLimits } from '@skewline/saga/instance';
import { describe, expect, test } from 'vitest';
import { instanceView } from '../../../src/external/instance/view.ts';
import {
  at,
  begin,
  failedStart,
  goodStart,
  openStart,
  readingOf,
  type Told,
} from './support/facts.ts';

const view = (told: Told, seconds = 1000) =>
  instanceView(readingOf(told), at(seconds), defaultRestartLimits);

const failed: Told = { instance: { intendedState: 'running' }, runtime: { state: 'failed' } };
const running = { vmm: { kind: 'running' } } as const;
const crashed = { time: at(500), reason: 'zone_gone' } as const;
const vanished = {
  kind: 'run',
  reason: 'virtual_machine_vanished',
  message: 'The virtual machine of the instance disappeared.',
};

test('all that users see of an instance that was just made', () => {
  expect(view({})).toEqual({
    id: 'i',
    name: 'web',
    description: '',
    time_created: begin,
    time_modified: begin,
    project_id: 'p',
    hostname: 'web',
    ncpus: 2,
    memory: 2 ** 30,
    boot_disk_id: null,
    cpu_platform: null,
    enable_jumbo_frames: false,
    run_state: 'stopped',
    time_run_state_updated: begin,
    auto_restart_enabled: true,
    auto_restart_policy: null,
    time_last_auto_restarted: null,
    auto_restart_cooldown_expiration: null,
    last_failure: null,
    auto_restart_status: { kind: 'not_needed' },
  });
});

describe('the state and when it changed', () => {
  test.each<[string, Told, string, number]>([
    ['no VMM', {}, 'stopped', 0],
    ['being made', { runtime: { state: 'creating' } }, 'creating', 0],
    ['failed', failed, 'failed', 0],
    ['a VMM that starts', { vmm: { kind: 'starting' }, vmmTime: 5 }, 'starting', 5],
    ['a VMM that runs', { ...running, vmmTime: 6 }, 'running', 6],
    ['one that has ended', { vmm: { kind: 'destroyed' }, vmmTime: 7 }, 'stopping', 7],
    ['a migration', { ...running, runtime: { migrationId: 'm' } }, 'migrating', 0],
  ])('%s', (_name, told, state, seconds) => {
    expect(view(told)).toMatchObject({
      run_state: state,
      time_run_state_updated: seconds === 0 ? begin : at(seconds),
    });
  });
});

describe('the policy, and until when it is held back', () => {
  const last = { timeLastAutoRestarted: at(900) };
  test.each<[string, Told, object]>([
    [
      'none',
      failed,
      { auto_restart_enabled: true, auto_restart_policy: null, time_last_auto_restarted: null },
    ],
    [
      'never',
      {
        instance: { autoRestart: { policy: 'never', cooldownSeconds: null } },
        runtime: { ...failed.runtime, ...last },
      },
      {
        auto_restart_enabled: false,
        auto_restart_policy: 'never',
        time_last_auto_restarted: at(900),
        auto_restart_cooldown_expiration: null,
      },
    ],
    [
      'best effort, and restarted a moment ago',
      {
        instance: { autoRestart: { policy: 'best_effort', cooldownSeconds: null } },
        runtime: last,
        ...running,
      },
      {
        auto_restart_enabled: true,
        auto_restart_policy: 'best_effort',
        time_last_auto_restarted: at(900),
        auto_restart_cooldown_expiration: at(1200),
      },
    ],
    [
      'a cooldown of its own, which is over',
      { instance: { autoRestart: { policy: null, cooldownSeconds: 60 } }, runtime: last },
      { time_last_auto_restarted: at(900), auto_restart_cooldown_expiration: null },
    ],
  ])('%s', (_name, told, want) => {
    expect(view(told)).toMatchObject(want);
  });
});

describe('what went wrong last', () => {
  test.each<[string, Told, object | null]>([
    ['nothing', running, null],
    ['nothing since it started', { ...running, attempts: [goodStart('a', 1)] }, null],
    [
      'a start',
      { attempts: [failedStart('a', 'no_capacity', 1, 2, 'user')] },
      {
        kind: 'start',
        time_failed: at(2),
        attempt_id: 'a',
        failure: { code: 'no_capacity', ...startFailureCodes.no_capacity, counts: [] },
      },
    ],
    [
      'a start, though another is open',
      { attempts: [openStart('b', 9), failedStart('a', 'cancelled', 1, 2, 'user')] },
      { kind: 'start', time_failed: at(2), attempt_id: 'a' },
    ],
    [
      'a start before one that succeeded',
      { ...running, attempts: [goodStart('b', 9), failedStart('a', 'cancelled', 1, 2)] },
      null,
    ],
    ['its VMM', { ...failed, runFailure: crashed }, { ...vanished, time_failed: at(500) }],
    [
      'its VMM, and it was stopped since',
      { attempts: [goodStart('a', 1)], runFailure: crashed },
      { ...vanished, time_failed: at(500) },
    ],
    [
      'its VMM, and the start of it thereafter',
      {
        ...failed,
        attempts: [failedStart('b', 'no_capacity', 560, 561), goodStart('a', 1)],
        runFailure: crashed,
      },
      { kind: 'start', attempt_id: 'b' },
    ],
    [
      'its VMM, after a start that failed',
      {
        ...failed,
        attempts: [failedStart('b', 'no_capacity', 5, 6)],
        runFailure: crashed,
      },
      { ...vanished, time_failed: at(500) },
    ],
    [
      'its VMM a moment ago',
      {
        vmm: { kind: 'failed', reason: 'sled_off', detail: 'sled 7' },
        vmmTime: 990,
        attempts: [goodStart('a', 1)],
      },
      {
        kind: 'run',
        time_failed: at(990),
        reason: 'host_powered_off',
        message: 'The machine that the instance ran on was powered off.',
      },
    ],
    [
      'its VMM while it is started: the attempt will tell',
      {
        vmm: { kind: 'failed', reason: 'setup_failed', detail: null },
        attempts: [openStart('a', 1)],
      },
      null,
    ],
  ])('%s', (_name, told, want) => {
    const { last_failure: failure } = view(told);
    expect(failure === null).toBe(want === null);
    expect(failure ?? {}).toMatchObject(want ?? {});
  });

  test('what is for operators is not in it', () => {
    const attempt = failedStart('a', 'internal', 1, 2);
    const { outcome } = attempt;
    if (outcome.kind !== 'failed') throw new Error('it failed');
    const told = { ...outcome, failure: { ...outcome.failure, detail: 'saga stuck on sled 7' } };
    expect(JSON.stringify(view({ attempts: [{ ...attempt, outcome: told }] }))).not.toContain(
      'sled 7',
    );
  });
});
