import { isIPv6 } from 'node:net';
import type { Ip } from '@skewline/runtime/api';

/**
 * The block of the VPC subnet that an address is of. The database keeps which subnet it is and not how large it is, so
 * this is the size that the subnets of a default VPC have: /22, or /64 for IPv6.
 */
export function subnetOf(ip: Ip): string {
  return isIPv6(ip) ? `${groupsOf(ip).slice(0, 4).join(':')}::/64` : ipv4Block(ip);
}

function ipv4Block(ip: Ip): string {
  const [a = 0, b = 0, c = 0] = ip.split('.').map(Number);
  return `${String(a)}.${String(b)}.${String(c & 0xfc)}.0/22`;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(ip: Ip): readonly string[] {
  // Its canonical form, with `::` in one place at most, and no dots.
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const first = head === '' ? [] : head.split(':');
  if (tail === undefined) return first;
  const last = tail === '' ? [] : tail.split(':');
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
}
