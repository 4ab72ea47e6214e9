/**
 * A client of the gateway API, written for version 1.
 *
 *     import { connect, sledPowerView } from '@skewline/gateway-types/client';
 *
 *     const gateway = connect({ baseUrl: 'http://127.0.0.1:12230' });
 *     const power = await sledPowerView(gateway, { path: { serial } });
 *     if (power.ok) console.log(power.value.power_state);
 */
export { api, connect } from './generated/client/api.ts';
export { createGatewayClient, type GatewayClient } from './generated/client/methods.ts';
export * from './generated/client/operations.ts';
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
export type * from './generated/latest.ts';
