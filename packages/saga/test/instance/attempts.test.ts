import {
  type Instance,
  type StartAttempt,
  startFailure,
  type StartFailure,
} from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { sampleInstance } from '../../../db-model/test/store/samples.ts';
import { sourceOf } from '../../src/error.ts';
import type { ActionFailure, Json, SagaError } from '../../src/index.ts';
import {
  failStart,
  failStartAs,
  startFailureOf,
  unfinishedFailure,
} from '../../src/instance/attempts/failure.ts';
import { decideRest } from '../../src/instance/attempts/rest.ts';
import { sledAgentFailure } from '../../src/instance/sled-agent-error.ts';

const now = '2026-11-21T07:00:00.000000Z';

function thrown(error: unknown, over: Partial<SagaError> = {}): SagaError {
  const source = sourceOf(error);
  return {
    code: 'action_failed',
    message: source.message,
    node: 'a_node',
    action: 'instance_start.a_node@1',
    during: 'action',
    attempts: 1,
    source,
    ...over,
  };
}

describe('the failure of a start', () => {
  const placed = startFailure('no_capacity', {
    transience: 'permanent',
    message: '0/3 sleds can take this instance: 3 short of CPUs.',
    hint: 'Make it smaller.',
    counts: [{ reason: 'hardware_threads', sleds: 3, leastShortfall: 4 }],
    detail: 'sled 1 lacks 4',
  });
  const sled = { operation: 'registerVmm', sledId: 'a-sled' } as const;
  const unreachable = sledAgentFailure({ kind: 'unreachable' }, sled);
  const gone = sledAgentFailure(
    { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' },
    sled,
  );
  const broken = new Error('the switch is on fire', { cause: new Error('heat') });

  const cases: readonly (readonly [string, SagaError, StartFailure])[] = [
    ['that was told whole', thrown(failStart(placed)), placed],
    [
      'with a code alone',
      thrown(failStartAs('instance_changed', 'it is meant to be stopped')),
      startFailure('instance_changed', { detail: 'it is meant to be stopped' }),
    ],
    [
      'on a sled that does not answer',
      thrown(unreachable, { attempts: 5 }),
      startFailure('sled_refused', {
        detail:
          'node a_node: action_failed, tried 5 times: registerVmm: sled a-sled cannot be reached',
      }),
    ],
    [
      'on a sled that does not know the VMM',
      thrown(gone),
      startFailure('vmm_vanished', {
        detail:
          'node a_node: action_failed: registerVmm: sled a-sled does not know the VMM (404 NO_SUCH_INSTANCE)',
      }),
    ],
    [
      'that nobody foresaw',
      thrown(broken),
      startFailure('internal', {
        detail: 'node a_node: action_failed: the switch is on fire\ncaused by Error: heat',
      }),
    ],
    [
      'of which only a text was thrown',
      thrown('out of luck'),
      startFailure('internal', { detail: 'node a_node: action_failed: out of luck' }),
    ],
    [
      'with a code that is no reason for a start',
      thrown(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
      startFailure('internal', { detail: 'node a_node: action_failed: no' }),
    ],
    [
      'that a test asked for',
      thrown('', { code: 'injected', message: 'injected by a test', source: null }),
      startFailure('internal', { detail: 'node a_node: injected: injected by a test' }),
    ],
    [
      'that was too slow',
      thrown('', { code: 'timeout', message: 'no answer in 60000 ms', source: null }),
      startFailure('internal', { detail: 'node a_node: timeout: no answer in 60000 ms' }),
    ],
    [
      'that was cancelled',
      thrown('', { code: 'cancelled', message: 'not needed', node: null, source: null }),
      startFailure('cancelled', { detail: 'not needed' }),
    ],
    [
      'that was cancelled while a node ran',
      thrown('', { code: 'cancelled', message: 'the saga was cancelled', source: null }),
      startFailure('cancelled', { detail: 'the saga was cancelled' }),
    ],
    [
      'that was cancelled while a node failed, and was to be tried again',
      {
        ...thrown(failStartAs('sled_refused', 'sled 7 is busy')),
        code: 'cancelled',
        message: 'the saga was cancelled',
      },
      startFailure('cancelled', {
        detail: 'the saga was cancelled\nnode a_node had failed before: sled 7 is busy',
      }),
    ],
  ];
  it.each(cases)('%s', (_, error, failure) => {
    expect(startFailureOf(error)).toEqual(failure);
  });

  it('shows users nothing of the inside', () => {
    const { message, hint } = startFailureOf(thrown(new Error('password=1234 on sled 7')));
    expect(`${message} ${hint ?? ''}`).not.toMatch(/password|sled 7/);
  });

  it('keeps what matters however much there is to tell', () => {
    const failure = { ...placed, detail: 'x'.repeat(1_000_000) };
    const kept = startFailureOf(thrown(failStart(failure)));
    expect({ ...kept, detail: null }).toEqual({ ...placed, detail: null });
    expect(kept.detail).toHaveLength(8000);
  });

  const written: readonly (readonly [string, Json, Partial<StartFailure>])[] = [
    ['another code', { code: 'solar_flare', message: 'm' }, { code: 'no_capacity' }],
    ['no message', { code: 'quota_exceeded' }, { code: 'no_capacity' }],
    ['a list', [1, 2], { code: 'no_capacity' }],
    ['nothing', null, { code: 'no_capacity' }],
    ['a code of every object', { code: 'constructor', message: 'm' }, { code: 'no_capacity' }],
    [
      'words it does not know',
      {
        code: 'quota_exceeded',
        message: 'm',
        transience: 'eternal',
        fault: 'capacity',
        hint: 7,
        counts: [{ reason: 'bad_karma', sleds: 1 }, 3, { reason: 'reservoir', sleds: 2 }],
      },
      {
        code: 'quota_exceeded',
        message: 'm',
        fault: 'user',
        transience: 'permanent',
        counts: [{ reason: 'reservoir', sleds: 2, leastShortfall: null }],
      },
    ],
  ];
  it.each(written)('reads what other code has written with care: %s', (_, told, failure) => {
    const error = thrown(failStart(placed));
    const source = { ...sourceOf(failStart(placed)), details: { startFailure: told } };
    expect(startFailureOf({ ...error, source })).toMatchObject(failure);
  });

  it('is not tried again', () => {
    const failures: readonly ActionFailure[] = [failStart(placed), failStartAs('internal', '')];
    expect(failures.map(({ retry }) => retry)).toEqual([false, false]);
  });

  it('of a saga that is stuck is permanent', () => {
    expect(unfinishedFailure('why')).toMatchObject({
      code: 'internal',
      transience: 'permanent',
      detail: 'why',
    });
  });
});

describe('where an instance rests after a start that failed', () => {
  const minuteLater = '2026-11-21T07:01:00.000000Z';
  const failedAs = (
    failure: StartFailure,
    origin: StartAttempt['origin'] = 'auto_restart',
  ): Pick<StartAttempt, 'origin' | 'outcome' | 'timeStarted'> => ({
    origin,
    timeStarted: '2026-11-21T06:59:00.000000Z',
    outcome: { kind: 'failed', timeFinished: now, failure },
  });
  const transient = failedAs(startFailure('sled_refused'));
  const permanent = failedAs(startFailure('quota_exceeded'));
  const like = (state: Instance['runtime']['state'], over: Partial<Instance> = {}): Instance => {
    const plain = sampleInstance(over);
    const activeVmmId = state === 'vmm' ? plain.id : null;
    return { ...plain, runtime: { ...plain.runtime, state, activeVmmId } };
  };
  const never = { policy: 'never', cooldownSeconds: null } as const;

  const cases: readonly (readonly [
    string,
    Instance,
    ReturnType<typeof failedAs>,
    ReturnType<typeof decideRest>,
  ])[] = [
    ['a stopped one', like('no_vmm'), transient, { intended: 'stopped', event: null }],
    ['a stopped one, for good', like('no_vmm'), permanent, { intended: 'stopped', event: null }],
    [
      'a failed one',
      like('failed'),
      transient,
      { intended: 'running', event: { kind: 'restart_planned', notBefore: minuteLater } },
    ],
    [
      'a failed one that an update is at work on',
      like('failed', { updaterLock: { updaterId: 'a-saga', gen: 2 } }),
      transient,
      { intended: 'running', event: { kind: 'restart_planned', notBefore: minuteLater } },
    ],
    [
      'a failed one, for good',
      like('failed'),
      permanent,
      { intended: 'stopped', event: { kind: 'restart_given_up', why: 'permanent_failure' } },
    ],
    [
      'a failed one that is not to be restarted',
      like('failed', { autoRestart: never }),
      transient,
      { intended: 'stopped', event: { kind: 'restart_given_up', why: 'policy_never' } },
    ],
    [
      'one whose VMM was seen to end while it was undone',
      like('no_vmm', { intendedState: 'guest_shutdown' }),
      transient,
      { intended: 'stopped', event: null },
    ],
    ['one that was told to stop', like('failed', { intendedState: 'stopped' }), transient, null],
    ['one that was deleted', like('failed', { timeDeleted: now }), transient, null],
    ['one that still has its VMM', like('vmm'), transient, null],
  ];
  it.each(cases)('%s', (_, instance, attempt, rest) => {
    expect(decideRest({ instance, activeVmm: null, attempts: [attempt] }, now)).toEqual(rest);
  });
});
