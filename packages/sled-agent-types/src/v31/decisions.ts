import type { DecisionsDownToV29 } from '../generated/decisions.ts';
import { cannotSay } from '../refusals.ts';

export const down: DecisionsDownToV29 = {
  'VpcFirewallRuleProtocol(icmp6)': cannotSay('a rule for ICMPv6'),
};
