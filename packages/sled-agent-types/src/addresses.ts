import { parseIp } from 'ip-bigint';

/** The family of an address or a subnet. That it is one has been checked where it came in. */
export function familyOf(text: string): 4 | 6 {
  return text.includes(':') ? 6 : 4;
}

/** Whether a subnet has the address. One of the other family it never has. */
export function contains(subnet: string, address: string): boolean {
  const family = familyOf(subnet);
  if (familyOf(address) !== family) return false;
  const [network = '', length] = subnet.split('/');
  const hostBits = BigInt((family === 4 ? 32 : 128) - Number(length));
  return numberOf(network) >> hostBits === numberOf(address) >> hostBits;
}

/** In the order of the numbers that they are (`10.0.0.9` before `10.0.0.10`), each once. */
export function sortedAddresses<Address extends string>(addresses: readonly Address[]): Address[] {
  const byNumber = new Map(addresses.map((address) => [numberOf(address), address]));
  return [...byNumber]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, address]) => address);
}

function numberOf(address: string): bigint {
  return parseIp(address).number;
}
