import { constant } from '@skewline/runtime';
import type { DecisionsUpToV44 } from '../generated/decisions.ts';

export const up: DecisionsUpToV44 = { 'NvmeDisk.has_write_cache': constant(true) };
