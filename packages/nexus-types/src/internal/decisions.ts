import { lossy } from '@skewline/runtime';
import { downVmmState } from '@skewline/sled-agent-types/v49/down';
import { upVmmState } from '@skewline/sled-agent-types/v49/up';
import type { Decisions } from './generated/decisions.ts';

/** The states are a sled agent's, and so are the answers. */
export const decisions: Decisions = {
  v2: {
    up: { 'VmmState(failed)': upVmmState },
    down: {
      // Who listens is told once, by this decision: the sled agent's, which it uses, loses the same.
      'VmmState(failed)': lossy('why a VMM failed: cause and detail', (failed) =>
        downVmmState(failed, {}),
      ),
    },
  },
};
