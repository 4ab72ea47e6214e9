import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import type { NexusConfig } from '../config.ts';
import { makeRunner, type Runner, type RunnerOptions } from './runner.ts';
import type { BackgroundTasks, Task } from './task.ts';

export interface BackgroundTasksOptions extends Pick<RunnerOptions, 'log' | 'metrics' | 'now'> {
  readonly config: NexusConfig['tasks'];
  /** From 0 to 1; `Math.random` unless told otherwise. */
  readonly random?: () => number;
}

/** Runs the tasks of one nexus, each by its own clock. Nothing runs before `start`, but what `runNow` is asked for. */
export function createBackgroundTasks(
  tasks: readonly Task[],
  { config, random = Math.random, ...shared }: BackgroundTasksOptions,
): BackgroundTasks {
  const runners = new Map<BackgroundTaskName, Runner>();
  for (const task of tasks) {
    runners.set(task.name, makeRunner(task, { ...shared, ...config[task.name], random }));
  }
  const all = [...runners.values()];
  return {
    start() {
      for (const runner of all) runner.start();
    },
    activate(name) {
      runners.get(name)?.activate();
    },
    async runNow(name, reason = 'asked') {
      const runner = runners.get(name);
      if (runner !== undefined) return runner.runNow(reason);
      const message = `not found: background task with name "${name}"`;
      return new Refusal(message, { code: 'background_task_not_found', status: 404 });
    },
    list: () => all.map((runner) => runner.status()),
    async stop() {
      await Promise.all(all.map((runner) => runner.stop()));
    },
  };
}
