import { constant, drop, lossy, type Refusal, refusal, refuse } from '@skewline/runtime';
import { contains, familyOf, sortedAddresses } from './addresses.ts';
import type { Decisions } from './generated/decisions.ts';
import type { ExternalIpConfig as OneOrBoth } from './generated/v11/types.ts';
import type { ExternalIpConfig as EachFamily } from './generated/v32/types.ts';

const invalid = (message: string): Refusal => refusal(400, message, 'InvalidRequest');

const cannotSay = (what: string) =>
  refuse(400, `${what} cannot be said in this version`, 'InvalidRequest');

const sorted = <Config extends { floating_ips: string[] }>(config: Config): Config => ({
  ...config,
  floating_ips: sortedAddresses(config.floating_ips),
});

/** Null where neither family is there. */
function oneOrBoth({ v4, v6 }: EachFamily): OneOrBoth | null {
  if (v4 && v6) return { type: 'dual_stack', value: { v4, v6 } };
  if (v4) return { type: 'v4', value: v4 };
  return v6 ? { type: 'v6', value: v6 } : null;
}

const orderOfFloating = 'the order of floating IPs, and that one was listed twice';

/** What cannot be derived between two versions; the rest is in `generated/`. */
export const decisions: Decisions = {
  v7: { up: { 'InstanceSledLocalConfig.multicast_groups': constant([]) } },
  v9: { up: { 'InstanceSledLocalConfig.delegated_zvols': constant([]) } },
  v10: {
    up: {
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
    },
    down: {
      'NetworkInterface.{ip,subnet,transit_ips}': ({ ip_config: { type, value } }) => {
        if (type === 'dual_stack') {
          return invalid('a network interface with addresses of both families cannot be said');
        }
        const { ip, subnet, transit_ips = [] } = value;
        return { ip, subnet, transit_ips };
      },
    },
  },
  v11: {
    up: {
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
    },
    down: {
      'InstanceSledLocalConfig.{source_nat,ephemeral_ip,floating_ips}': ({ external_ips }) => {
        if (external_ips?.type === 'dual_stack') {
          return invalid('external addresses of both families cannot be said');
        }
        const { source_nat, ephemeral_ip = null, floating_ips = [] } = external_ips?.value ?? {};
        if (!source_nat) return invalid('an instance without source NAT cannot be said');
        return { source_nat, ephemeral_ip, floating_ips };
      },
    },
  },
  v17: {
    up: { 'DelegatedZvol(local_storage)': (zvol) => ({ ...zvol, type: 'local_storage_encrypted' }) },
    down: {
      'DelegatedZvol(local_storage_encrypted)': (zvol) => ({ ...zvol, type: 'local_storage' }),
      'DelegatedZvol(local_storage_unencrypted)': () =>
        invalid('unencrypted local storage cannot be said in this version'),
    },
  },
  v18: { up: { 'InstanceSledLocalConfig.attached_subnets': constant([]) } },
  v29: { down: { 'Component(virtio_socket)': cannotSay('a virtio socket') } },
  v31: { down: { 'VpcFirewallRuleProtocol(icmp6)': cannotSay('a rule for ICMPv6') } },
  v32: {
    up: {
      ExternalIpConfig: lossy(orderOfFloating, (old) => {
        if (old.type === 'v4') return { v4: sorted(old.value), v6: null };
        if (old.type === 'v6') return { v4: null, v6: sorted(old.value) };
        return { v4: sorted(old.value.v4), v6: sorted(old.value.v6) };
      }),
      'ExternalIpv4Config.floating_ips': lossy(orderOfFloating, sortedAddresses),
      'ExternalIpv6Config.floating_ips': lossy(orderOfFloating, sortedAddresses),
      'InstanceSledLocalConfig.external_ips': constant({ v4: null, v6: null }),
    },
    down: {
      ExternalIpConfig: (config) =>
        oneOrBoth(config) ?? invalid('that there is no external address cannot be said'),
      // Around it, it can: the whole is null there.
      'InstanceSledLocalConfig.external_ips': ({ external_ips }) => oneOrBoth(external_ips),
    },
  },
  v44: { up: { 'NvmeDisk.has_write_cache': constant(true) } },
  v49: {
    up: {
      // Its sled agent had no words for why, and nobody else knows.
      'VmmState(failed)': constant({ kind: 'failed', cause: 'unspecified', detail: null }),
    },
    down: { 'VmmState(failed)': drop('why a VMM failed: cause and detail', 'failed') },
  },
};
