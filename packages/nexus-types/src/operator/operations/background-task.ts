import type { Operation } from '@skewline/runtime/api';
import type { BackgroundTask, BackgroundTaskName, BackgroundTasks } from '../v1/background-task.ts';
import type { Error } from '../v1/error.ts';

export interface BackgroundTaskOperations {
  /** Lists the background tasks of this nexus. */
  background_task_list: Operation<
    'GET',
    '/background-tasks',
    { responses: { 200: BackgroundTasks; '4XX': Error; '5XX': Error } }
  >;

  /** Shows a background task of this nexus. */
  background_task_view: Operation<
    'GET',
    '/background-tasks/{name}',
    {
      path: { name: BackgroundTaskName };
      responses: { 200: BackgroundTask; '4XX': Error; '5XX': Error };
    }
  >;

  /** Has it look now, also where it is disabled. The answer comes when it has. */
  background_task_activate: Operation<
    'POST',
    '/background-tasks/{name}/activate',
    {
      path: { name: BackgroundTaskName };
      responses: { 200: BackgroundTask; '4XX': Error; '5XX': Error };
    }
  >;
}
