import { drop, lossy } from '@skewline/runtime';
import { isSledAgentFailureReason } from '../domain/vmm-failure-reason.ts';
import type { Decisions } from './generated/decisions.ts';

/** A sled agent says no more than this of why a VMM failed; in code points, as JSON Schema counts. */
const longestDetail = 1024;

/** What the control plane and a sled agent do not both know. */
export const decisions: Decisions = {
  domain: {
    up: {
      // A sled agent that cannot tell why is all that is known.
      'VmmState(failed).reason': ({ cause }) =>
        cause === 'unspecified' ? 'from_sled_agent' : cause,
    },
    down: {
      // Before a sled has been told of it, a VMM is on its way there.
      'VmmState(creating)': drop('that no sled has been told of it', { kind: 'starting' }),
      'VmmState(failed).cause': lossy('a reason that no sled agent gives', ({ reason }) =>
        isSledAgentFailureReason(reason) ? reason : 'unspecified',
      ),
      'VmmState(failed).detail': lossy('the end of a detail that is too long', (detail) =>
        detail === null ? null : Array.from(detail).slice(0, longestDetail).join(''),
      ),
      'VmmState(saga_unwound)': drop('that it never ran', { kind: 'destroyed' }),
    },
  },
};
