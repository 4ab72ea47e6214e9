import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { OperatorReason, Saga, SagaQuery, SagaResultsPage } from '../v1/saga.ts';

export interface SagaOperations {
  /** Lists sagas, the newest first. */
  saga_list: Operation<
    'GET',
    '/sagas',
    { query: SagaQuery; responses: { 200: SagaResultsPage; '4XX': Error; '5XX': Error } }
  >;

  /** Shows a saga, and where each of its nodes stands. */
  saga_view: Operation<
    'GET',
    '/sagas/{saga_id}',
    { path: { saga_id: Uuid }; responses: { 200: Saga; '4XX': Error; '5XX': Error } }
  >;

  /** Of a stuck saga: tries the undo of this node again, and goes on if it succeeds. */
  saga_node_retry: Operation<
    'POST',
    '/sagas/{saga_id}/nodes/{node}/retry',
    {
      path: { saga_id: Uuid; node: string };
      body: OperatorReason;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Of a stuck saga: takes the undo of this node as done, and goes on. */
  saga_node_skip: Operation<
    'POST',
    '/sagas/{saga_id}/nodes/{node}/skip',
    {
      path: { saga_id: Uuid; node: string };
      body: OperatorReason;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Running nodes finish, then all is undone. */
  saga_cancel: Operation<
    'POST',
    '/sagas/{saga_id}/cancel',
    {
      path: { saga_id: Uuid };
      body: OperatorReason;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Does nothing more in it, and leaves what there is. */
  saga_abandon: Operation<
    'POST',
    '/sagas/{saga_id}/abandon',
    {
      path: { saga_id: Uuid };
      body: OperatorReason;
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;
}
