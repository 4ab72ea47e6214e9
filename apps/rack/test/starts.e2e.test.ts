import { causesByRack } from './starts/causes/all.ts';
import { testStarts } from './starts/suite.ts';

testStarts([
  // Here sled agents are slow, and are waited for.
  { sledTimeoutMs: 30_000, causes: causesByRack.patient },
  // Here some do not answer at all, and are asked five times.
  { sledTimeoutMs: 700, causes: causesByRack.impatient },
]);
