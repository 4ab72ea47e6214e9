import { causesByRack } from './starts/causes/all.ts';
import { testStarts } from './starts/suite.ts';

// Each cause of a failed start, for each origin, with a caller who waits, one who hangs up, and nexus killed (SIGKILL) at a
// random moment. What is told of each cause is in `starts/causes/`; what cannot be combined, and why, is told by
// `impossibleOf` of `starts/combinations.ts`. One of them: `-t 'quota_exceeded, user, nexus killed'`.

testStarts([
  // Here sled agents are slow, and are waited for.
  { sledTimeoutMs: 30_000, causes: causesByRack.patient },
  // Here some do not answer at all, and are asked five times.
  { sledTimeoutMs: 700, causes: causesByRack.impatient },
]);
