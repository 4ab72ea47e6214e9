/**
 * A client of the operator API: sagas, VMMs, background tasks, sleds, users and what else only operators may see. It is
 * written for version 1.
 *
 *     import { connect, sagaList } from '@skewline/nexus-client/operator';
 *
 *     const nexus = connect({ baseUrl: 'http://127.0.0.1:12220/operator', headers: { authorization } });
 *     const stuck = await sagaList(nexus, { query: { state: 'stuck' } });
 *     if (stuck.ok) console.log(stuck.value.items.length);
 *
 * `/operator/responses` has validators of all answers in all versions, for `connect({ validate })`.
 */
export { api, connect } from './generated/api.ts';
export { createNexusOperatorClient, type NexusOperatorClient } from './generated/methods.ts';
export * from './generated/operations.ts';
export { asked, callback, fixed, told } from '@skewline/runtime/client';
export type {
  CallOptions,
  Connection,
  ConnectOptions,
  ErrorAnswer,
  ErrorOf,
  Failure,
  FailureCode,
  Hooks,
  LossEvent,
  RequestOf,
  ResultOf,
  Success,
  SuccessOf,
  VersionChange,
  VersionSource,
} from '@skewline/runtime/client';
export type * from '@skewline/nexus-types/operator/v1';
