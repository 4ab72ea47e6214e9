import type { Cause } from '../cause.ts';
import { capacityCauses } from './capacity.ts';
import { diskCauses } from './disks.ts';
import { groupCauses } from './groups.ts';
import { interferenceCauses } from './interference.ts';
import { quotaCauses } from './quota.ts';
import { sledCauses } from './sleds.ts';

/** All causes of a failed start, in the files that have a rack for them. */
export const causesByFile: {
  readonly [File in 'capacity' | 'configuration' | 'sleds' | 'interference']: readonly Cause[];
} = {
  capacity: capacityCauses,
  configuration: [...groupCauses, ...diskCauses, ...quotaCauses],
  sleds: sledCauses,
  interference: interferenceCauses,
};

export const allCauses: readonly Cause[] = Object.values(causesByFile).flat();
