#!/usr/bin/env node
// Starts the command line. In a checkout that is the sources as they are, so that a stale dist is never run by mistake;
// installed from npm, or on a Node that cannot run TypeScript, it is the built one.
// Syntax here stays old on purpose: an old Node must get as far as printing what is wrong.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const built = new URL('../dist/cli/main.js', import.meta.url);
const source = new URL('../src/cli/main.ts', import.meta.url);

/** The first Node 22 that runs TypeScript without a flag. */
const canStripTypes = major > 22 || (major === 22 && minor >= 18);
/** Node refuses to run TypeScript below node_modules; in a checkout the link there is already followed. */
const isCheckout = existsSync(source) && !source.pathname.includes('/node_modules/');

if (major < 20) {
  fail(`skewline needs Node 20 or newer; this is ${process.version}. See https://nodejs.org/en/download.`);
} else if (isCheckout && canStripTypes) {
  // Other packages' names have to lead to sources too; see "exports" in their package.json.
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'skewline-source'] }),
  });
  await run(source);
} else if (existsSync(built)) {
  await run(built);
} else if (!isCheckout) {
  fail('skewline is not complete: its dist folder is missing. Install it again.');
} else {
  fail(
    `skewline is not built, and Node ${process.version} cannot run its sources. ` +
      'Run `npm run build` first, or use Node 22.18 or newer.',
  );
}

/** @param {URL} main */
async function run(main) {
  try {
    const cli = await import(main.href);
    process.exitCode = await cli.main(process.argv.slice(2));
  } catch (error) {
    fail(error instanceof Error ? (error.stack || error.message) : String(error));
  }
}

/**
 * 1 is the exit code for "the tool itself failed".
 * @param {string} message
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
