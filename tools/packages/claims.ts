import type { Problem } from './problem.ts';

/** What a published package claims, beside what every one must hold. */
export interface Claim {
  /** It runs in browsers; else in Node only. */
  readonly browser: boolean;
  /** What all of its entries together may weigh at most, in bytes, minified and gzipped. */
  readonly limit?: number;
  /** Dependencies that ask for a newer Node than the package does, and why it is right all the same. */
  readonly newerNode?: Readonly<Record<string, string>>;
}

/** One row for each published package. */
export const claims: Readonly<Record<string, Claim>> = {
  '@skewline/runtime': { browser: true, limit: 5000 },
  '@skewline/sled-agent-types': { browser: true },
  '@skewline/nexus-types': { browser: true },
  // PostgreSQL's protocol, and a directory of files.
  '@skewline/db-model': {
    browser: false,
    newerNode: {
      kysely:
        'version 0.29 asks for Node 22 and uses nothing that 20 does not have: the example runs there',
    },
  },
  '@skewline/placement': { browser: true },
  '@skewline/sled-agent-client': { browser: true },
  '@skewline/nexus-client': { browser: true },
  // Fastify, and whatever else speaks web requests; the example runs under Node.
  '@skewline/server': { browser: false },
  // Files.
  '@skewline/stored': { browser: false },
  // Reads and writes folders.
  '@skewline/codegen': { browser: false },
};

/** A package without a row is one that nobody has thought about; a row without a package is left over. */
export function claimProblems(names: readonly string[], table = claims): readonly Problem[] {
  const where = 'tools/packages/claims.ts';
  const missing = names
    .filter((name) => !Object.hasOwn(table, name))
    .map((name) => ({
      what: `${name} is published, and nothing says whether it runs in browsers`,
      where,
      fix: `add a row for ${name}, or set "private": true in its package.json`,
    }));
  const left = Object.keys(table)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      what: `there is a row for ${name}, and no such published package`,
      where,
      fix: 'take the row out',
    }));
  return [...missing, ...left];
}
