import { familyOf } from '../addresses.ts';
import type { DecisionsDownToV10, DecisionsUpToV11 } from '../generated/decisions.ts';
import { invalid } from '../refusals.ts';

export const up: DecisionsUpToV11 = {
  'InstanceSledLocalConfig.external_ips': (old) => {
    const { source_nat, ephemeral_ip = null, floating_ips } = old;
    const family = familyOf(source_nat.ip);
    const others = ephemeral_ip === null ? floating_ips : [ephemeral_ip, ...floating_ips];
    if (others.some((address) => familyOf(address) !== family)) {
      const rule = 'SNAT, ephemeral, and floating IPs must all be of the same IP version';
      return invalid(`invalid external IP config: ${rule}`);
    }
    const value = { source_nat, ephemeral_ip, floating_ips };
    return { type: family === 4 ? 'v4' : 'v6', value };
  },
};

export const down: DecisionsDownToV10 = {
  'InstanceSledLocalConfig.{source_nat,ephemeral_ip,floating_ips}': ({ external_ips }) => {
    if (external_ips?.type === 'dual_stack') {
      return invalid('external addresses of both families cannot be said');
    }
    const { source_nat, ephemeral_ip = null, floating_ips = [] } = external_ips?.value ?? {};
    if (!source_nat) return invalid('an instance without source NAT cannot be said');
    return { source_nat, ephemeral_ip, floating_ips };
  },
};
