import { causesByRack } from './starts/causes/all.ts';
import type { Cause } from './starts/cause.ts';
import { testStarts } from './starts/suite.ts';
import { isShort } from './support/short.ts';

// Each cause of a failed start, for each origin, with a caller who waits, one who hangs up, and nexus killed (SIGKILL) at a
// random moment. What is told of each cause is in `starts/causes/`; what cannot be combined, and why, is told by
// `impossibleOf` of `starts/combinations.ts`. One of them: `-t 'quota_exceeded, user, nexus killed'`.

/** In short, one cause for each code. */
function played(causes: readonly Cause[]): readonly Cause[] {
  if (!isShort) return causes;
  const first = causes.filter(
    ({ expected }, index) =>
      causes.findIndex((other) => other.expected.code === expected.code) === index,
  );
  process.stdout.write(
    `starts: in short, ${String(first.length)} of ${String(causes.length)} causes\n`,
  );
  return first;
}

testStarts([
  // Here sled agents are slow, and are waited for.
  { sledTimeoutMs: 30_000, causes: played(causesByRack.patient) },
  // Here some do not answer at all, and are asked five times.
  { sledTimeoutMs: 700, causes: played(causesByRack.impatient) },
]);
