import type { Operation, Reply } from '@skewline/runtime/api';
import type { Error } from '../v2026073100/error.ts';
import type { InstanceCreate } from '../v2026073100/instance-create.ts';
import type { Instance } from '../v2026073100/instance.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectQuery, RequiredProjectQuery } from '../v2026073100/page.ts';
import type { PlacementDryRun } from '../v2026112100/placement.ts';
import type {
  PreferHeaders,
  StartAttemptHeaders,
  StartHeaders,
} from '../v2026112100/start-headers.ts';

export interface InstanceStartOperations {
  /**
   * Makes an instance and, unless told otherwise, starts it. The answer does not wait for the start:
   * an instance that was made and did not start is made.
   */
  instance_create: [
    Operation<
      'POST',
      '/v1/instances',
      {
        query: RequiredProjectQuery;
        body: InstanceCreate;
        responses: { 201: Instance; '4XX': Error; '5XX': Error };
        tags: ['instances'];
        until: '2026073100.0.0';
      }
    >,
    Operation<
      'POST',
      '/v1/instances',
      {
        query: RequiredProjectQuery;
        body: InstanceCreate;
        responses: {
          201: Reply<Instance, StartAttemptHeaders>;
          '4XX': Error;
          '5XX': Error;
        };
        tags: ['instances'];
        since: '2026112100.0.0';
      }
    >,
  ];

  /** Starts an instance. One that runs, or is about to, stays as it is. */
  instance_start: [
    Operation<
      'POST',
      '/v1/instances/{instance}/start',
      {
        path: { instance: NameOrId };
        query: ProjectQuery;
        responses: { 202: Instance; '4XX': Error; '5XX': Error };
        tags: ['instances'];
        until: '2026073100.0.0';
      }
    >,
    Operation<
      'POST',
      '/v1/instances/{instance}/start',
      {
        path: { instance: NameOrId };
        query: ProjectQuery;
        header: PreferHeaders;
        responses: {
          202: Reply<Instance, StartHeaders>;
          /** The request is wrong, or something has to be changed before the instance can start. */
          400: Error;
          /** It is stopping, or something else was done to it meanwhile. */
          409: Error;
          '4XX': Error;
          /** The caller waited, and there is no room for the instance. */
          507: Error;
          '5XX': Error;
        };
        tags: ['instances'];
        since: '2026112100.0.0';
      }
    >,
  ];

  /** Says whether an instance could be placed now, and if not, why. Nothing is reserved. */
  instance_placement_dry_run: Operation<
    'POST',
    '/v1/instances/{instance}/placement-dry-run',
    {
      path: { instance: NameOrId };
      query: ProjectQuery;
      responses: { 200: PlacementDryRun; '4XX': Error; '5XX': Error };
      tags: ['instances'];
      since: '2026112100.0.0';
    }
  >;

  /** Says the same of an instance that is not there yet. None is made. */
  placement_dry_run: Operation<
    'POST',
    '/v1/placement-dry-run',
    {
      query: RequiredProjectQuery;
      body: InstanceCreate;
      responses: { 200: PlacementDryRun; '4XX': Error; '5XX': Error };
      tags: ['instances'];
      since: '2026112100.0.0';
    }
  >;
}
