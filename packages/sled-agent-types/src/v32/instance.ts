import type * as V18 from '../v18/instance.ts';
import type { ExternalIpConfig } from './external-ip.ts';

/** What surrounds the virtual machine on its sled. That it has no external address is said now. */
export interface InstanceSledLocalConfig extends Omit<V18.InstanceSledLocalConfig, 'external_ips'> {
  external_ips: ExternalIpConfig;
}
