import type { Cause } from '../cause.ts';
import { capacityCauses } from './capacity.ts';
import { diskCauses } from './disks.ts';
import { groupCauses } from './groups.ts';
import { interferenceCauses } from './interference.ts';
import { quotaCauses } from './quota.ts';
import { answeringSledCauses, silentSledCauses } from './sleds.ts';

/**
 * All causes of a failed start, by the rack that they are played on. On the patient one nexus waits long for sled agents; on
 * the other it soon gives up on those that say nothing. What suits both is where there is time for it.
 */
export const causesByRack: {
  readonly [Rack in 'patient' | 'impatient']: readonly Cause[];
} = {
  patient: [...interferenceCauses, ...answeringSledCauses, ...groupCauses],
  impatient: [...silentSledCauses, ...capacityCauses, ...diskCauses, ...quotaCauses],
};

export const allCauses: readonly Cause[] = Object.values(causesByRack).flat();
