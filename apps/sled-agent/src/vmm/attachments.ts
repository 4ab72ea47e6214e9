import { type Refusal, refusal } from '@skewline/runtime';
import type { Ip, Uuid } from '@skewline/runtime/api';
import type {
  AttachedSubnet,
  InstanceEnsureBody,
  InstanceExternalIpBody,
  InstanceMulticastBody,
  InstanceMulticastMembership,
} from '@skewline/sled-agent-types/v49';
import { conflict, invalid } from './refusals.ts';

/** What can be attached to a VMM and taken from it while it exists. */
export interface Attachments {
  /** At most one of each family. */
  readonly ephemeralIps: readonly Ip[];
  readonly floatingIps: readonly Ip[];
  readonly groups: readonly InstanceMulticastMembership[];
  readonly subnets: readonly AttachedSubnet[];
  readonly snapshots: readonly { readonly id: Uuid; readonly diskId: Uuid }[];
}

type Changed = Attachments | Refusal;

/** What a VMM is registered with. */
export function attachmentsOf({ local_config: config }: InstanceEnsureBody): Attachments {
  const { v4, v6 } = config.external_ips;
  return {
    ephemeralIps: [v4?.ephemeral_ip, v6?.ephemeral_ip].filter(
      (ip) => ip !== undefined && ip !== null,
    ),
    floatingIps: [...(v4?.floating_ips ?? []), ...(v6?.floating_ips ?? [])],
    groups: config.multicast_groups,
    subnets: config.attached_subnets,
    snapshots: [],
  };
}

export function attachIp(
  attachments: Attachments,
  { type, value }: InstanceExternalIpBody,
): Changed {
  if (type === 'floating') {
    return { ...attachments, floatingIps: withOnce(attachments.floatingIps, value) };
  }
  const other = attachments.ephemeralIps.find((ip) => ip !== value && isV6(ip) === isV6(value));
  if (other !== undefined) return conflict(`there is an ephemeral address already: ${other}`);
  return { ...attachments, ephemeralIps: withOnce(attachments.ephemeralIps, value) };
}

/** What is not attached need not be taken away: it may be asked for again. */
export function detachIp(
  attachments: Attachments,
  { type, value }: InstanceExternalIpBody,
): Changed {
  const without = (ips: readonly Ip[]): readonly Ip[] => ips.filter((ip) => ip !== value);
  return type === 'floating'
    ? { ...attachments, floatingIps: without(attachments.floatingIps) }
    : { ...attachments, ephemeralIps: without(attachments.ephemeralIps) };
}

export function joinGroup(attachments: Attachments, body: InstanceMulticastBody): Changed {
  if (!('join' in body)) return invalid('expected "join": this attaches the VMM to a group');
  return { ...attachments, groups: [...otherGroups(attachments, body.join), body.join] };
}

export function leaveGroup(attachments: Attachments, body: InstanceMulticastBody): Changed {
  if (!('leave' in body)) return invalid('expected "leave": this takes the VMM out of a group');
  return { ...attachments, groups: otherGroups(attachments, body.leave) };
}

export function putSubnets(attachments: Attachments, subnets: readonly AttachedSubnet[]): Changed {
  const names = subnets.map(({ subnet }) => subnet);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined
    ? { ...attachments, subnets }
    : invalid(`subnet ${twice} is listed twice`);
}

export function attachSubnet(attachments: Attachments, attached: AttachedSubnet): Changed {
  const there = attachments.subnets.find(({ subnet }) => subnet === attached.subnet);
  if (there === undefined) {
    return { ...attachments, subnets: [...attachments.subnets, attached] };
  }
  return there.kind === attached.kind
    ? attachments
    : conflict(`subnet ${attached.subnet} is attached already, as ${there.kind}`);
}

export function detachSubnet(attachments: Attachments, subnet: string): Changed {
  return { ...attachments, subnets: attachments.subnets.filter((one) => one.subnet !== subnet) };
}

/** Takes a snapshot of a disk that the VMM has, or finds that it was taken. */
export function snapshot(
  attachments: Attachments,
  { vmm_spec: { components } }: InstanceEnsureBody,
  taken: { readonly id: Uuid; readonly diskId: Uuid },
): Changed {
  if (!Object.hasOwn(components, taken.diskId)) {
    return refusal(404, `the VMM has no disk ${taken.diskId}`, 'ObjectNotFound');
  }
  const there = attachments.snapshots.find(({ id }) => id === taken.id);
  if (there === undefined) {
    return { ...attachments, snapshots: [...attachments.snapshots, taken] };
  }
  return there.diskId === taken.diskId
    ? attachments
    : conflict(`snapshot ${taken.id} is one of disk ${there.diskId}`);
}

const isV6 = (ip: Ip): boolean => ip.includes(':');

function withOnce<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items : [...items, item];
}

function otherGroups(
  { groups }: Attachments,
  { group_ip }: InstanceMulticastMembership,
): readonly InstanceMulticastMembership[] {
  return groups.filter((one) => one.group_ip !== group_ip);
}
