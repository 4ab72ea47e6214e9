/**
 * A client of the instance side of the Sled Agent API. It is written for version 49, finds out which
 * version its sled agent speaks, and speaks that one: requests go down to it, answers come up.
 *
 *     import { connect, vmmGetState } from '@skewline/sled-agent-client';
 *
 *     const sled = connect({ baseUrl: 'http://[fd00:1122:3344:101::1]:12345' });
 *     const got = await vmmGetState(sled, { path: { propolis_id } });
 *     if (got.ok) console.log(got.value.vmm_state.state, got.version);
 *     else console.log(got.code, got.message);
 *
 * A program that uses a few functions carries only their conversions. One that uses many takes them
 * as methods: `createSledAgentClient({ baseUrl })`. How the version is found out is an option of both:
 * `versions: asked()` (the default), `told()`, `fixed('48')` or `callback(…)`.
 *
 * `/responses` has validators of all answers in all versions, for `connect({ validate })`.
 */
export { api, connect } from './generated/api.ts';
export { createSledAgentClient, type SledAgentClient } from './generated/methods.ts';
export {
  vmmDeleteAttachedSubnet,
  vmmDeleteAttachedSubnets,
  vmmDeleteExternalIp,
  vmmGetState,
  vmmIssueDiskSnapshotRequest,
  vmmJoinMulticastGroup,
  vmmLeaveMulticastGroup,
  vmmPostAttachedSubnet,
  vmmPutAttachedSubnets,
  vmmPutExternalIp,
  vmmPutState,
  vmmRegister,
  vmmUnregister,
} from './generated/operations.ts';
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
export type * from '@skewline/sled-agent-types/v49';
