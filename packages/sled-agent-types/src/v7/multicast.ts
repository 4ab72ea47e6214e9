import type { Closed, Ip } from '@skewline/runtime/api';

/** A multicast group that an instance listens to. */
export interface InstanceMulticastMembership {
  group_ip: Ip;
  /** Who may send to the instance in this group; anybody where the list is empty. */
  sources: Ip[];
}

/** Joins a group, or leaves one. */
export type InstanceMulticastBody =
  Closed<{ join: InstanceMulticastMembership }> | Closed<{ leave: InstanceMulticastMembership }>;
