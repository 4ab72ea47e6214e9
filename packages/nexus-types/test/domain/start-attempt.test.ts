import { describe, expect, test } from 'vitest';
import {
  finishStartAttempt,
  newStartAttempt,
  publicStartAttempt,
  sledRejections,
  startFailure,
  type StartFailureCode,
  startFailureCodes,
  type StartFault,
  type Transience,
} from '../../src/domain/index.ts';
import { frozen, throughJson } from './support/arbitraries.ts';

const golden: { readonly [Code in StartFailureCode]: readonly [StartFault, Transience] } = {
  no_capacity: ['capacity', 'transient'],
  required_sled_unavailable: ['capacity', 'transient'],
  too_many_required_sleds: ['user', 'permanent'],
  contradictory_groups: ['user', 'permanent'],
  local_disks_on_several_sleds: ['user', 'permanent'],
  too_few_distinct_disks: ['capacity', 'permanent'],
  quota_exceeded: ['user', 'permanent'],
  sled_refused: ['system', 'transient'],
  vmm_vanished: ['system', 'transient'],
  instance_changed: ['user', 'transient'],
  cancelled: ['user', 'permanent'],
  internal: ['system', 'transient'],
};

// The cast: the keys of an object literal are what its type says.
const codes = Object.keys(golden) as StartFailureCode[];

test('the table has every code', () => {
  expect(Object.keys(startFailureCodes)).toEqual(codes);
});

describe.each(codes)('%s', (code) => {
  const failure = startFailure(code);

  test('whose fault it is, and whether waiting may be enough', () => {
    expect([failure.fault, failure.transience]).toEqual(golden[code]);
    expect(failure).toMatchObject({ code, counts: [], detail: null });
  });

  test('users are told in sentences, without words of ours', () => {
    for (const text of [failure.message, failure.hint ?? 'None.']) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/reservation|propolis|VMM|saga|zpool|reservoir/i);
    }
    // Only what was asked for leaves nothing to do.
    expect(failure.hint === null).toBe(code === 'cancelled');
  });
});

test('a failure can say more than its code', () => {
  const counts = [{ reason: 'hardware_threads', sleds: 3, leastShortfall: 2 }] as const;
  expect(
    startFailure('too_many_required_sleds', {
      transience: 'transient',
      message: 'A member of its group is being moved.',
      hint: null,
      counts,
      detail: 'sleds s1, s2',
    }),
  ).toEqual({
    code: 'too_many_required_sleds',
    fault: 'user',
    transience: 'transient',
    message: 'A member of its group is being moved.',
    hint: null,
    counts,
    detail: 'sleds s1, s2',
  });
});

describe('an attempt', () => {
  const request = {
    id: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b01',
    instanceId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b02',
    origin: 'auto_restart',
    requestId: null,
  } as const;
  const open = frozen(newStartAttempt(request, '2026-11-21T06:00:00Z'));
  const timeFinished = '2026-11-21T06:00:02Z';
  const failed = {
    kind: 'failed',
    timeFinished,
    failure: startFailure('internal', { detail: 'no route to fd00::1' }),
  } as const;

  test('begins open, and takes an outcome', () => {
    expect(open).toEqual({
      ...request,
      timeStarted: '2026-11-21T06:00:00Z',
      outcome: { kind: 'open' },
      vmmId: null,
    });
    expect(finishStartAttempt(open, failed)).toEqual({ ...open, outcome: failed });
    expect(throughJson(finishStartAttempt(open, failed))).toEqual({ ...open, outcome: failed });
  });

  test('keeps the first outcome', () => {
    const finished = frozen(finishStartAttempt(open, failed));
    expect(finishStartAttempt(finished, failed)).toBe(finished);
    expect(finishStartAttempt(finished, { kind: 'succeeded', timeFinished })).toBe(finished);
  });

  test('is shown to users without what is for operators', () => {
    const withVmm = frozen({ ...open, vmmId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b03' });
    const shown = publicStartAttempt(frozen(finishStartAttempt(withVmm, failed)));
    expect(shown).toEqual({
      ...open,
      outcome: { ...failed, failure: { ...failed.failure, detail: null } },
      vmmId: null,
    });
    expect(publicStartAttempt(shown)).toEqual(shown);
    expect(publicStartAttempt(withVmm)).toEqual(open);
  });
});

test('why a sled was passed over: in the order of the tests, in words of users', () => {
  expect(Object.keys(sledRejections)).toEqual([
    'expunged',
    'decommissioned',
    'no_provision',
    'evacuating',
    'not_selected',
    'disks_elsewhere',
    'cpu_family',
    'anti_affinity',
    'affinity',
    'hardware_threads',
    'physical_ram',
    'reservoir',
    'distinct_disks',
    'disk_space',
    'taken_meanwhile',
  ]);
  const measured = Object.entries(sledRejections).filter(([, { unit }]) => unit !== null);
  expect(measured.map(([reason, { unit }]) => `${reason} ${String(unit)}`)).toEqual([
    'hardware_threads threads',
    'physical_ram bytes',
    'reservoir bytes',
    'distinct_disks disks',
    'disk_space bytes',
  ]);
  for (const { phrase } of Object.values(sledRejections)) {
    expect(phrase).toMatch(/^[a-z].*[^.]$/);
    expect(phrase).not.toMatch(/reservation|propolis|VMM|zpool|reservoir/i);
  }
});
