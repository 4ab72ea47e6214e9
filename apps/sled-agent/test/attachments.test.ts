import { Refusal } from '@skewline/runtime';
import { expect, test } from 'vitest';
import {
  attachIp,
  attachmentsOf,
  attachSubnet,
  detachIp,
  detachSubnet,
  joinGroup,
  leaveGroup,
  putSubnets,
  snapshot,
} from '../src/vmm/attachments.ts';
import { toStart, vmmId } from './support/body.ts';

const none = {
  ephemeralIps: [],
  floatingIps: [],
  groups: [],
  subnets: [],
  snapshots: [],
} as const;
const floating = { type: 'floating', value: '203.0.113.1' } as const;
const ephemeral = { type: 'ephemeral', value: '203.0.113.2' } as const;
const subnet = { subnet: '10.0.0.0/8', kind: 'vpc' } as const;
const group = { group_ip: '224.1.1.1', sources: [] };
const otherId = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a09';
const withDisk = {
  ...toStart,
  vmm_spec: {
    ...toStart.vmm_spec,
    components: {
      [vmmId]: { type: 'blob_storage_backend', component: { base64: '', readonly: true } },
    },
  },
} as const;

test('a VMM begins with what it is registered with', () => {
  expect(attachmentsOf(toStart)).toEqual({ ...none, floatingIps: ['10.0.0.9', '10.0.0.10'] });
});

test.each([
  ['an address', attachIp(none, floating), { floatingIps: [floating.value] }],
  [
    'an address again',
    attachIp({ ...none, floatingIps: [floating.value] }, floating),
    { floatingIps: [floating.value] },
  ],
  ['an ephemeral address', attachIp(none, ephemeral), { ephemeralIps: [ephemeral.value] }],
  [
    'one of the other family',
    attachIp({ ...none, ephemeralIps: ['fd00::1'] }, ephemeral),
    { ephemeralIps: ['fd00::1', ephemeral.value] },
  ],
  ['a second one', attachIp({ ...none, ephemeralIps: ['203.0.113.9'] }, ephemeral), 'Conflict'],
  ['no address any more', detachIp({ ...none, ephemeralIps: [ephemeral.value] }, ephemeral), none],
  ['none, when there was none', detachIp(none, floating), none],
  ['a group', joinGroup(none, { join: group }), { groups: [group] }],
  [
    'a group with other sources',
    joinGroup({ ...none, groups: [{ ...group, sources: ['10.0.0.1'] }] }, { join: group }),
    { groups: [group] },
  ],
  ['a group by leaving', joinGroup(none, { leave: group }), 'InvalidRequest'],
  ['no group', leaveGroup({ ...none, groups: [group] }, { leave: group }), none],
  ['no group by joining', leaveGroup(none, { join: group }), 'InvalidRequest'],
  ['subnets', putSubnets(none, [subnet]), { subnets: [subnet] }],
  ['one twice', putSubnets(none, [subnet, { ...subnet, kind: 'external' }]), 'InvalidRequest'],
  ['a subnet', attachSubnet(none, subnet), { subnets: [subnet] }],
  [
    'a subnet of another kind',
    attachSubnet({ ...none, subnets: [subnet] }, { ...subnet, kind: 'external' }),
    'Conflict',
  ],
  ['no subnet', detachSubnet({ ...none, subnets: [subnet] }, '10.0.0.0/8'), none],
  [
    'a snapshot',
    snapshot(none, withDisk, { id: otherId, diskId: vmmId }),
    { snapshots: [{ id: otherId, diskId: vmmId }] },
  ],
  [
    'one of another disk',
    snapshot({ ...none, snapshots: [{ id: otherId, diskId: otherId }] }, withDisk, {
      id: otherId,
      diskId: vmmId,
    }),
    'Conflict',
  ],
  ['one of no disk', snapshot(none, toStart, { id: otherId, diskId: vmmId }), 'ObjectNotFound'],
])('%s', (_name, result, wanted) => {
  const outcome = result instanceof Refusal ? result.code : result;
  expect(outcome).toEqual(typeof wanted === 'string' ? wanted : { ...none, ...wanted });
});
