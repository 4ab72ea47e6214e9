import type { Uint32 } from '@skewline/runtime/api';
import type * as V32 from '../v32/instance.ts';

/** What surrounds the virtual machine on its sled, with the size of frames that it may send. */
export interface InstanceSledLocalConfig extends V32.InstanceSledLocalConfig {
  /**
   * The largest packet of the primary network card, in bytes. Where this is absent or null it is
   * 1500; more is for instances that may send jumbo frames.
   */
  primary_nic_mtu?: Uint32 | null;
}
