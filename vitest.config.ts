import { defineConfig } from 'vitest/config';

// A package's name leads to its sources, not to dist, so tests need no build.
export const conditions = ['skewline-source', 'module', 'node', 'development|production'];

// With SKEWLINE_SEED property tests try the same values each time; see there.
export const setupFiles = process.env['SKEWLINE_SEED'] === undefined ? [] : ['./tools/property-seed.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'examples/*/{src,test}/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      '**/generated/**',
      // The corpus is not part of the repository; `npm run test:corpus` has its own configuration.
      '**/*.corpus.test.ts',
      // Databases take seconds to start; `npm run test:db`.
      '**/*.db.test.ts',
      // Clients and servers of all versions, in processes of their own; `npm run test:skew`.
      '**/*.skew.test.ts',
      // A whole rack of processes; `npm run test:e2e`.
      '**/*.e2e.test.ts',
      // A browser, too; `npm run test:browser`.
      '**/*.browser.test.ts',
    ],
    setupFiles,
    // Files share a worker and its modules, as most are quicker than what they import. One that changes what others see
    // (a mock of a module, the environment) undoes it.
    isolate: false,
    // By itself vitest leaves one processor to others, which is half of a small machine.
    maxWorkers: '100%',
    // For what hangs: a slow machine that does other things too needs more than the five seconds of vitest.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    typecheck: {
      tsconfig: './tsconfig.test.json',
      include: ['packages/*/{src,test}/**/*.test-d.ts', 'apps/*/test/**/*.test-d.ts', 'tools/**/*.test-d.ts'],
    },
  },
});
