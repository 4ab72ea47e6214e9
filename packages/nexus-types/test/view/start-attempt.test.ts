import { expect, test } from 'vitest';
import { startAttemptView, startFailureView } from '../../src/view/index.ts';
import { failedAttempt, ids } from './support/samples.ts';
import { complaints } from './support/valid.ts';

const failure = {
  code: 'no_capacity',
  fault: 'capacity',
  transience: 'transient',
  message: 'No sled has room for this instance now.',
  hint: 'Try again later.',
  counts: [
    { reason: 'hardware_threads', sleds: 3, least_shortfall: 4 },
    { reason: 'evacuating', sleds: 1, least_shortfall: null },
  ],
};
const start = {
  id: ids.attempt,
  instance_id: ids.instance,
  origin: 'auto_restart',
  request_id: null,
  time_started: '2026-11-21T06:39:43Z',
};

test('an attempt that failed says why, and neither detail nor VMM', () => {
  const view = startAttemptView(failedAttempt);
  expect(view).toStrictEqual({
    ...start,
    outcome: { kind: 'failed', time_finished: '2026-11-21T06:39:44.5Z', failure },
  });
  expect(complaints('StartAttempt', view)).toEqual([]);
});

test('a failure by itself', () => {
  const { outcome } = failedAttempt;
  if (outcome.kind !== 'failed') throw new Error('the sample failed');
  const view = startFailureView(outcome.failure);
  expect(view).toStrictEqual(failure);
  expect(complaints('StartFailure', view)).toEqual([]);
});

test('an attempt that is open, and one that succeeded', () => {
  const requestId = 'req-1';
  const open = startAttemptView({ ...failedAttempt, requestId, outcome: { kind: 'open' } });
  expect(open).toStrictEqual({ ...start, request_id: requestId, outcome: { kind: 'open' } });
  const timeFinished = '2026-11-21T06:39:50Z';
  const outcome = { kind: 'succeeded', timeFinished } as const;
  const succeeded = startAttemptView({ ...failedAttempt, outcome });
  expect(succeeded).toStrictEqual({
    ...start,
    outcome: { kind: 'succeeded', time_finished: timeFinished },
  });
  expect([open, succeeded].map((one) => complaints('StartAttempt', one))).toEqual([[], []]);
});
