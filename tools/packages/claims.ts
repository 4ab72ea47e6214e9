import type { Problem } from './problem.ts';

/** What a published package claims, beside what every one must hold. */
export interface Claim {
  /** It runs in browsers; else in Node only. */
  readonly browser: boolean;
  /** What its entries may weigh. Where there are limits, each entry is under one. */
  readonly limits?: readonly Limit[];
  /** Dependencies that ask for a newer Node than the package does, and why it is right all the same. */
  readonly newerNode?: Readonly<Record<string, string>>;
}

/** What some entries may weigh together, since what uses one of them mostly uses the others. */
export interface Limit {
  /** As in "exports". */
  readonly entries: readonly string[];
  /** Less than this, minified and gzipped. */
  readonly bytes: number;
}

/** One row for each published package. */
export const claims: Readonly<Record<string, Claim>> = {
  '@skewline/runtime': {
    browser: true,
    limits: [
      // What generated conversions, validators and servers need.
      { entries: ['.', './api', './validation', './exchange'], bytes: 5000 },
      // With all sources of versions; what a program does not import is not bundled.
      { entries: ['./client'], bytes: 9500 },
    ],
  },
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
  // Databases.
  '@skewline/saga': {
    browser: false,
    newerNode: { kysely: 'as in db-model' },
  },
  '@skewline/sled-agent-client': { browser: true },
  '@skewline/nexus-client': { browser: true },
  // Fastify, and whatever else speaks web requests; the example runs under Node.
  '@skewline/server': {
    browser: false,
    newerNode: { cookie: "Fastify's, and only for its tests by injection: the example runs there" },
  },
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

/** An entry without a limit is one that may grow unseen; a limit for none is left over. */
export function limitProblems(
  subpaths: readonly string[],
  limits: readonly Limit[],
): readonly Problem[] {
  const limited = limits.flatMap(({ entries }) => entries);
  const where = 'tools/packages/claims.ts';
  const missing = subpaths
    .filter((subpath) => !limited.includes(subpath))
    .map((subpath) => ({
      what: `the entry "${subpath}" is under no limit`,
      where,
      fix: 'add it to one of the limits of its package',
    }));
  const left = limited
    .filter((subpath) => !subpaths.includes(subpath))
    .map((subpath) => ({
      what: `there is a limit for "${subpath}", and no such entry`,
      where,
      fix: 'take it out',
    }));
  return [...missing, ...left];
}
