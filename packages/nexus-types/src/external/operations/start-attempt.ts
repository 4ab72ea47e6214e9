import type { Operation, Reply, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v2026073100/error.ts';
import type { NameOrId } from '../v2026073100/name.ts';
import type { ProjectQuery } from '../v2026073100/page.ts';
import type { ProjectTimePageQuery, SystemTimePageQuery } from '../v2026112100/page.ts';
import type {
  StartAttempt,
  StartAttemptResultsPage,
  SystemStartAttempt,
  SystemStartAttemptResultsPage,
} from '../v2026112100/start-attempt.ts';
import type { PreferenceHeaders, PreferHeaders } from '../v2026112100/start-headers.ts';

export interface StartAttemptOperations {
  /** Lists the attempts to start an instance. */
  instance_start_attempt_list: Operation<
    'GET',
    '/v1/instances/{instance}/start-attempts',
    {
      path: { instance: NameOrId };
      query: ProjectTimePageQuery;
      responses: { 200: StartAttemptResultsPage; '4XX': Error; '5XX': Error };
      tags: ['instances'];
      since: '2026112100.0.0';
    }
  >;

  /**
   * Shows one attempt to start an instance. With a preference to wait the answer comes when the attempt
   * has its outcome, or when the time is up and it has none.
   */
  instance_start_attempt_view: Operation<
    'GET',
    '/v1/instances/{instance}/start-attempts/{attempt_id}',
    {
      path: { instance: NameOrId; attempt_id: Uuid };
      query: ProjectQuery;
      header: PreferHeaders;
      responses: {
        200: Reply<StartAttempt, PreferenceHeaders>;
        '4XX': Error;
        '5XX': Error;
      };
      tags: ['instances'];
      since: '2026112100.0.0';
    }
  >;

  /** Lists attempts to start instances, with what only operators may know. */
  system_start_attempt_list: Operation<
    'GET',
    '/v1/system/start-attempts',
    {
      query: SystemTimePageQuery;
      responses: { 200: SystemStartAttemptResultsPage; '4XX': Error; '5XX': Error };
      tags: ['system/instances'];
      since: '2026112100.0.0';
    }
  >;

  /** Shows one attempt to start an instance, with what only operators may know. */
  system_start_attempt_view: Operation<
    'GET',
    '/v1/system/start-attempts/{attempt_id}',
    {
      path: { attempt_id: Uuid };
      responses: { 200: SystemStartAttempt; '4XX': Error; '5XX': Error };
      tags: ['system/instances'];
      since: '2026112100.0.0';
    }
  >;
}
