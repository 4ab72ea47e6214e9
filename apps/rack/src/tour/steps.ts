import { noCapacity } from './capacity.ts';
import { cooldown } from './cooldown.ts';
import { crashOnNewSled, crashOnOldSled, policyNever } from './crash.ts';
import { tooManyDisks } from './disks.ts';
import { contradictoryGroups } from './groups.ts';
import { nexusKilled } from './nexus-killed.ts';
import { refusedProvesNothing, sledOff } from './power.ts';
import type { TourStep } from './step.ts';

/** The tour, in the order in which it is told. */
export const steps: readonly TourStep[] = [
  noCapacity,
  contradictoryGroups,
  tooManyDisks,
  crashOnNewSled,
  crashOnOldSled,
  sledOff,
  refusedProvesNothing,
  nexusKilled,
  cooldown,
  policyNever,
];
