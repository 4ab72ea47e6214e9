import { constant, drop, lossy, refusal, refuse } from '@skewline/runtime';
import { isUnspecified, onlyV4, whyUnusable } from './addresses.ts';
import type { Decisions } from './generated/decisions.ts';

const peerLoss = 'the lifetime of a numbered peer, and which unspecified address it was';
const needsPort = 'a rack network config must contain at least one uplink port';
const noSource = 'Numbered peer has a src_addr configured, which is unrepresentable';

type Steps = 'v20' | 'v25' | 'v26' | 'v30' | 'v39' | 'v42' | 'v47';

export const earlyNetworking: Pick<Decisions, Steps> = {
  v20: {
    down: {
      'BgpPeerConfig.addr': onlyV4('BgpPeerConfig.addr', 'Ipv4Addr'),
      'IpNet as Ipv4Net': onlyV4('BgpConfig.originate', 'Ipv4Net'),
      'RackNetworkConfig.infra_ip_first': onlyV4('RackNetworkConfig.infra_ip_first', 'Ipv4Addr'),
      'RackNetworkConfig.infra_ip_last': onlyV4('RackNetworkConfig.infra_ip_last', 'Ipv4Addr'),
      'UplinkAddressConfig.address': drop('that there is no address', '::/128'),
    },
  },
  v25: { down: { 'WriteNetworkConfigRequest.schema_version': constant(2) } },
  v26: {
    up: {
      'EarlyNetworkConfigBody.rack_network_config': refuse(
        null,
        'EarlyNetworkConfigBody has `None` for rack_network_config; this should be impossible!',
      ),
    },
    down: { 'EarlyNetworkConfigBody.ntp_servers': constant([]) },
  },
  v30: {
    up: {
      'BgpPeerConfig.addr': lossy(peerLoss, ({ addr, router_lifetime = 0 }) => {
        if (isUnspecified(addr)) return { type: 'unnumbered', router_lifetime };
        if (whyUnusable(addr) === undefined) return { type: 'numbered', ip: addr };
        return refusal(null, `invalid router peer address \`${addr}\``);
      }),
      'UplinkAddressConfig.address': lossy('which unspecified address it was', ({ address }) => {
        if (!address || isUnspecified(address)) return { type: 'addrconf' };
        const why = whyUnusable(address);
        if (why === undefined) return { type: 'static', ip_net: address };
        return refusal(400, `invalid uplink ipnet \`${address}\`: ${why}`);
      }),
    },
    down: {
      'BgpPeerConfig.{addr,router_lifetime}': ({ addr }) =>
        addr.type === 'numbered'
          ? { addr: addr.ip, router_lifetime: 0 }
          : { addr: '0.0.0.0', router_lifetime: addr.router_lifetime },
      'UplinkAddressConfig.address': ({ address }) =>
        address.type === 'static' ? address.ip_net : null,
    },
  },
  v39: {
    up: {
      'SystemNetworkingConfig.blueprint_external_networking_config': (old) => {
        const { service_zone_nat_entries: entries } = old;
        const blueprint_external_networking_generation = 1;
        return (
          entries && { blueprint_external_networking_generation, service_zone_nat_entries: entries }
        );
      },
    },
    down: {
      'SystemNetworkingConfig.service_zone_nat_entries': lossy(
        'the generation',
        (config) => config.blueprint_external_networking_config?.service_zone_nat_entries ?? null,
      ),
    },
  },
  v42: {
    up: {
      'RackNetworkConfig.ports': (ports) =>
        ports.length > 0 ? ports : refusal(null, `${needsPort}, but the port list was empty`),
    },
  },
  v47: {
    up: {
      'RouterPeerType(numbered).{src_addr,target_addr}': ({ ip }) => ({ target_addr: ip }),
    },
    down: {
      'RouterPeerType(numbered).ip': ({ src_addr, target_addr }) =>
        src_addr ? refusal(null, `${noSource} in this API version`) : target_addr,
    },
  },
};
