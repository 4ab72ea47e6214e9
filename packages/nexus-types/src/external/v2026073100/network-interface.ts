import type { Ipv4, Ipv6 } from '@skewline/runtime/api';
import type { IdentityCreate } from './identity.ts';
import type { Name } from './name.ts';

/**
 * An IPv4 network: an address, a slash, and how many bits of it are the network's.
 *
 * @pattern ^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])/(3[0-2]|[12]?[0-9])$
 */
export type Ipv4Net = string;

/**
 * An IPv6 network: an address, a slash, and how many bits of it are the network's.
 *
 * @pattern ^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}(:[0-9a-fA-F]{1,4})|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:(:[0-9a-fA-F]{1,4}){1,6}|:((:[0-9a-fA-F]{1,4}){1,7}|:))/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$
 */
export type Ipv6Net = string;

/** Which IPv4 address of its subnet an interface gets. */
export type Ipv4Assignment =
  /** Any that is free. */
  | { type: 'auto' }
  /** That one, if it is free. */
  | { type: 'explicit'; value: Ipv4 };

/** Which IPv6 address of its subnet an interface gets. */
export type Ipv6Assignment =
  /** Any that is free. */
  | { type: 'auto' }
  /** That one, if it is free. */
  | { type: 'explicit'; value: Ipv6 };

/** The IPv4 side of a new interface. */
export interface PrivateIpv4StackCreate {
  ip: Ipv4Assignment;
  /**
   * Further networks that it may send to and receive from.
   *
   * @default []
   */
  transit_ips?: Ipv4Net[];
}

/** The IPv6 side of a new interface. */
export interface PrivateIpv6StackCreate {
  ip: Ipv6Assignment;
  /**
   * Further networks that it may send to and receive from.
   *
   * @default []
   */
  transit_ips?: Ipv6Net[];
}

/** Both sides of a new interface. */
export interface PrivateDualStackCreate {
  v4: PrivateIpv4StackCreate;
  v6: PrivateIpv6StackCreate;
}

/** Which versions of IP a new interface speaks. */
export type PrivateIpStackCreate =
  /** IPv4 only. */
  | { type: 'v4'; value: PrivateIpv4StackCreate }
  /** IPv6 only. */
  | { type: 'v6'; value: PrivateIpv6StackCreate }
  /** Both. */
  | { type: 'dual_stack'; value: PrivateDualStackCreate };

/** A network interface to be made for an instance. */
export interface InstanceNetworkInterfaceCreate extends IdentityCreate {
  /** The network that it is in. */
  vpc_name: Name;
  /** The part of that network that it is in. */
  subnet_name: Name;
  /**
   * Which addresses it gets; by default one of each version of IP.
   *
   * @default {"type":"dual_stack","value":{"v4":{"ip":{"type":"auto"},"transit_ips":[]},"v6":{"ip":{"type":"auto"},"transit_ips":[]}}}
   */
  ip_config?: PrivateIpStackCreate;
}

/** The network interfaces that a new instance gets. */
export type InstanceNetworkInterfaceAttachment =
  /** These, the first of which is the primary one. */
  | { type: 'create'; params: InstanceNetworkInterfaceCreate[] }
  /** One in the project's default network, with an IPv4 address. */
  | { type: 'default_ipv4' }
  /** One in the project's default network, with an IPv6 address. */
  | { type: 'default_ipv6' }
  /** One in the project's default network, with an address of each version of IP. */
  | { type: 'default_dual_stack' }
  /** None. */
  | { type: 'none' };
