import type { Cause } from '../cause.ts';
import { capacityCauses } from './capacity.ts';
import { diskCauses } from './disks.ts';
import { groupCauses } from './groups.ts';
import { quotaCauses } from './quota.ts';
import { requestCauses } from './requests.ts';
import { sledCauses } from './sleds.ts';

/** All causes of a failed start, in the three files that have a rack for them. */
export const causesByFile: {
  readonly [File in 'capacity' | 'configuration' | 'sleds']: readonly Cause[];
} = {
  capacity: capacityCauses,
  configuration: [...groupCauses, ...diskCauses, ...quotaCauses],
  sleds: [...sledCauses, ...requestCauses],
};

export const allCauses: readonly Cause[] = Object.values(causesByFile).flat();
