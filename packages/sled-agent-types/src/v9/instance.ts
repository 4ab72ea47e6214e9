import type * as V7 from '../v7/instance.ts';
import type { DelegatedZvol } from './delegated-zvol.ts';

/** What surrounds the virtual machine on its sled, with storage that is there and nowhere else. */
export interface InstanceSledLocalConfig extends V7.InstanceSledLocalConfig {
  delegated_zvols: DelegatedZvol[];
}
