import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type InstanceEvent,
  type InstanceEventWhat,
  type RejectionCount,
  type SledRejection,
  sledRejections,
  type StartAttempt,
  type StartFailure,
  type StartFailureCode,
  startFailureCodes,
  type StartOutcome,
} from '../../src/domain/index.ts';
import { decisions } from '../../src/view/decisions.ts';
import { instanceEventView, startAttemptView } from '../../src/view/index.ts';
import { frozen, reasons, time } from '../domain/support/arbitraries.ts';
import { happenings, secret } from './support/samples.ts';
import { complaints } from './support/valid.ts';

/** Null, or what must not be seen. */
const detail = fc.constantFrom(null, secret);

const rejections: fc.Arbitrary<RejectionCount> = fc.record({
  // The cast: the keys of an object literal are what its type says.
  reason: fc.constantFrom(...(Object.keys(sledRejections) as SledRejection[])),
  sleds: fc.nat(),
  leastShortfall: fc.option(fc.maxSafeNat()),
});
const failures: fc.Arbitrary<StartFailure> = fc.record({
  // The same.
  code: fc.constantFrom(...(Object.keys(startFailureCodes) as StartFailureCode[])),
  fault: fc.constantFrom('user', 'capacity', 'system'),
  transience: fc.constantFrom('transient', 'permanent'),
  message: fc.string(),
  hint: fc.option(fc.string()),
  counts: fc.array(rejections, { maxLength: 4 }),
  detail,
});
const outcomes: fc.Arbitrary<StartOutcome> = fc.oneof(
  fc.record({ kind: fc.constant('open') }),
  fc.record({ kind: fc.constant('succeeded'), timeFinished: time }),
  fc.record({ kind: fc.constant('failed'), timeFinished: time, failure: failures }),
);
const attempts: fc.Arbitrary<StartAttempt> = fc
  .record({
    id: fc.uuid(),
    instanceId: fc.uuid(),
    origin: fc.constantFrom('user', 'auto_start', 'auto_restart'),
    requestId: fc.option(fc.string()),
    timeStarted: time,
    outcome: outcomes,
    vmmId: fc.option(fc.uuid()),
  })
  .map(frozen);

const whats: fc.Arbitrary<InstanceEventWhat> = fc.oneof(
  fc.constantFrom(...Object.values(happenings).map(([what]) => what)),
  fc.record({ kind: fc.constant('vmm_failed'), reason: fc.constantFrom(...reasons) }),
);
const events: fc.Arbitrary<InstanceEvent> = fc
  .record({
    instanceId: fc.uuid(),
    sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    time,
    what: whats,
    detail,
  })
  .map(frozen);

test('whatever an attempt is, its view is valid and says nothing that only operators may know', () => {
  fc.assert(
    fc.property(attempts, (attempt) => {
      const view = startAttemptView(attempt);
      expect(complaints('StartAttempt', view)).toEqual([]);
      const text = JSON.stringify(view);
      expect(text).not.toContain(secret);
      expect(attempt.vmmId !== null && text.includes(attempt.vmmId)).toBe(false);
    }),
  );
});

test('whatever an event is, its view is valid and says nothing that only operators may know', () => {
  fc.assert(
    fc.property(events, (event) => {
      const view = instanceEventView(event, {});
      expect(complaints('InstanceEvent', view)).toEqual([]);
      expect(JSON.stringify(view)).not.toContain(secret);
    }),
  );
});

test('what goes lost by decision is declared', () => {
  const entries = Object.entries(decisions.external.up).map(
    ([key, answer]: [string, { loss?: string }]) => [key, answer.loss ?? null],
  );
  expect(Object.fromEntries(entries)).toEqual({
    'AffinityGroup.name': null,
    'AntiAffinityGroup.name': null,
    'Baseboard.revision': null,
    'InstanceEvent.timestamp': 'what only operators may know: detail',
    'InstanceEventWhat(restart_planned).time_next_try': null,
    'InstanceEventWhat(vmm_failed)': 'the exact reason',
    VmmState: null,
    'VmmState(failed)': 'why it failed',
    'VmmState(saga_unwound)': 'that it never ran',
    'SledPolicy(in_service)': null,
    'SledPolicy(no_provision)': null,
    'Sled.{usable_hardware_threads,usable_physical_ram}':
      'its address, its CPU, its reservoir, whether it is being emptied, and generation',
  });
});
