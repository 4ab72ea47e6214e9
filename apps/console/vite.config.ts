import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { sourceStamp } from './source-stamp.ts';

/** What a person has to fetch for the whole console, as it goes over the wire. */
const mostBytes = 250_000;

const stamp = sourceStamp();

// The same sources are the same console, whoever builds it: suites have an environment of their own, for which React
// would be the slow and large one of its developers.
process.env['NODE_ENV'] = 'production';

/** Writes `build.json`, which tells pages that were loaded before that there is a newer console. */
function buildId(): Plugin {
  return {
    name: 'skewline-build-id',
    generateBundle() {
      const source = `${JSON.stringify({ build: stamp })}\n`;
      this.emitFile({ type: 'asset', fileName: 'build.json', source });
    },
  };
}

/** Says how much it is in all, and fails where that is too much. */
function weigh(): Plugin {
  return {
    name: 'skewline-weigh',
    writeBundle(_options, bundle) {
      let sum = 0;
      for (const file of Object.values(bundle)) {
        sum += gzipSync(file.type === 'chunk' ? file.code : file.source).length;
      }
      this.info(
        `${sum.toLocaleString('en')} bytes gzipped in all, of ${mostBytes.toLocaleString('en')}`,
      );
      if (sum > mostBytes)
        this.error(`the console is ${String(sum)} bytes, over ${String(mostBytes)}`);
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), buildId(), weigh()],
  define: { 'import.meta.env.SKEWLINE_BUILD': JSON.stringify(stamp) },
  resolve: {
    // A package's name leads to its sources, so nothing has to be built before.
    conditions: ['skewline-source', 'module', 'browser', 'development|production'],
  },
  build: {
    target: 'es2023',
    // The content security policy has no `data:` but for pictures, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
