import { constant, type Context, lossy, type Refusal, refusal, refuse } from '@skewline/runtime';
import { contains, family, sortedUnique } from './addresses.ts';
import type { Decisions } from './generated/decisions.ts';
import type { ExternalIpConfig } from './generated/v11/types.ts';
import type { ExternalIpConfig as BothFamilies } from './generated/v32/types.ts';

const invalid = (message: string): Refusal => refusal(400, message, 'InvalidRequest');

const unrepresentable = (what: string) =>
  refuse(400, `${what} cannot be said in this version`, 'InvalidRequest');

/** What moved from the path into the body in version 17. */
const fromPath = (name: string) => (_: unknown, context: Context) =>
  context.pathParameters?.[name] ?? invalid(`missing path parameter ${name}`);

type InBody = { body: { dataset_id: string; zpool_id: string } };

/** And back: what it says of the rest is lost. */
const toPath = ({ body: { dataset_id, zpool_id } }: InBody) => ({ dataset_id, zpool_id });

const sorted = <T extends { floating_ips: string[] }>(config: T): T => ({
  ...config,
  floating_ips: sortedUnique(config.floating_ips),
});

/** Null where there is no address of either family. */
function tagged({ v4, v6 }: BothFamilies): ExternalIpConfig | null {
  if (v4 && v6) return { type: 'dual_stack', value: { v4, v6 } };
  if (v4) return { type: 'v4', value: v4 };
  return v6 ? { type: 'v6', value: v6 } : null;
}

const onceInOrder = lossy('the order of floating IPs, and that one is there twice', sortedUnique);

type Steps = 'v7' | 'v9' | 'v10' | 'v11' | 'v17' | 'v18' | 'v29' | 'v31' | 'v32' | 'v44';

export const network: Pick<Decisions, Steps> = {
  v7: { up: { 'InstanceSledLocalConfig.multicast_groups': constant([]) } },
  v9: { up: { 'InstanceSledLocalConfig.delegated_zvols': constant([]) } },
  v10: {
    up: {
      'NetworkInterface.ip_config': ({ ip, subnet, transit_ips = [] }) => {
        const [version, other] = family(ip) === 4 ? [4, 6] : [6, 4];
        if (family(subnet) === other) {
          return invalid('IP address and subnet must have the same IP version');
        }
        if (transit_ips.some((one) => family(one) === other)) {
          return invalid(`Expected an IPv${version} transit IP subnet, but found IPv${other}`);
        }
        if (!contains(subnet, ip)) {
          return invalid(`IP subnet ${subnet} does not contain the requested addres ${ip}`);
        }
        return { type: version === 4 ? 'v4' : 'v6', value: { ip, subnet, transit_ips } };
      },
    },
    down: {
      'NetworkInterface.{ip,subnet,transit_ips}': ({ ip_config: { type, value } }) =>
        type === 'dual_stack'
          ? invalid('Cannot convert dual-stack v2 NetworkInterface to v1')
          : { ip: value.ip, subnet: value.subnet, transit_ips: value.transit_ips ?? [] },
    },
  },
  v11: {
    up: {
      'InstanceSledLocalConfig.external_ips': ({ source_nat, ephemeral_ip, floating_ips }) => {
        const version = family(source_nat.ip);
        const others = ephemeral_ip ? [ephemeral_ip, ...floating_ips] : floating_ips;
        if (others.some((ip) => family(ip) !== version)) {
          const what = 'SNAT, ephemeral, and floating IPs must all be of the same IP version';
          return invalid(`invalid external IP config: ${what}`);
        }
        const value = { source_nat, ephemeral_ip: ephemeral_ip ?? null, floating_ips };
        return { type: version === 4 ? 'v4' : 'v6', value };
      },
    },
    down: {
      'InstanceSledLocalConfig.{ephemeral_ip,floating_ips,source_nat}': ({ external_ips: ips }) => {
        if (ips?.type === 'dual_stack') return invalid('only addresses of one family can be said');
        const { source_nat, ephemeral_ip = null, floating_ips = [] } = ips?.value ?? {};
        if (!source_nat) return invalid('an instance without source NAT cannot be said');
        return { source_nat, ephemeral_ip, floating_ips };
      },
    },
  },
  v17: {
    up: {
      'DelegatedZvol(local_storage)': (old) => ({ ...old, type: 'local_storage_encrypted' }),
      'LocalStorageDatasetEnsureRequest.dataset_id': fromPath('dataset_id'),
      'LocalStorageDatasetEnsureRequest.encrypted_at_rest': constant(true),
      'LocalStorageDatasetEnsureRequest.zpool_id': fromPath('zpool_id'),
      'local_storage_dataset_delete request.body': ({ path }) => ({
        ...path,
        encrypted_at_rest: true,
      }),
    },
    down: {
      'DelegatedZvol(local_storage_unencrypted)': unrepresentable('unencrypted local storage'),
      'DelegatedZvol(local_storage_encrypted)': (old) => ({ ...old, type: 'local_storage' }),
      'local_storage_dataset_delete request.path': lossy('whether it is encrypted', toPath),
      'local_storage_dataset_ensure request.path': lossy('whether it is encrypted', toPath),
    },
  },
  v18: { up: { 'InstanceSledLocalConfig.attached_subnets': constant([]) } },
  v29: { down: { 'Component(virtio_socket)': unrepresentable('a virtio socket') } },
  v31: { down: { 'VpcFirewallRuleProtocol(icmp6)': unrepresentable('a rule for ICMPv6') } },
  v32: {
    up: {
      ExternalIpConfig: lossy('the order of floating IPs, and that one is there twice', (old) => {
        const { type, value } = old;
        if (type === 'dual_stack') return { v4: sorted(value.v4), v6: sorted(value.v6) };
        return { v4: null, v6: null, [type]: sorted(value) };
      }),
      'ExternalIpv4Config.floating_ips': onceInOrder,
      'ExternalIpv6Config.floating_ips': onceInOrder,
      'InstanceSledLocalConfig.external_ips': constant({ v4: null, v6: null }),
    },
    down: {
      ExternalIpConfig: (config) => tagged(config) ?? invalid('no external address can be said'),
      'InstanceSledLocalConfig.external_ips': ({ external_ips }) => tagged(external_ips),
    },
  },
  v44: { up: { 'NvmeDisk.has_write_cache': constant(true) } },
};
