import { type Refusal, refusal } from '@skewline/runtime';
import ipaddr from 'ipaddr.js';

/** 4 or 6, of an address or a network. The schemas have checked that it is one. */
export const family = (text: string): 4 | 6 => (text.includes(':') ? 6 : 4);

export function address(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  return ipaddr.parse(text.split('/')[0] ?? text);
}

export function contains(subnet: string, text: string): boolean {
  const [network, prefix] = ipaddr.parseCIDR(subnet);
  // The caller has seen that both are of one family, which is what `match` wants.
  return (address(text) as ipaddr.IPv4).match(network as ipaddr.IPv4, prefix);
}

export const isUnspecified = (ip: string): boolean => !address(ip).toByteArray().some(Boolean);

const never: Readonly<Record<string, string>> = {
  loopback: 'loopback address is not allowed',
  multicast: 'multicast address is not allowed',
  broadcast: 'broadcast address is not allowed',
  ipv4Mapped: 'IPv4-mapped IPv6 addresses are not allowed',
};

/** Why an address cannot be that of an uplink, or of a peer; undefined where it can. */
export function whyUnusable(text: string): string | undefined {
  const range = address(text).range();
  if (range !== 'linkLocal' || family(text) === 4) return never[range];
  return 'IPv6 unicast link-local addresses are not allowed';
}

/** As numbers, not as text, and each once. */
export function sortedUnique(addresses: readonly string[]): string[] {
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  const keyed = addresses.map((ip) => [address(ip).toByteArray().map(hex).join(''), ip] as const);
  return [...new Map(keyed)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ip]) => ip);
}

/** For fields that an older sled agent keeps as IPv4. */
export function onlyV4(field: string, type: 'Ipv4Addr' | 'Ipv4Net') {
  return (value: string): string | Refusal =>
    family(value) === 4
      ? value
      : refusal(400, `error getting v1 config: ${field} should be ${type}, but is ${value}`);
}
