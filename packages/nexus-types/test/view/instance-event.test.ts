import { describe, expect, test } from 'vitest';
import type { VmmFailureReason } from '../../src/domain/index.ts';
import { instanceEventView, type RunFailure, runFailureView } from '../../src/view/index.ts';
import { eventOf, happenings, ids } from './support/samples.ts';
import { complaints } from './support/valid.ts';

const around = {
  instance_id: ids.instance,
  sequence: 12,
  timestamp: '2026-11-21T06:40:00.000001Z',
};

describe('users are told that something happened, without the detail', () => {
  test.each(Object.values(happenings))('%j', (what, told) => {
    const view = instanceEventView(eventOf(what), {});
    expect(view).toStrictEqual({ ...around, what: told });
    expect(complaints('InstanceEvent', view)).toEqual([]);
  });
});

const vanished = 'The virtual machine of the instance disappeared.';
const failures: { readonly [Reason in VmmFailureReason]: RunFailure } = {
  prehistoric: {
    reason: 'unknown',
    message: 'The instance stopped running, and nobody wrote down why.',
  },
  from_sled_agent: {
    reason: 'virtual_machine_failed',
    message: 'The virtual machine of the instance failed.',
  },
  no_such_instance: { reason: 'virtual_machine_vanished', message: vanished },
  sled_expunged: {
    reason: 'host_removed',
    message: 'The machine that the instance ran on has been removed.',
  },
  sled_off: {
    reason: 'host_powered_off',
    message: 'The machine that the instance ran on was powered off.',
  },
  zone_gone: { reason: 'virtual_machine_vanished', message: vanished },
  propolis_lost_instance: { reason: 'virtual_machine_vanished', message: vanished },
  setup_failed: {
    reason: 'virtual_machine_failed',
    message: 'The virtual machine of the instance could not be set up.',
  },
};
// The cast: the keys of an object literal are what its type says.
const reasons = Object.keys(failures) as VmmFailureReason[];

describe.each(reasons)('that its VMM failed with %s', (reason) => {
  test('is told in words for users', () => {
    expect(runFailureView(reason)).toStrictEqual(failures[reason]);
    const view = instanceEventView(eventOf({ kind: 'vmm_failed', reason }), {});
    expect(view).toStrictEqual({ ...around, what: { kind: 'run_failed', ...failures[reason] } });
    expect(complaints('InstanceEvent', view)).toEqual([]);
  });

  test('names no part of the system', () => {
    expect(failures[reason].message).not.toMatch(/vmm|sled|zone|propolis|saga|agent|expunge/i);
  });
});
