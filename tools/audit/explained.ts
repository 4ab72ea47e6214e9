import type { Explanation } from './findings.ts';

/** What `npm audit` reports and does not concern us, each with the reason. */
export const explained: readonly Explanation[] = [];
