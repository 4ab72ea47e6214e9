/**
 * A client of the internal Nexus API: a sled agent reports through it what became of its VMMs. It is
 * written for version 2; to a Nexus of version 1 it says what that can understand, and tells what gets
 * lost on the way (`losses` of the result, `hooks.onLoss` before it is sent).
 *
 *     import { connect, cpapiInstancesPut } from '@skewline/nexus-client/internal';
 *
 *     const nexus = connect({ baseUrl: 'http://[fd00:1122:3344:1::1]:12221' });
 *     const put = await cpapiInstancesPut(nexus, { path: { propolis_id }, body: state });
 *     if (!put.ok) console.log(put.code, put.message);
 *
 * `/internal/responses` has validators of all answers in all versions, for `connect({ validate })`.
 */
export { api, connect } from './generated/api.ts';
export { createNexusInternalClient, type NexusInternalClient } from './generated/methods.ts';
export { cpapiInstancesPut } from './generated/operations.ts';
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
export type * from '@skewline/nexus-types/internal/v2';
