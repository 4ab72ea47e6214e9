import ipaddr from 'ipaddr.js';

/** The family of an address or a subnet. That it is one has been checked where it came in. */
export function familyOf(text: string): 4 | 6 {
  return text.includes(':') ? 6 : 4;
}

/** Whether a subnet has the address, which is of its family. */
export function contains(subnet: string, address: string): boolean {
  const [network, length] = ipaddr.parseCIDR(subnet);
  const parsed = ipaddr.parse(address);
  // The two classes compare only with their own kind; of another family nothing is contained.
  if (parsed instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) {
    return parsed.match(network, length);
  }
  if (parsed instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6) {
    return parsed.match(network, length);
  }
  return false;
}

/** In the order of the numbers that they are (`10.0.0.9` before `10.0.0.10`), each once. */
export function sortedAddresses<Address extends string>(addresses: readonly Address[]): Address[] {
  const byNumber = new Map(addresses.map((address) => [numberOf(address), address]));
  return [...byNumber]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, address]) => address);
}

function numberOf(address: string): bigint {
  const bytes = ipaddr.parse(address).toByteArray();
  return bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}
