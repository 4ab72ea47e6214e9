import type * as V11 from '../v11/instance.ts';
import type { AttachedSubnet } from './attached-subnet.ts';

/** What surrounds the virtual machine on its sled, with the subnets that are routed to it. */
export interface InstanceSledLocalConfig extends V11.InstanceSledLocalConfig {
  attached_subnets: AttachedSubnet[];
}
