import {
  addSeconds,
  type AutoRestartPolicy,
  type StartFailureCode,
  startFailure,
  type StartOrigin,
} from '@skewline/nexus-types/domain';
import { describe, expect, test } from 'vitest';
import {
  decideReincarnation,
  defaultRestartLimits,
  type ReincarnationFacts,
} from '../../src/instance/index.ts';
import { stateOf } from './support/snapshots.ts';

const begin = '2026-11-21T06:00:00Z';
const at = (seconds: number): string => addSeconds(begin, seconds);

type Attempt = ReincarnationFacts['attempts'][number];

/** A start that took from one second to another. */
function failed(
  code: StartFailureCode,
  from: number,
  to: number,
  origin: StartOrigin = 'auto_restart',
): Attempt {
  return {
    origin,
    timeStarted: at(from),
    outcome: { kind: 'failed', timeFinished: at(to), failure: startFailure(code) },
  };
}

function succeeded(from: number, origin: StartOrigin = 'auto_restart'): Attempt {
  return {
    origin,
    timeStarted: at(from),
    outcome: { kind: 'succeeded', timeFinished: at(from + 1) },
  };
}

interface Told {
  readonly policy?: AutoRestartPolicy | null;
  readonly cooldown?: number | null;
  readonly last?: number;
  readonly intended?: 'running' | 'stopped';
  readonly state?: 'failed' | 'no_vmm' | 'vmm';
  readonly locked?: boolean;
  readonly deleted?: boolean;
  readonly attempts?: readonly Attempt[];
}

function factsOf(told: Told): ReincarnationFacts {
  const state = told.state ?? 'failed';
  return {
    instance: {
      autoRestart: { policy: told.policy ?? null, cooldownSeconds: told.cooldown ?? null },
      intendedState: told.intended ?? 'running',
      timeDeleted: told.deleted === true ? begin : null,
      updaterLock: { updaterId: told.locked === true ? 'u' : null, gen: 1 },
      runtime: {
        state,
        gen: 4,
        timeUpdated: begin,
        activeVmmId: state === 'vmm' ? 'a' : null,
        targetVmmId: null,
        migrationId: null,
        timeLastAutoRestarted: told.last === undefined ? null : at(told.last),
      },
    },
    activeVmm: state === 'vmm' ? stateOf('saga_unwound') : null,
    attempts: told.attempts ?? [],
  };
}

const wait = (seconds: number) => ({ kind: 'wait', until: at(seconds) });
const start = { kind: 'start' };

function decided(told: Told, seconds: number): unknown {
  return decideReincarnation(factsOf(told), at(seconds));
}

describe('by its karma', () => {
  test.each<[string, Told, number, unknown]>([
    ['failed and never restarted', {}, 0, start],
    ['its active VMM was unwound', { state: 'vmm' }, 0, start],
    ['meant to be stopped', { intended: 'stopped' }, 0, { kind: 'not_needed' }],
    ['stopped', { state: 'no_vmm' }, 0, { kind: 'not_needed' }],
    ['deleted', { deleted: true }, 0, { kind: 'not_needed' }],
    ['locked by an update', { locked: true }, 0, { kind: 'busy' }],
    ['policy never', { policy: 'never' }, 0, { kind: 'give_up', why: 'policy_never' }],
    ['cooling down', { last: 0, attempts: [succeeded(0)] }, 299, wait(300)],
    ['cooled down, at the last moment', { last: 0, attempts: [succeeded(0)] }, 300, start],
    ['a cooldown of its own', { last: 0, cooldown: 10, attempts: [succeeded(0)] }, 9, wait(10)],
    ['restarted before attempts were recorded', { last: 0 }, 299, wait(300)],
  ])('%s', (_name, told, seconds, expected) => expect(decided(told, seconds)).toEqual(expected));

  test('busy while a start is open', () => {
    const open = { origin: 'user', timeStarted: begin, outcome: { kind: 'open' } } as const;
    expect(decided({ attempts: [open] }, 1000)).toEqual({ kind: 'busy' });
  });
});

describe('by the starts that failed', () => {
  test.each<[string, Told, number, unknown]>([
    [
      'A10.9: not each minute for ever: the first wait is a minute',
      { attempts: [failed('no_capacity', 0, 1)] },
      60,
      wait(61),
    ],
    ['and then it is tried again', { attempts: [failed('no_capacity', 0, 1)] }, 61, start],
    [
      'the wait doubles',
      { attempts: [failed('no_capacity', 61, 62), failed('no_capacity', 0, 1)] },
      181,
      wait(182),
    ],
    [
      '#9096: no cooldown for a start that broke at a sled after the restart was written down',
      { last: 1, attempts: [failed('sled_refused', 0, 5)] },
      65,
      start,
    ],
    [
      'nor for the one after it',
      { last: 1, attempts: [failed('no_capacity', 65, 66), failed('sled_refused', 0, 5)] },
      186,
      start,
    ],
    [
      'the cooldown of a restart that succeeded holds though a later one failed',
      { last: 0, attempts: [failed('no_capacity', 20, 21), succeeded(0)] },
      100,
      wait(300),
    ],
    [
      'and though a user tried in between',
      { last: 0, attempts: [failed('no_capacity', 20, 21, 'user'), succeeded(0)] },
      100,
      wait(300),
    ],
    [
      'what is the user’s own fault costs the cooldown',
      { last: 1, attempts: [failed('instance_changed', 0, 5)] },
      100,
      wait(301),
    ],
    [
      'what waiting cannot mend is given up',
      { attempts: [failed('quota_exceeded', 0, 1)] },
      1000,
      { kind: 'give_up', why: 'permanent_failure' },
    ],
    [
      'a success ends the row',
      { attempts: [succeeded(100), failed('quota_exceeded', 0, 1)] },
      101,
      start,
    ],
    [
      'a start by a user begins it anew',
      { attempts: [failed('no_capacity', 500, 501, 'user'), failed('no_capacity', 0, 1)] },
      560,
      wait(561),
    ],
  ])('%s', (_name, told, seconds, expected) => expect(decided(told, seconds)).toEqual(expected));

  test('a rack without room is asked a bounded number of times, at growing distances', () => {
    const attempts: Attempt[] = [];
    const waits: number[] = [];
    let seconds = 0;
    for (let turns = 0; turns < 100; turns += 1) {
      const decision = decideReincarnation(factsOf({ attempts }), at(seconds));
      if (decision.kind === 'wait') {
        const until = (Date.parse(decision.until) - Date.parse(begin)) / 1000;
        waits.push(until - seconds);
        seconds = until;
        continue;
      }
      if (decision.kind === 'start') {
        attempts.unshift(failed('no_capacity', seconds, seconds));
        continue;
      }
      expect(decision).toEqual({ kind: 'give_up', why: 'too_many_tries' });
      break;
    }
    expect(attempts).toHaveLength(defaultRestartLimits.maxTries);
    expect(waits).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]);
  });
});
