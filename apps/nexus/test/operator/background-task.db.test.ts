import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import { describe, expect, it } from 'vitest';
import { testConfig, useNexus } from '../support/harness.ts';
import { given } from './support/world.ts';

const nexus = useNexus({
  config: {
    tasks: {
      ...testConfig().tasks,
      saga_recovery: { periodSeconds: 600, disabled: false },
    },
  },
});

const names: readonly BackgroundTaskName[] = [
  'instance_watcher',
  'instance_updater',
  'instance_reincarnation',
  'abandoned_vmm_reaper',
  'saga_recovery',
];

describe('background tasks over the API', () => {
  it('are listed, each with its purpose, whether it looks by itself and how it fared', async () => {
    const { operator } = nexus().operator;
    const { items } = given(await operator.backgroundTaskList({}));
    expect(items.map(({ name }) => name)).toEqual(names);
    for (const { description } of items) expect(description).toMatch(/^[A-Z].*\.$/);
    expect(items[0]).toMatchObject({ disabled: true, period_seconds: 86_400, runs: 0 });
    expect(items[0]?.last_run).toBeNull();
    expect(items[4]).toMatchObject({ disabled: false, period_seconds: 600 });
  });

  it('that are not disabled look when nexus begins', async () => {
    const { operator } = nexus().operator;
    const path = { name: 'saga_recovery' } as const;
    await expect
      .poll(async () => given(await operator.backgroundTaskView({ path })).last_run?.reason)
      .toBe('begin');
    expect(given(await operator.backgroundTaskView({ path })).last_run?.error).toBeNull();
  });

  it.each(names)('look when an operator asks, disabled or not: %s', async (name) => {
    const { operator } = nexus().operator;
    const path = { name } as const;
    const before = given(await operator.backgroundTaskView({ path })).runs;
    const task = given(await operator.backgroundTaskActivate({ path }));
    expect(task).toMatchObject({
      name,
      runs: before + 1,
      running_since: null,
      last_run: { reason: 'asked', error: null },
    });
    expect(given(await operator.backgroundTaskView({ path }))).toEqual(task);
  });

  it('are not for users, and there are no others', async () => {
    const ada = await nexus().user('ada');
    expect(await ada.fetch('/operator/background-tasks')).toMatchObject({ status: 403 });
    const { fetch } = nexus().operator;
    expect(await fetch('/operator/background-tasks/nonsense')).toMatchObject({ status: 400 });
  });
});
