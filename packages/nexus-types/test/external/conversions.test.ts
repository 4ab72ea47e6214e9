import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operations } from '../../src/external/generated/v2026112100/operations.ts';
import { convert, initial, isValid, latest } from './api.ts';
import { additions, answers, initialAnswers, instanceView, startFailure } from './samples.ts';

const failures = [
  additions.last_failure,
  {
    kind: 'run',
    time_failed: '2026-11-21T06:39:59Z',
    reason: 'host_powered_off',
    message: 'The machine was switched off.',
  },
  null,
];
const statuses = [
  { kind: 'not_needed' },
  additions.auto_restart_status,
  { kind: 'under_way', attempt_id: additions.last_failure.attempt_id },
  { kind: 'given_up', why: 'permanent_failure' },
];

describe('an answer of our version, for an existing client', () => {
  test.each(failures)('loses what went wrong last: %j', (last_failure) => {
    for (const auto_restart_status of statuses) {
      const instance = { ...instanceView, last_failure, auto_restart_status };
      expect(isValid('Instance', latest, instance)).toBe(true);
      const converted = convert('Instance', latest, initial, instance);
      expect(converted).toStrictEqual(instanceView);
      expect(isValid('Instance', initial, converted)).toBe(true);
    }
  });

  test('loses it in a page as well', () => {
    expect(
      convert('InstanceResultsPage', latest, initial, answers['InstanceResultsPage']),
    ).toStrictEqual(initialAnswers['InstanceResultsPage']);
  });

  test('loses why the instance did not start, and keeps code, message and request', () => {
    expect(convert('Error', latest, initial, answers['Error'])).toStrictEqual(
      initialAnswers['Error'],
    );
  });
});

describe('starting an instance', () => {
  const start = operations['instance_start'];
  const context = { operation: 'instance_start' };

  test.each([400, 409, 507, 503])(
    'that fails with %i keeps its status for an existing client',
    (status) => {
      const answer = { status, body: answers['Error'] };
      expect(start?.downResponse?.(answer, context)).toStrictEqual({
        status,
        body: initialAnswers['Error'],
      });
    },
  );

  test('and making one are answered with what an existing client knows', () => {
    for (const [id, status] of [
      ['instance_start', 202],
      ['instance_create', 201],
    ] as const) {
      const answer = { status, body: answers['Instance'] };
      expect(operations[id]?.downResponse?.(answer, context)).toStrictEqual({
        status,
        body: instanceView,
      });
    }
  });

  test('asks an older server for the same, which does not know how to wait', () => {
    const path = { instance: 'web-1' };
    const query = { project: 'web' };
    // A shim says what it takes in the types of its version; here it is looked up by name.
    const down = start?.downRequest as ((request: object) => unknown) | undefined;
    expect(down?.({ path, query, header: { prefer: 'wait=20' } })).toStrictEqual({ path, query });
  });
});

describe('what is there in both versions', () => {
  test.each(Object.entries(initialAnswers))('a %s goes up as it is', (type, sample) => {
    const converted = convert(type, initial, latest, sample);
    expect(converted).toStrictEqual(sample);
    expect(isValid(type, latest, converted)).toBe(true);
  });

  test('is all that goes down', () => {
    const text = fc.string({ maxLength: 20 });
    const instance = fc
      .record(
        {
          hostname: text,
          description: text,
          ncpus: fc.integer({ min: 0, max: 65_535 }),
          memory: fc.maxSafeNat(),
          run_state: fc.constantFrom('starting', 'running', 'stopped', 'failed'),
          boot_disk_id: fc.option(fc.uuid()),
          cpu_platform: fc.constantFrom('amd_milan', null),
          last_failure: fc.constantFrom(...failures),
          auto_restart_status: fc.constantFrom(...statuses),
        },
        { requiredKeys: [] },
      )
      .map((parts) => ({ ...instanceView, ...parts }));
    fc.assert(
      fc.property(instance, (value) => {
        const before = structuredClone(value);
        const { last_failure: _failure, auto_restart_status: _status, ...kept } = value;
        const old = convert('Instance', latest, initial, value);
        expect(old).toStrictEqual(kept);
        expect(convert('Instance', initial, latest, old)).toStrictEqual(kept);
        expect(value).toStrictEqual(before);
      }),
    );
  });
});

test('a failure to start that only operators may know in full names no sled to users', () => {
  expect(isValid('StartFailure', latest, startFailure)).toBe(true);
  expect(JSON.stringify(answers['StartAttempt'])).not.toContain('sled_id');
  expect(JSON.stringify(answers['SystemStartAttempt'])).toContain('sled_id');
});
