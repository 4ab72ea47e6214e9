import type { InstanceEventWhat } from '@skewline/nexus-client/external';
import { expect, it } from 'vitest';
import { eventText } from '../src/instances/event-text.ts';

it.each<[InstanceEventWhat, string, string | null]>([
  [{ kind: 'created' }, 'Created', null],
  [
    { kind: 'start_accepted', attempt_id: 'a', origin: 'auto_restart' },
    'Start begun',
    'By itself, after a failure.',
  ],
  [
    {
      kind: 'start_failed',
      attempt_id: 'a',
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'transient',
      message: 'No room.',
      hint: 'Stop others.',
    },
    'Did not start',
    'No room. Stop others.',
  ],
  [
    { kind: 'restart_given_up', why: 'policy_never' },
    'Not started again by itself',
    'It is set never to be restarted by itself.',
  ],
  [{ kind: 'state_changed', from: 'running', to: 'failed' }, 'Now failed', null],
  [{ kind: 'run_failed', reason: 'unknown', message: 'Gone.' }, 'Stopped running', 'Gone.'],
])('%o', (what, title, detail) => {
  expect(eventText(what)).toMatchObject({ title, detail });
});

it('a kind that is newer than the console has its name', () => {
  const newer = { kind: 'cloned' } as unknown as InstanceEventWhat; // of a nexus of tomorrow
  expect(eventText(newer)).toEqual({ tone: 'off', title: 'cloned', detail: null, time: null });
});

it('a restart that is planned has a time', () => {
  const time_next_try = '2026-11-21T12:00:00Z';
  expect(eventText({ kind: 'restart_planned', time_next_try }).time).toBe(time_next_try);
});
