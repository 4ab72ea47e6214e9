import { describe, expect, test } from 'vitest';
import { initial, isValid, latest, nameOf, operationsOf } from './api.ts';
import { answers, initialAnswers } from './samples.ts';

describe.each([
  [initial, initialAnswers],
  [latest, answers],
])('the answers of %s', (version, samples) => {
  test('have a sample each', () => {
    const types = operationsOf(version).flatMap(({ operation: { responses } }) =>
      Object.values(responses).flatMap(({ content }) =>
        content === undefined ? [] : [nameOf(content['application/json'].schema)],
      ),
    );
    expect([...new Set(types)].toSorted()).toEqual(Object.keys(samples).toSorted());
  });

  test.each(Object.entries(samples))('say a %s', (type, sample) => {
    expect(isValid(type, version, sample)).toBe(true);
  });

  test.each(Object.entries(samples))('say nothing else than a %s', (type, sample) => {
    expect(isValid(type, version, {})).toBe(false);
    for (const [key, value] of Object.entries(sample)) {
      const wrong = { ...sample, [key]: Array.isArray(value) ? {} : [0] };
      expect([key, isValid(type, version, wrong)]).toEqual([key, false]);
    }
  });
});

test.each([
  { result: 'fits', fitting_sleds: 2, counts: [] },
  {
    result: 'fits',
    fitting_sleds: 0,
    counts: [{ reason: 'affinity', sleds: 1, least_shortfall: null }],
  },
])('placement may be possible: %j', (value) => {
  expect(isValid('PlacementDryRun', latest, value)).toBe(true);
});

test.each([
  { kind: 'created' },
  { kind: 'configured' },
  { kind: 'start_accepted', attempt_id: idOf(), origin: 'user' },
  { kind: 'start_succeeded', attempt_id: idOf() },
  { kind: 'restart_planned', time_next_try: '2026-11-21T06:45:00Z' },
  { kind: 'restart_given_up', why: 'too_many_tries' },
  { kind: 'stop_requested' },
  { kind: 'reboot_requested' },
  { kind: 'guest_shutdown' },
  { kind: 'migration_started', migration_id: idOf() },
  { kind: 'migration_completed', migration_id: idOf() },
  { kind: 'migration_failed', migration_id: idOf() },
  { kind: 'state_changed', from: 'starting', to: 'running' },
  { kind: 'run_failed', reason: 'host_powered_off', message: 'The machine was switched off.' },
  { kind: 'deleted' },
])('an event may be %j', (what) => {
  expect(isValid('InstanceEventWhat', latest, what)).toBe(true);
  expect(isValid('InstanceEventWhat', latest, { ...what, kind: 'other' })).toBe(false);
});

function idOf(): string {
  return 'd2a1b0c9-8e7f-4d6c-9b5a-4f3e2d1c0b04';
}
