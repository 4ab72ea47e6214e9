import type { StartAttempt } from '@skewline/nexus-client/operator';
import { expect, it } from 'vitest';
import { refusedInstances } from '../../src/placement/refused.ts';

const attempt = (instance: string, name: string | null, code: string | null): StartAttempt => ({
  id: `attempt-of-${instance}`,
  instance_id: instance,
  instance_name: name,
  origin: 'user',
  request_id: null,
  time_started: '2026-11-21T00:00:00Z',
  time_finished: null,
  outcome: 'failed',
  code,
  fault: 'capacity',
  transience: 'transient',
  message: null,
  hint: null,
  detail: null,
  vmm_id: null,
});

it('has each instance once, with its newest attempt', () => {
  const refused = refusedInstances(
    [
      attempt('1', 'web', 'no_capacity'),
      attempt('2', null, 'no_capacity'),
      attempt('1', 'web', 'internal'),
      attempt('3', 'db', null),
      attempt('4', 'more', 'no_capacity'),
    ],
    2,
  );
  expect(refused.map(({ name, code }) => `${name}: ${code}`)).toEqual([
    'web: no_capacity',
    'db: unknown',
  ]);
});
