import type { VpcFirewallIcmpFilter } from '../v1/firewall.ts';

/** A protocol that a rule is about, ICMP of either family among them. */
export type VpcFirewallRuleProtocol =
  | { type: 'tcp' }
  | { type: 'udp' }
  | { type: 'icmp'; value: VpcFirewallIcmpFilter | null }
  | { type: 'icmp6'; value: VpcFirewallIcmpFilter | null };
