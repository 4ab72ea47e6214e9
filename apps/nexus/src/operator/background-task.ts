import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import type { Operations } from '@skewline/nexus-types/operator';
import { Refusal } from '@skewline/runtime';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { errorReply, refused } from '../refused.ts';

/** What operators see of the background tasks of this nexus, and have them do. */
export function backgroundTaskHandlers({
  tasks,
}: Pick<Nexus, 'tasks'>): Pick<
  Handlers<Operations>,
  'background_task_list' | 'background_task_view' | 'background_task_activate'
> {
  return {
    background_task_list: () => ({ status: 200, body: { items: [...tasks.list()] } }),
    background_task_view({ path: { name } }, call) {
      const task = tasks.list().find((one) => one.name === name);
      if (task === undefined) return errorReply(call, 404, notFound(name));
      return { status: 200, body: task };
    },
    async background_task_activate({ path: { name } }, call) {
      const task = await tasks.runNow(name);
      return task instanceof Refusal ? refused(call, task) : { status: 200, body: task };
    },
  };
}

function notFound(name: BackgroundTaskName): string {
  return `not found: background task with name "${name}"`;
}
