import { contains, familyOf } from '../addresses.ts';
import type { DecisionsDownToV9, DecisionsUpToV10 } from '../generated/decisions.ts';
import { invalid } from '../refusals.ts';

export const up: DecisionsUpToV10 = {
  // The address and its subnet were free texts of either family; now they have to agree.
  'NetworkInterface.ip_config': ({ ip, subnet, transit_ips = [] }) => {
    const family = familyOf(ip);
    if (familyOf(subnet) !== family) {
      return invalid('IP address and subnet must have the same IP version');
    }
    const stranger = transit_ips.find((transit) => familyOf(transit) !== family);
    if (stranger !== undefined) {
      return invalid(`transit IP subnet ${stranger} is not of the address's family`);
    }
    if (!contains(subnet, ip)) {
      // Spelt as sled agents have always spelt it: somebody may look for it in a log.
      return invalid(`IP subnet ${subnet} does not contain the requested addres ${ip}`);
    }
    return { type: family === 4 ? 'v4' : 'v6', value: { ip, subnet, transit_ips } };
  },
};

export const down: DecisionsDownToV9 = {
  'NetworkInterface.{ip,subnet,transit_ips}': ({ ip_config: { type, value } }) => {
    if (type === 'dual_stack') {
      return invalid('a network interface with addresses of both families cannot be said');
    }
    const { ip, subnet, transit_ips = [] } = value;
    return { ip, subnet, transit_ips };
  },
};
