import type * as V1 from '../v1/instance.ts';
import type { InstanceMulticastMembership } from './multicast.ts';

/** What surrounds the virtual machine on its sled, multicast groups included. */
export interface InstanceSledLocalConfig extends V1.InstanceSledLocalConfig {
  /** The groups that the instance is in from its start. */
  multicast_groups: InstanceMulticastMembership[];
}
