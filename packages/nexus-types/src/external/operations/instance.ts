import type { Operation } from '@skewline/runtime/api';
import type { Error } from '../v2026073100/error.ts';
import type { Instance, InstanceResultsPage } from '../v2026073100/instance.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectPageQuery, ProjectQuery } from '../v2026073100/page.ts';
import type { InstanceEventResultsPage } from '../v2026112100/instance-event.ts';
import type { ProjectTimePageQuery } from '../v2026112100/page.ts';

export interface InstanceOperations {
  /** Lists the instances of a project. */
  instance_list: Operation<
    'GET',
    '/v1/instances',
    {
      query: ProjectPageQuery;
      responses: { 200: InstanceResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Shows an instance. */
  instance_view: Operation<
    'GET',
    '/v1/instances/{instance}',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      responses: { 200: Instance; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Deletes an instance that does not run. */
  instance_delete: Operation<
    'DELETE',
    '/v1/instances/{instance}',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      responses: { 204: void; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Asks an instance to stop. The answer does not wait until it has. */
  instance_stop: Operation<
    'POST',
    '/v1/instances/{instance}/stop',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      responses: { 202: Instance; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Asks an instance to stop and start again. The answer does not wait until it has. */
  instance_reboot: Operation<
    'POST',
    '/v1/instances/{instance}/reboot',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      responses: { 202: Instance; '4XX': Error; '5XX': Error };
      tags: ['instances'];
    }
  >;

  /** Lists what happened to an instance. */
  instance_event_list: Operation<
    'GET',
    '/v1/instances/{instance}/events',
    {
      path: { instance: NameOrId };
      query: ProjectTimePageQuery;
      responses: { 200: InstanceEventResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
      since: '2026112100.0.0';
    }
  >;
}
