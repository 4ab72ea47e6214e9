import type { Reporter, TestModule } from 'vitest/node';

/**
 * The last line of `npm run test:corpus`: how many of the oracle's cases agree. A disputed case has
 * its own expectation and its evidence in DISPUTES.md; it counts as failed where that is missed.
 */
export const oracleReporter: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const counts = { agreed: 0, failed: 0, disputed: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { oracle } = test.meta() as { oracle?: 'agreed' | 'disputed' }; // set by the oracle's test
        if (oracle === undefined) continue;
        counts[test.ok() && test.result().state === 'passed' ? oracle : 'failed'] += 1;
      }
    }
    const { agreed, failed, disputed } = counts;
    if (agreed + failed + disputed === 0) return;
    const line = `oracle: ${String(agreed)} passed, ${String(failed)} failed, ${String(disputed)} disputed`;
    process.stdout.write(`${line}\n`);
  },
};
