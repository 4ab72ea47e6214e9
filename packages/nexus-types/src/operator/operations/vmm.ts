import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { Vmm, VmmQuery, VmmResultsPage } from '../v1/vmm.ts';

export interface VmmOperations {
  /** Lists VMMs in the order of their ids. */
  vmm_list: Operation<
    'GET',
    '/vmms',
    { query: VmmQuery; responses: { 200: VmmResultsPage; '4XX': Error; '5XX': Error } }
  >;

  /** Shows a VMM, also one that is deleted. */
  vmm_view: Operation<
    'GET',
    '/vmms/{vmm_id}',
    { path: { vmm_id: Uuid }; responses: { 200: Vmm; '4XX': Error; '5XX': Error } }
  >;
}
