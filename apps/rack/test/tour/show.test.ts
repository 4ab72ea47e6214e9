import type { Instance, InstanceEvent, StartAttempt } from '@skewline/nexus-client/external';
import { expect, test } from 'vitest';
import { showOperatorInstance, showVmm } from '../../src/tour/show-operator.ts';
import { showAttempt, showEvent, showInstance } from '../../src/tour/show-user.ts';
import { big, database } from '../watch/snapshots.ts';

const id = '5b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';
const time = '2026-11-21T14:03:10.000000Z';

const instance: Instance = {
  id,
  name: 'web',
  description: '',
  time_created: time,
  time_modified: time,
  project_id: id,
  hostname: 'web',
  ncpus: 2,
  memory: 2 ** 30,
  run_state: 'running',
  time_run_state_updated: time,
  enable_jumbo_frames: false,
  auto_restart_enabled: true,
};

test('an instance, as its user sees it', () => {
  // A nexus of the first version tells no more.
  expect(showInstance(instance)).toEqual(['run_state: running', 'last_failure: null']);
  expect(
    showInstance({
      ...instance,
      run_state: 'stopped',
      last_failure: big.failure,
      auto_restart_status: big.restart,
    }),
  ).toEqual([
    'run_state: stopped',
    'last_failure: start',
    '  no_capacity, fault: capacity, transient',
    '  No sled can take the instance.',
    '  hint: Ask for 16 CPUs.',
    'auto_restart_status: given_up, why: too_many_tries',
  ]);
  expect(
    showInstance({
      ...instance,
      run_state: 'failed',
      last_failure: database.failure,
      auto_restart_status: database.restart,
    }),
  ).toEqual([
    'run_state: failed',
    'last_failure: run, host_powered_off',
    '  The machine that the instance ran on was powered off.',
    'auto_restart_status: planned, time_next_try: 14:04:00',
  ]);
});

test('an attempt', () => {
  const attempt: StartAttempt = {
    id,
    instance_id: id,
    origin: 'auto_restart',
    request_id: null,
    time_started: time,
    outcome: {
      kind: 'failed',
      time_finished: time,
      failure: {
        code: 'sled_refused',
        fault: 'system',
        transience: 'transient',
        message: 'It would not.',
        hint: null,
        counts: [
          { reason: 'reservoir', sleds: 3, least_shortfall: 1 },
          { reason: 'expunged', sleds: 1, least_shortfall: null },
        ],
      },
    },
  };
  expect(showAttempt(attempt)).toEqual([
    'origin: auto_restart, outcome: failed',
    '  sled_refused, fault: system, transient',
    '  It would not.',
    '  counts: reservoir 3, expunged 1',
  ]);
  expect(showAttempt({ ...attempt, origin: 'user', outcome: { kind: 'open' } })).toEqual([
    'origin: user, outcome: open',
  ]);
});

const events: readonly (readonly [what: InstanceEvent['what'], text: string])[] = [
  [{ kind: 'created' }, 'created'],
  [
    { kind: 'start_accepted', attempt_id: id, origin: 'auto_start' },
    'start_accepted, origin: auto_start',
  ],
  [{ kind: 'restart_planned', time_next_try: time }, 'restart_planned, time_next_try: 14:03:10'],
  [{ kind: 'restart_given_up', why: 'policy_never' }, 'restart_given_up, why: policy_never'],
  [{ kind: 'state_changed', from: 'running', to: 'failed' }, 'state_changed, running → failed'],
  [
    { kind: 'run_failed', reason: 'host_removed', message: 'It is gone.' },
    'run_failed, host_removed: It is gone.',
  ],
  [
    {
      kind: 'start_failed',
      attempt_id: id,
      code: 'internal',
      fault: 'system',
      transience: 'transient',
      message: 'Something went wrong.',
      hint: null,
    },
    'start_failed, internal: Something went wrong.',
  ],
];

test.for(events)('the event $0.kind', ([what, text]) => {
  expect(showEvent({ instance_id: id, sequence: 7, timestamp: time, what })).toEqual([
    `14:03:10 #7 ${text}`,
  ]);
});

test('an instance and a VMM, as operators see them', () => {
  expect(
    showOperatorInstance({
      state: 'stopped',
      record_state: 'no_vmm',
      intended_state: 'running',
      sled_serial: null,
      karmic_status: { kind: 'cooling_down', until: time },
      start_attempts: [
        {
          origin: 'user',
          outcome: 'failed',
          code: 'no_capacity',
          detail: 'first line\n- second line\n',
        },
      ],
      warnings: ['its VMM is not there'],
    }),
  ).toEqual([
    'state: stopped (record: no_vmm, intended: running), sled: -',
    'karma: cooling down until 14:03:10',
    'newest start: user, failed (no_capacity)',
    '  detail: first line',
    '    - second line',
    'warning: its VMM is not there',
  ]);
  expect(
    showVmm({
      id,
      sled_serial: 'SLED-A',
      state: 'failed',
      time_state_updated: time,
      failure: { reason: 'zone_gone', description: 'The zone is gone.', detail: 'by hand' },
    }),
  ).toEqual([
    '14:03:10 5b0f3c86… on SLED-A: failed',
    '  zone_gone: The zone is gone.',
    '  detail: by hand',
  ]);
});
