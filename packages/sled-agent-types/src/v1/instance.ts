import type { Ip, Uuid } from '@skewline/runtime/api';
import type { SourceNatConfig } from './external-ip.ts';
import type { ResolvedVpcFirewallRule } from './firewall.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { VmmRuntimeState } from './vmm.ts';
import type { VmmSpec } from './vmm-spec.ts';

/** Everything a sled agent has to know to host a VMM of an instance. */
export interface InstanceEnsureBody {
  /** What the guest is given to see. */
  vmm_spec: VmmSpec;
  /** What the sled sets up around it. */
  local_config: InstanceSledLocalConfig;
  /** The state that the record of this VMM begins with. */
  vmm_runtime: VmmRuntimeState;
  instance_id: Uuid;
  /** The migration that this VMM is the target of, if it is one. */
  migration_id?: Uuid | null;
  /** Address and port that the VMM's own server has to listen on. */
  propolis_addr: string;
  metadata: InstanceMetadata;
}

/** Whom the instance's measurements are counted for. */
export interface InstanceMetadata {
  silo_id: Uuid;
  project_id: Uuid;
}

/** What surrounds the virtual machine on its sled: names, network, firewall. */
export interface InstanceSledLocalConfig {
  hostname: Hostname;
  nics: NetworkInterface[];
  /** For connections that the guest opens where it has no external address of its own. */
  source_nat: SourceNatConfig;
  /** An external address that the instance keeps only while it exists. */
  ephemeral_ip?: Ip | null;
  /** External addresses that outlive the instance. */
  floating_ips: Ip[];
  firewall_rules: ResolvedVpcFirewallRule[];
  dhcp_config: DhcpConfig;
}

/**
 * A host name of one or more labels (RFC 1035).
 *
 * @pattern ^([a-zA-Z0-9]+[a-zA-Z0-9\-]*(?<!-))(\.[a-zA-Z0-9]+[a-zA-Z0-9\-]*(?<!-))*$
 * @minLength 1
 * @maxLength 253
 */
export type Hostname = string;

/** What the guest is told by DHCP, beside its address. */
export interface DhcpConfig {
  dns_servers: Ip[];
  /** The domain that the guest's own name is in. */
  host_domain?: string | null;
  /** Domains in which the guest looks for names without a dot. */
  search_domains: string[];
}
