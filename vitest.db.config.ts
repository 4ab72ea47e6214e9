import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { conditions, setupFiles } from './vitest.config.ts';

// Dozens of processes run our sources, and most of what each does at first is to make JavaScript of the same TypeScript.
// Node keeps what it made here, by content.
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  'node_modules/.cache/skewline-compile',
);

/** What needs a database: on PGlite, which takes seconds to start, and on a real PostgreSQL. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.db.test.ts'],
    setupFiles,
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/db-model/test/support/global-setup.ts'],
    // More than there are processors on a small machine, for many tests wait: for a lease to end, for a process, for a
    // database to come back. Not as many as on a large one: each may have a PGlite or two, of a quarter of a gigabyte.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
