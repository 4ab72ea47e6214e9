import { defineConfig } from 'vitest/config';
import { conditions } from './vitest.config.ts';

/** What needs a database: on PGlite, which takes seconds to start, and on a real PostgreSQL. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.db.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/db-model/test/support/global-setup.ts'],
    // Each PGlite takes most of a gigabyte.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
