import { defineConfig } from 'vitest/config';
import { conditions } from './vitest.config.ts';

/** Clients and servers of all versions against each other, over real HTTP on loopback. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['skew/**/*.skew.test.ts'],
    exclude: ['**/node_modules/**', 'skew/.generated/**', 'skew/peers/**'],
    globalSetup: ['skew/setup.ts'],
    // One at a time: the load test wants the machine for itself.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
