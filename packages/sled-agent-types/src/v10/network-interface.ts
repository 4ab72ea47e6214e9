import type { Ipv4, Ipv6 } from '@skewline/runtime/api';
import type { Ipv4Net, Ipv6Net } from '../v1/ip-net.ts';
import type * as V1 from '../v1/network-interface.ts';

/** A virtual network card with addresses of one family or of both. */
export interface NetworkInterface extends Omit<
  V1.NetworkInterface,
  'ip' | 'subnet' | 'transit_ips'
> {
  ip_config: PrivateIpConfig;
}

/** Addresses in the VPC: IPv4, IPv6, or both at once. */
export type PrivateIpConfig =
  | { type: 'v4'; value: PrivateIpv4Config }
  | { type: 'v6'; value: PrivateIpv6Config }
  | { type: 'dual_stack'; value: { v4: PrivateIpv4Config; v6: PrivateIpv6Config } };

/** An IPv4 address in the VPC. */
export interface PrivateIpv4Config {
  ip: Ipv4;
  /** The VPC subnet that `ip` is of. */
  subnet: Ipv4Net;
  /**
   * Subnets that the guest routes.
   *
   * @default []
   */
  transit_ips?: Ipv4Net[];
}

/** An IPv6 address in the VPC. */
export interface PrivateIpv6Config {
  ip: Ipv6;
  /** The VPC subnet that `ip` is of. */
  subnet: Ipv6Net;
  /** Subnets that the guest routes. Of this family the list must be there, even if it is empty. */
  transit_ips: Ipv6Net[];
}
