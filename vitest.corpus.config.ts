import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { oracleReporter } from './tools/src/oracle-reporter.ts';
import { conditions, setupFiles } from './vitest.config.ts';

// The corpus is real history of somebody else's APIs and is not part of this repository. Without it this
// suite has nothing to say, and a suite that skips everything would look like one that passes.
const shared = resolve(import.meta.dirname, process.env['SKEWLINE_SHARED'] ?? '../shared');
if (!existsSync(resolve(shared, 'corpus'))) {
  console.error(
    `There is no corpus at ${shared}: set SKEWLINE_SHARED to the folder that has corpus/ and oracle/. ` +
      'The tests that need no corpus are `npm test`.',
  );
  process.exit(1);
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,examples}/*/{src,test}/**/*.corpus.test.ts', 'tools/**/*.corpus.test.ts'],
    setupFiles,
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['tools/corpus-setup.ts'],
    // Always absolute, so that a test may run in any folder.
    env: { SKEWLINE_SHARED: shared },
    reporters: ['default', oracleReporter],
    maxWorkers: '100%',
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
