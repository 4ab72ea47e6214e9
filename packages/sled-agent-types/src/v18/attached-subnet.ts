import type { IpNet } from '../v1/ip-net.ts';

/** A whole subnet that is routed to an instance. */
export interface AttachedSubnet {
  subnet: IpNet;
  kind: AttachedSubnetKind;
}

/** Whether the subnet is of the instance's VPC, or reachable from outside. */
export type AttachedSubnetKind = 'vpc' | 'external';

/** All subnets that an instance shall have; those that are not in the list are detached. */
export interface AttachedSubnets {
  /**
   * Each subnet once.
   *
   * @uniqueItems true
   */
  subnets: AttachedSubnet[];
}
