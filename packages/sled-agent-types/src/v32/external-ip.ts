import type { Ipv4, Ipv6 } from '@skewline/runtime/api';
import type * as V11 from '../v11/external-ip.ts';

/** The external addresses of an instance, family by family. Neither need be there. */
export interface ExternalIpConfig {
  v4?: ExternalIpv4Config | null;
  v6?: ExternalIpv6Config | null;
}

/** External IPv4 addresses. */
export interface ExternalIpv4Config extends Omit<V11.ExternalIpv4Config, 'floating_ips'> {
  /**
   * Addresses that outlive the instance, each once.
   *
   * @uniqueItems true
   */
  floating_ips: Ipv4[];
}

/** External IPv6 addresses. */
export interface ExternalIpv6Config extends Omit<V11.ExternalIpv6Config, 'floating_ips'> {
  /**
   * Addresses that outlive the instance, each once.
   *
   * @uniqueItems true
   */
  floating_ips: Ipv6[];
}
