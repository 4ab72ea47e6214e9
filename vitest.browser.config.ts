import { defineConfig } from 'vitest/config';
import { conditions } from './vitest.config.ts';

/** The console in the system's Chromium, against a rack of real processes. Screenshots are in `.screenshots/`. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['apps/rack/test/browser/**/*.browser.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: [
      'packages/db-model/test/support/postgres-cluster.ts',
      'apps/rack/test/browser/support/setup.ts',
    ],
    // Each file has a rack and a browser, and mostly waits for what a person would wait for.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
