import { defineConfig } from 'vitest/config';
import { conditions } from './vitest.config.ts';

/** A whole rack of real processes, over real HTTP on loopback. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['apps/*/test/**/*.e2e.test.ts', 'tools/test/*.e2e.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Each rack has processes enough for the machine, but most tests wait: for a VMM to boot, for a task to look.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
