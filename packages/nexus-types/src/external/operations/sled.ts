import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v2026073100/error.ts';
import type { IdPageQuery } from '../v2026073100/page.ts';
import type {
  Sled,
  SledInstanceResultsPage,
  SledProvisionPolicyParams,
  SledProvisionPolicyResponse,
  SledResultsPage,
} from '../v2026073100/sled.ts';

/** For operators. */
export interface SledOperations {
  /** Lists the sleds of the rack. */
  sled_list: Operation<
    'GET',
    '/v1/system/hardware/sleds',
    {
      query: IdPageQuery;
      responses: { 200: SledResultsPage; '4XX': Error; '5XX': Error };
      tags: ['system/hardware'];
    }
  >;

  /** Shows a sled. */
  sled_view: Operation<
    'GET',
    '/v1/system/hardware/sleds/{sled_id}',
    {
      path: { sled_id: Uuid };
      responses: { 200: Sled; '4XX': Error; '5XX': Error };
      tags: ['system/hardware'];
    }
  >;

  /** Lists the instances that run on a sled. */
  sled_instance_list: Operation<
    'GET',
    '/v1/system/hardware/sleds/{sled_id}/instances',
    {
      path: { sled_id: Uuid };
      query: IdPageQuery;
      responses: { 200: SledInstanceResultsPage; '4XX': Error; '5XX': Error };
      tags: ['system/hardware'];
    }
  >;

  /** Says whether new instances may be placed on a sled. */
  sled_set_provision_policy: Operation<
    'PUT',
    '/v1/system/hardware/sleds/{sled_id}/provision-policy',
    {
      path: { sled_id: Uuid };
      body: SledProvisionPolicyParams;
      responses: { 200: SledProvisionPolicyResponse; '4XX': Error; '5XX': Error };
      tags: ['system/hardware'];
    }
  >;
}
