import type { Operation, Uuid } from '@skewline/runtime/api';
import type { SledVmmState as InitialSledVmmState } from '@skewline/sled-agent-types/v1';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import type { Error } from './v1/error.ts';

/** What a sled agent can tell Nexus. */
export interface Operations {
  /**
   * Tells what became of a VMM. A generation that Nexus knows already changes nothing, so it may be told
   * again.
   */
  cpapi_instances_put: [
    Operation<
      'PUT',
      '/vmms/{propolis_id}',
      {
        path: { propolis_id: Uuid };
        body: InitialSledVmmState;
        responses: { 204: void; '4XX': Error; '5XX': Error };
        until: 1;
      }
    >,
    Operation<
      'PUT',
      '/vmms/{propolis_id}',
      {
        path: { propolis_id: Uuid };
        body: SledVmmState;
        responses: { 204: void; '4XX': Error; '5XX': Error };
        since: 2;
      }
    >,
  ];
}
