import type * as V9 from '../v9/instance.ts';
import type { ExternalIpConfig } from './external-ip.ts';

type ExternalAddresses = 'source_nat' | 'ephemeral_ip' | 'floating_ips';

/** What surrounds the virtual machine on its sled, with all external addresses in one place. */
export interface InstanceSledLocalConfig extends Omit<
  V9.InstanceSledLocalConfig,
  ExternalAddresses
> {
  /** Absent or null for an instance without any, source NAT included. */
  external_ips?: ExternalIpConfig | null;
}
