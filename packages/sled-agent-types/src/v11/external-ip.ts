import type { Ipv4, Ipv6, Uint16 } from '@skewline/runtime/api';

/** The external addresses of an instance: IPv4, IPv6, or both at once. */
export type ExternalIpConfig =
  | { type: 'v4'; value: ExternalIpv4Config }
  | { type: 'v6'; value: ExternalIpv6Config }
  | { type: 'dual_stack'; value: { v4: ExternalIpv4Config; v6: ExternalIpv6Config } };

/** External IPv4 addresses. */
export interface ExternalIpv4Config {
  /** For connections that the guest opens where it has no external address of its own. */
  source_nat?: SourceNatConfigV4 | null;
  /** An address that the instance keeps only while it exists. */
  ephemeral_ip?: Ipv4 | null;
  /** Addresses that outlive the instance. */
  floating_ips: Ipv4[];
}

/** External IPv6 addresses. */
export interface ExternalIpv6Config {
  /** For connections that the guest opens where it has no external address of its own. */
  source_nat?: SourceNatConfigV6 | null;
  /** An address that the instance keeps only while it exists. */
  ephemeral_ip?: Ipv6 | null;
  /** Addresses that outlive the instance. */
  floating_ips: Ipv6[];
}

/** The IPv4 address that outgoing connections seem to come from, and the ports that are theirs. */
export interface SourceNatConfigV4 {
  ip: Ipv4;
  first_port: Uint16;
  /** Included. */
  last_port: Uint16;
}

/** The same for IPv6. */
export interface SourceNatConfigV6 {
  ip: Ipv6;
  first_port: Uint16;
  /** Included. */
  last_port: Uint16;
}
