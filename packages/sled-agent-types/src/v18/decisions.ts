import { constant } from '@skewline/runtime';
import type { DecisionsUpToV18 } from '../generated/decisions.ts';

export const up: DecisionsUpToV18 = { 'InstanceSledLocalConfig.attached_subnets': constant([]) };
