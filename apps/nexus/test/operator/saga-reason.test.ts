import type { SagaError } from '@skewline/saga';
import { expect, it } from 'vitest';
import { reasonOf } from '../../src/operator/saga-reason.ts';

const error = (over: Partial<SagaError>): SagaError => ({
  code: 'action_failed',
  message: 'no room',
  node: 'alloc_server',
  action: 'instance_start.alloc_server@1',
  during: 'action',
  attempts: 1,
  source: null,
  ...over,
});
const cancelled = error({ code: 'cancelled', message: 'I changed my mind', node: null });
const quiet = { outcome: null, parked_reason: null, cancel_reason: null };

it.each<readonly [string, Parameters<typeof reasonOf>[0], string | null]>([
  ['runs', { ...quiet, state: 'running' }, null],
  [
    'is to be cancelled',
    { ...quiet, state: 'running', cancel_reason: 'a mistake' },
    'It is to be cancelled: a mistake.',
  ],
  ['is done', { ...quiet, state: 'done', outcome: { kind: 'done', output: null } }, null],
  [
    'is parked',
    { ...quiet, state: 'parked', parked_reason: 'this process has no action a@1' },
    'Nobody who runs can go on with it: this process has no action a@1.',
  ],
  [
    'was undone',
    { ...quiet, state: 'unwound', outcome: { kind: 'unwound', error: error({}) } },
    'It was undone: node "alloc_server" failed: no room.',
  ],
  [
    'was cancelled',
    { ...quiet, state: 'unwound', outcome: { kind: 'unwound', error: cancelled } },
    'It was undone: somebody cancelled it: I changed my mind.',
  ],
  [
    'is stuck',
    {
      ...quiet,
      state: 'stuck',
      outcome: {
        kind: 'stuck',
        node: 'take',
        undoError: error({ message: 'locked!', during: 'undo' }),
        error: error({}),
      },
    },
    'The undo of node "take" failed: locked! It was being undone: node "alloc_server" failed: no room.',
  ],
  [
    'was abandoned',
    { ...quiet, state: 'abandoned', outcome: { kind: 'abandoned', reason: 'hopeless' } },
    'An operator abandoned it: hopeless.',
  ],
  [
    'was left by a newer program',
    { ...quiet, state: 'unwound', outcome: { kind: 'unwound', error: 7 } },
    'It was undone.',
  ],
])('of one that %s', (_, saga, reason) => {
  expect(reasonOf(saga)).toBe(reason);
});
