import type * as V1 from '../v1/firewall.ts';

/** A protocol that a rule is about, ICMP of either family among them. */
export type VpcFirewallRuleProtocol =
  | V1.VpcFirewallRuleProtocol
  | { type: 'icmp6'; value: V1.VpcFirewallIcmpFilter | null };
