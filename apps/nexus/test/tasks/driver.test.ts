import type { BackgroundTaskName, CountGroup } from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { createBackgroundTasks } from '../../src/tasks/driver.ts';
import type { BackgroundTasks, Task } from '../../src/tasks/task.ts';
import { silent } from './support/silent.ts';

const usual = { periodSeconds: 30, disabled: false };
const periods: Parameters<typeof createBackgroundTasks>[1]['config'] = {
  instance_watcher: usual,
  instance_updater: usual,
  instance_reincarnation: { periodSeconds: 60, disabled: true },
  abandoned_vmm_reaper: usual,
  saga_recovery: usual,
};

/** A task whose looks take as long as a test wants. */
function slowTask(name: BackgroundTaskName = 'instance_watcher') {
  const looks: { readonly end: (error?: Error) => void; readonly signal: AbortSignal }[] = [];
  let atOnce = 0;
  let most = 0;
  const task: Task = {
    name,
    description: 'Looks.',
    run: (signal) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      return new Promise<readonly CountGroup[]>((resolve, reject) => {
        const number = looks.length + 1;
        const end = (error?: Error): void => {
          atOnce -= 1;
          if (error !== undefined) reject(error);
          else resolve([{ name: 'looks', counts: [{ label: 'number', count: number }] }]);
        };
        looks.push({ end, signal });
        signal.addEventListener('abort', () => end(new Error('told to stop')));
      });
    },
  };
  return { task, looks, most: () => most };
}

describe('background tasks', () => {
  let open: BackgroundTasks[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T06:00:00Z') });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((tasks) => tasks.stop()));
    vi.useRealTimers();
  });
  const metrics = createMetrics();
  const made = (...tasks: readonly Task[]): BackgroundTasks => {
    const all = createBackgroundTasks(tasks, {
      config: periods,
      log: silent,
      metrics,
      now: () => new Date().toISOString(),
      random: () => 0.5,
    });
    open.push(all);
    return all;
  };
  /** What is under way goes on as far as it can. */
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  it('begin when they are started, and look again after each period', async () => {
    const { task, looks } = slowTask();
    const tasks = made(task);
    expect(tasks.list()).toEqual([
      {
        name: 'instance_watcher',
        description: 'Looks.',
        period_seconds: 30,
        disabled: false,
        runs: 0,
        running_since: null,
        last_run: null,
      },
    ]);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(looks).toHaveLength(0);

    tasks.start();
    expect(looks).toHaveLength(1);
    expect(tasks.list()[0]?.running_since).toBe('2026-11-21T06:01:40.000Z');
    await vi.advanceTimersByTimeAsync(1500);
    looks[0]?.end();
    await settle();
    expect(tasks.list()[0]).toMatchObject({
      runs: 1,
      running_since: null,
      last_run: {
        time_started: '2026-11-21T06:01:40.000Z',
        duration_ms: 1500,
        reason: 'begin',
        error: null,
        counts: [{ name: 'looks', counts: [{ label: 'number', count: 1 }] }],
      },
    });
    await vi.advanceTimersByTimeAsync(29_999);
    expect(looks).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(looks).toHaveLength(2);
    looks[1]?.end();
    await settle();
    expect(tasks.list()[0]?.last_run?.reason).toBe('period');
  });

  it('of several nexus do not look at the same instant', async () => {
    const times: number[] = [];
    for (const random of [0, 0.5, 1]) {
      const task: Task = {
        name: 'instance_updater',
        description: '',
        run: async () => {
          times.push(Date.now());
          return [];
        },
      };
      const tasks = createBackgroundTasks([task], {
        config: periods,
        log: silent,
        metrics,
        now: () => new Date().toISOString(),
        random: () => random,
      });
      open.push(tasks);
      tasks.start();
    }
    await settle();
    const begun = Date.now();
    times.length = 0;
    await vi.advanceTimersByTimeAsync(33_000);
    expect(times.map((time) => time - begun)).toEqual([27_000, 30_000, 33_000]);
  });

  it('what is thrown stands in the status, and the next look comes all the same', async () => {
    const { task, looks } = slowTask();
    const tasks = made(task);
    tasks.start();
    looks[0]?.end(new Error('the database is away'));
    await settle();
    expect(tasks.list()[0]?.last_run).toMatchObject({ error: 'the database is away', counts: [] });
    await vi.advanceTimersByTimeAsync(30_000);
    looks[1]?.end();
    await settle();
    expect(tasks.list()[0]?.last_run).toMatchObject({ error: null });
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'skewline_background_task_runs_total{task="instance_watcher",outcome="failed"} 1',
    );
  });

  it('are activated together, soon, and once more where they are looking', async () => {
    const { task, looks, most } = slowTask();
    const tasks = made(task);
    tasks.activate('instance_watcher');
    await vi.advanceTimersByTimeAsync(1000);
    expect(looks).toHaveLength(0);

    tasks.start();
    for (let count = 0; count < 5; count += 1) tasks.activate('instance_watcher');
    expect(looks).toHaveLength(1);
    looks[0]?.end();
    await vi.advanceTimersByTimeAsync(250);
    expect(looks).toHaveLength(2);
    looks[1]?.end();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(looks).toHaveLength(2);
    tasks.activate('instance_watcher');
    tasks.activate('instance_watcher');
    await vi.advanceTimersByTimeAsync(250);
    expect(looks).toHaveLength(3);
    expect(most()).toBe(1);
  });

  it('run for whoever waits: a look that began after the question', async () => {
    const { task, looks } = slowTask();
    const tasks = made(task);
    tasks.start();
    const first = tasks.runNow('instance_watcher');
    const second = tasks.runNow('instance_watcher');
    looks[0]?.end();
    await settle();
    expect(looks).toHaveLength(2);
    looks[1]?.end();
    for (const answer of await Promise.all([first, second])) {
      expect(answer).toMatchObject({
        runs: 2,
        running_since: null,
        last_run: { reason: 'asked', counts: [{ counts: [{ count: 2 }] }] },
      });
    }
    expect(await tasks.runNow('saga_recovery')).toMatchObject({
      status: 404,
      code: 'background_task_not_found',
    });
  });

  it('that are disabled look only for whoever waits', async () => {
    const { task, looks } = slowTask('instance_reincarnation');
    const tasks = made(task);
    tasks.start();
    tasks.activate('instance_reincarnation');
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(looks).toHaveLength(0);
    const asked = tasks.runNow('instance_reincarnation');
    looks[0]?.end();
    expect(await asked).toMatchObject({ disabled: true, period_seconds: 60, runs: 1 });
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(looks).toHaveLength(1);
  });

  it('stop: what runs is aborted and waited for, what waits is refused, nothing begins', async () => {
    const { task, looks } = slowTask();
    const tasks = made(task);
    tasks.start();
    const waiting = tasks.runNow('instance_watcher');
    await tasks.stop();
    expect(looks).toHaveLength(1);
    expect(looks[0]?.signal.aborted).toBe(true);
    expect(tasks.list()[0]).toMatchObject({
      running_since: null,
      last_run: { error: 'told to stop' },
    });
    const refusals = [await waiting, await tasks.runNow('instance_watcher')];
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ status: 503 });
    }
    tasks.start();
    tasks.activate('instance_watcher');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(looks).toHaveLength(1);
  });
});
