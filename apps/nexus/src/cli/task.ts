import type {
  BackgroundTask,
  BackgroundTaskName,
  CountGroup,
} from '@skewline/nexus-types/operator';
import { Argument } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, leaf } from './command.ts';
import { CliProblem } from './problem.ts';
import { type Paint, plain, sectionText } from './text.ts';

const names: { readonly [Name in BackgroundTaskName]: Name } = {
  instance_watcher: 'instance_watcher',
  instance_updater: 'instance_updater',
  instance_reincarnation: 'instance_reincarnation',
  abandoned_vmm_reaper: 'abandoned_vmm_reaper',
  saga_recovery: 'saga_recovery',
};

export function addTaskCommands(program: Group): void {
  const task = group(program, 'task', 'what a nexus does every now and then by itself');

  leaf(
    task,
    'list',
    'lists the background tasks of a nexus, and how they fared',
    'task list',
  ).action(
    act(program.terminal, async ({ client }) => {
      const found = answered(await client.backgroundTaskList());
      if (found instanceof CliProblem) return found;
      return {
        value: found,
        text: (paint) => found.items.map((item) => taskText(paint, item)).join('\n'),
      };
    }),
  );

  leaf(task, 'run', 'has a task look now, and waits for that', 'task run instance_watcher')
    .addArgument(new Argument('<name>', 'of the task').choices(Object.values(names)))
    .action(
      act(program.terminal, async ({ client, args: [text = ''] }) => {
        // Commander has looked that it is one of them.
        const name = text as BackgroundTaskName;
        const found = answered(await client.backgroundTaskActivate({ path: { name } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => taskText(paint, found) };
      }),
    );
}

function taskText(paint: Paint, task: BackgroundTask): string {
  const { last_run: last } = task;
  const period = `every ${String(task.period_seconds)} s`;
  return sectionText(paint, task.name, [
    ['what', task.description],
    ['period', task.disabled ? 'only when it is asked to' : period],
    ['runs', task.runs],
    ...(task.running_since === null
      ? []
      : [['running since', paint.time(task.running_since)] as const]),
    ...(last === null
      ? [['last run', 'none yet'] as const]
      : [
          [
            'last run',
            `${paint.time(last.time_started)}, ${String(last.duration_ms)} ms, ${last.reason}`,
          ] as const,
          ...(last.error === null
            ? []
            : [['error', paint.colour('red', plain(last.error))] as const]),
          ...last.counts.map((counts) => [counts.name, countsText(counts)] as const),
        ]),
  ]);
}

function countsText({ counts }: CountGroup): string {
  return counts.map(({ label, count }) => `${label} ${String(count)}`).join(', ');
}
