import { type Refusal, refusal } from '@skewline/runtime';
import { address, family } from './addresses.ts';
import type { Refinements } from './generated/refinements.ts';
import type { ServiceZoneNatEntry } from './generated/v33/types.ts';

function ports({ kind }: ServiceZoneNatEntry): { ip: string; first: number; last: number } {
  if (kind.kind !== 'boundary_ntp') return { ip: kind.external_ip, first: 0, last: 65_535 };
  const { ip, first_port: first, last_port: last } = kind.snat_cfg;
  return { ip, first, last };
}

const names = { boundary_ntp: 'BoundaryNtp', external_dns: 'ExternalDns', nexus: 'Nexus' };

function checkNat(entries: readonly ServiceZoneNatEntry[]): Refusal | undefined {
  const invalid = (what: string): Refusal => refusal(400, `ServiceZoneNatEntries requires ${what}`);
  const seen = new Set<string>(entries.map(({ kind }) => kind.kind));
  const missing = Object.entries(names).filter(([kind]) => !seen.has(kind));
  if (missing.length > 0) {
    const listed = missing.map(([, name]) => name).join(', ');
    return invalid(`at least one entry for zone types {${listed}}`);
  }
  const ranges = entries.map((entry) => ({ zone: entry.zone_id, ...ports(entry) }));
  for (const [index, one] of ranges.entries()) {
    const overlaps = ({ ip, first, last }: typeof one): boolean =>
      address(ip).toString() === address(one.ip).toString() &&
      first <= one.last &&
      one.first <= last;
    const other = ranges.slice(0, index).find(overlaps);
    if (other === undefined) continue;
    const said = [other, one].map((r) => `zone ${r.zone} IP ${r.ip} ports ${r.first}-${r.last}`);
    return invalid(`non-overlapping entries: ${said.join(' conflicts with ')}`);
  }
  return undefined;
}

/** What omicron checks when it parses, and its words where the schema checks too. */
export const refinements: Refinements = {
  ServiceZoneNatEntries: { check: checkNat },
  UplinkPorts: { words: { minItems: 'invalid length 0, expected at least one uplink port' } },
  RouterPeerType: {
    check(peer) {
      if (peer.type === 'unnumbered' || !peer.src_addr) return undefined;
      if (family(peer.src_addr) === family(peer.target_addr)) return undefined;
      const { src_addr, target_addr } = peer;
      return refusal(400, `${src_addr} does not have the same address family as ${target_addr}`);
    },
  },
};
