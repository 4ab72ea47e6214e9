import type { BackgroundTask, TaskRun } from '@skewline/nexus-client/operator';
import { expect, it } from 'vitest';
import { countsText, taskState, taskTitle } from '../../src/sagas/task-words.ts';

const run: TaskRun = {
  time_started: '2026-11-21T00:00:00Z',
  duration_ms: 3,
  reason: 'period',
  error: null,
  counts: [],
};

const groups = (name: string) => [
  { name, counts: [{ label: 'error', count: 1 }] },
  { name: 'trouble', counts: [] },
];

it.each<[Pick<BackgroundTask, 'running_since' | 'last_run' | 'disabled'>, string]>([
  [{ running_since: null, last_run: null, disabled: false }, 'not yet'],
  [{ running_since: null, last_run: null, disabled: true }, 'only when asked'],
  [{ running_since: null, last_run: run, disabled: false }, 'fine'],
  [{ running_since: null, last_run: { ...run, error: 'away' }, disabled: true }, 'failed'],
  [{ running_since: null, last_run: { ...run, counts: groups('total') }, disabled: false }, 'fine'],
  [
    { running_since: null, last_run: { ...run, counts: groups('trouble') }, disabled: false },
    'had trouble',
  ],
  [
    { running_since: run.time_started, last_run: { ...run, error: 'away' }, disabled: false },
    'looking',
  ],
])('%o', (task, word) => {
  expect(taskState(task).word).toBe(word);
});

it('says what was found, and leaves out what was not', () => {
  expect(countsText([])).toBe('nothing to do');
  expect(
    countsText([
      {
        name: 'states',
        counts: [
          { label: 'running', count: 5 },
          { label: 'saga_unwound', count: 1 },
        ],
      },
      { name: 'failed', counts: [] },
      { name: 'total', counts: [{ label: 'vmms', count: 1 }] },
      { name: 'update_sagas', counts: [{ label: 'started', count: 2 }] },
    ]),
  ).toBe('states: 5 running, 1 saga unwound; total: 1 VMM; update sagas: 2 started');
});

it.each([
  ['instance_watcher', 'Instance watcher'],
  ['abandoned_vmm_reaper', 'Abandoned VMM reaper'],
])('%s is called %s', (name, title) => {
  expect(taskTitle(name)).toBe(title);
});
