/**
 * A client of the external Nexus API, for the instances, disks, groups, projects and sleds of a rack.
 * It is written for version 2026112100, finds out which version its server speaks, and speaks that one.
 *
 *     import { connect, instanceView } from '@skewline/nexus-client/external';
 *
 *     const nexus = connect({ baseUrl: 'https://rack.example', headers: { authorization } });
 *     const got = await instanceView(nexus, { path: { instance: 'web' }, query: { project: 'shop' } });
 *     if (got.ok) console.log(got.value.run_state, got.version);
 *     else console.log(got.code, got.message);
 *
 * A program that uses a few functions carries only their conversions. One that uses many takes them
 * as methods: `createNexusClient({ baseUrl })`. `/external/responses` has validators of all answers in
 * all versions, for `connect({ validate })`.
 */
export { api, connect } from './generated/api.ts';
export { createNexusClient, type NexusClient } from './generated/methods.ts';
export {
  affinityGroupCreate,
  affinityGroupDelete,
  affinityGroupList,
  affinityGroupMemberInstanceAdd,
  affinityGroupMemberInstanceDelete,
  affinityGroupMemberInstanceView,
  affinityGroupMemberList,
  affinityGroupUpdate,
  affinityGroupView,
  antiAffinityGroupCreate,
  antiAffinityGroupDelete,
  antiAffinityGroupList,
  antiAffinityGroupMemberInstanceAdd,
  antiAffinityGroupMemberInstanceDelete,
  antiAffinityGroupMemberInstanceView,
  antiAffinityGroupMemberList,
  antiAffinityGroupUpdate,
  antiAffinityGroupView,
  diskCreate,
  diskDelete,
  diskList,
  diskView,
  instanceAffinityGroupList,
  instanceAntiAffinityGroupList,
  instanceCreate,
  instanceDelete,
  instanceDiskAttach,
  instanceDiskDetach,
  instanceDiskList,
  instanceEventList,
  instanceList,
  instancePlacementDryRun,
  instanceReboot,
  instanceStart,
  instanceStartAttemptList,
  instanceStartAttemptView,
  instanceStop,
  instanceView,
  placementDryRun,
  projectCreate,
  projectDelete,
  projectList,
  projectUpdate,
  projectView,
  sledInstanceList,
  sledList,
  sledSetProvisionPolicy,
  sledView,
  systemStartAttemptList,
  systemStartAttemptView,
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
export type * from '@skewline/nexus-types/external/v2026112100';
