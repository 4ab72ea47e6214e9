import { constant } from '@skewline/runtime';
import type { DecisionsUpToV9 } from '../generated/decisions.ts';

export const up: DecisionsUpToV9 = { 'InstanceSledLocalConfig.delegated_zvols': constant([]) };
