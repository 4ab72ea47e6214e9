import type { Cause } from '../cause.ts';
import { capacityCauses } from './capacity.ts';
import { diskCauses } from './disks.ts';
import { groupCauses } from './groups.ts';
import { interferenceCauses } from './interference.ts';
import { quotaCauses } from './quota.ts';
import { sledCauses } from './sleds.ts';

/**
 * All causes of a failed start, by the rack that they are played on: on the patient one nexus waits long for sled agents,
 * and on the other it soon gives up on those that say nothing.
 */
export const causesByRack: {
  readonly [Rack in 'patient' | 'impatient']: readonly Cause[];
} = {
  patient: [
    ...interferenceCauses,
    ...capacityCauses,
    ...groupCauses,
    ...diskCauses,
    ...quotaCauses,
  ],
  impatient: sledCauses,
};

export const allCauses: readonly Cause[] = Object.values(causesByRack).flat();
