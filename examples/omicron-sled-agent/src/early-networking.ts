import { constant, drop, lossy, refusal, refuse } from '@skewline/runtime';
import { canPeer, isUnspecified, notForUplink, onlyV4 } from './addresses.ts';
import type { Decisions } from './generated/decisions.ts';

export const v20: Decisions['v20'] = {
  down: {
    'BgpPeerConfig.addr': onlyV4('BgpPeerConfig.addr', 'Ipv4Addr'),
    'IpNet as Ipv4Net': onlyV4('BgpConfig.originate', 'Ipv4Net'),
    'RackNetworkConfig.infra_ip_first': onlyV4('RackNetworkConfig.infra_ip_first', 'Ipv4Addr'),
    'RackNetworkConfig.infra_ip_last': onlyV4('RackNetworkConfig.infra_ip_last', 'Ipv4Addr'),
    'UplinkAddressConfig.address': drop('that there is no address', '::/128'),
  },
};

export const v25: Decisions['v25'] = {
  down: { 'WriteNetworkConfigRequest.schema_version': constant(2) },
};

export const v26: Decisions['v26'] = {
  up: {
    'EarlyNetworkConfigBody.rack_network_config': refuse(
      null,
      'EarlyNetworkConfigBody has `None` for rack_network_config; this should be impossible!',
    ),
  },
  down: { 'EarlyNetworkConfigBody.ntp_servers': constant([]) },
};

export const v30: Decisions['v30'] = {
  up: {
    'BgpPeerConfig.addr': lossy(
      'router_lifetime of a numbered peer, and which unspecified address it was',
      ({ addr, router_lifetime = 0 }) => {
        if (isUnspecified(addr)) return { type: 'unnumbered', router_lifetime };
        if (!canPeer(addr)) return refusal(null, `invalid router peer address \`${addr}\``);
        return { type: 'numbered', ip: addr };
      },
    ),
    'UplinkAddressConfig.address': lossy('which unspecified address it was', ({ address }) => {
      if (!address || isUnspecified(address)) return { type: 'addrconf' };
      const why = notForUplink(address);
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
};

export const v39: Decisions['v39'] = {
  up: {
    'SystemNetworkingConfig.blueprint_external_networking_config': (old) =>
      old.service_zone_nat_entries
        ? {
            blueprint_external_networking_generation: 1,
            service_zone_nat_entries: old.service_zone_nat_entries,
          }
        : null,
  },
  down: {
    'SystemNetworkingConfig.service_zone_nat_entries': lossy('the generation', (config) =>
      config.blueprint_external_networking_config?.service_zone_nat_entries ?? null,
    ),
  },
};

export const v42: Decisions['v42'] = {
  up: {
    'RackNetworkConfig.ports': (ports) => {
      if (ports.length > 0) return ports;
      const rule = 'a rack network config must contain at least one uplink port';
      return refusal(null, `${rule}, but the port list was empty`);
    },
  },
};

export const v47: Decisions['v47'] = {
  up: {
    'RouterPeerType(numbered).{src_addr,target_addr}': ({ ip }) => ({
      target_addr: ip,
      src_addr: null,
    }),
  },
  down: {
    'RouterPeerType(numbered).ip': ({ src_addr, target_addr }) => {
      if (!src_addr) return target_addr;
      const what = 'Numbered peer has a src_addr configured';
      return refusal(null, `${what}, which is unrepresentable in this API version`);
    },
  },
};
