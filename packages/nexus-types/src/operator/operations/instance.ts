import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type {
  Instance,
  InstanceEventResultsPage,
  InstanceMigrate,
  InstanceQuery,
  InstanceResultsPage,
  SagaStarted,
  StartAttemptDetail,
  StartAttemptQuery,
  StartAttemptResultsPage,
} from '../v1/instance.ts';
import type { PageQuery } from '../v1/page.ts';
import type { PlacementExplanation } from '../v1/placement.ts';

export interface InstanceOperations {
  /** Lists the instances of all projects in the order of their ids. */
  instance_list: Operation<
    'GET',
    '/instances',
    { query: InstanceQuery; responses: { 200: InstanceResultsPage; '4XX': Error; '5XX': Error } }
  >;

  /** Shows an instance with its VMMs, its migration and its starts; also one that is deleted. */
  instance_view: Operation<
    'GET',
    '/instances/{instance_id}',
    { path: { instance_id: Uuid }; responses: { 200: Instance; '4XX': Error; '5XX': Error } }
  >;

  /** Lists what happened to an instance, oldest first, with what users are not told. */
  instance_event_list: Operation<
    'GET',
    '/instances/{instance_id}/events',
    {
      path: { instance_id: Uuid };
      query: PageQuery;
      responses: { 200: InstanceEventResultsPage; '4XX': Error; '5XX': Error };
    }
  >;

  /** Lists attempts to start instances, the newest first. */
  start_attempt_list: Operation<
    'GET',
    '/start-attempts',
    {
      query: StartAttemptQuery;
      responses: { 200: StartAttemptResultsPage; '4XX': Error; '5XX': Error };
    }
  >;

  /** Shows an attempt to start an instance, and why which sled could not take it. */
  start_attempt_view: Operation<
    'GET',
    '/start-attempts/{attempt_id}',
    {
      path: { attempt_id: Uuid };
      responses: { 200: StartAttemptDetail; '4XX': Error; '5XX': Error };
    }
  >;

  /** Begins to move a running instance to another sled. */
  instance_migrate: Operation<
    'POST',
    '/instances/{instance_id}/migrate',
    {
      path: { instance_id: Uuid };
      body: InstanceMigrate;
      responses: { 202: SagaStarted; '4XX': Error; '5XX': Error };
    }
  >;

  /** Says where an instance would be placed now, and what speaks against every other sled. */
  instance_placement_explain: Operation<
    'GET',
    '/instances/{instance_id}/placement',
    {
      path: { instance_id: Uuid };
      responses: { 200: PlacementExplanation; '4XX': Error; '5XX': Error };
    }
  >;
}
