import { constant } from '@skewline/runtime';
import type { DecisionsUpToV7 } from '../generated/decisions.ts';

export const up: DecisionsUpToV7 = { 'InstanceSledLocalConfig.multicast_groups': constant([]) };
