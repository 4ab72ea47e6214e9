import type { Uint16, Uint8 } from '@skewline/runtime/api';
import type { IpNet } from './ip-net.ts';
import type { NetworkInterface, Vni } from './network-interface.ts';

/** A firewall rule of a VPC, with names resolved to what they stand for. */
export interface ResolvedVpcFirewallRule {
  action: VpcFirewallRuleAction;
  direction: VpcFirewallRuleDirection;
  /** Of two rules that fit, the one with the smaller number wins. */
  priority: Uint16;
  status: VpcFirewallRuleStatus;
  /** The network cards that the rule is for. */
  targets: NetworkInterface[];
  /**
   * Who is on the other side; everybody where this is absent or null.
   *
   * @uniqueItems true
   */
  filter_hosts?: HostIdentifier[] | null;
  /** Ports on this side; all of them where this is absent or null. */
  filter_ports?: L4PortRange[] | null;
  /** All protocols where this is absent or null. */
  filter_protocols?: VpcFirewallRuleProtocol[] | null;
}

/** What happens to a packet that a rule fits. */
export type VpcFirewallRuleAction = 'allow' | 'deny';

/** Seen from the instance. */
export type VpcFirewallRuleDirection = 'inbound' | 'outbound';

/** A disabled rule is kept, and fits nothing. */
export type VpcFirewallRuleStatus = 'disabled' | 'enabled';

/** A protocol that a rule is about. */
export type VpcFirewallRuleProtocol =
  { type: 'tcp' } | { type: 'udp' } | { type: 'icmp'; value: VpcFirewallIcmpFilter | null };

/** Narrows a rule to some messages of a control protocol. */
export interface VpcFirewallIcmpFilter {
  icmp_type: Uint8;
  /** All codes of that type where this is absent or null. */
  code?: IcmpParamRange | null;
}

/** The other side of a connection: an address block, or a whole VPC. */
export type HostIdentifier = { type: 'ip'; value: IpNet } | { type: 'vpc'; value: Vni };

/**
 * One code, or a range with both ends included: `3`, `20-30`.
 *
 * @pattern ^[0-9]{1,3}(-[0-9]{1,3})?$
 * @minLength 1
 * @maxLength 7
 */
export type IcmpParamRange = string;

/**
 * One port, or a range with both ends included: `22`, `6667-7000`.
 *
 * @pattern ^[0-9]{1,5}(-[0-9]{1,5})?$
 * @minLength 1
 * @maxLength 11
 */
export type L4PortRange = string;
