import { record } from '../src/tree.ts';

/** A package of somebody else's, as a lock has it. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  /** As its manifest says it: an SPDX expression, if all is well. Absent where it says none. */
  readonly licence: string | undefined;
  /** Nobody gets it who installs what we publish: it is needed for development, tests and benchmarks. */
  readonly development: boolean;
}

/** The packages of a lock, each version once. `ours` are workspaces. */
export function lockedPackages(
  lock: string,
  options: { readonly tools: boolean },
): readonly Locked[] {
  // A lock is an object of npm's; what is looked at is checked below.
  const packages = record(record(JSON.parse(lock) as unknown)['packages']);
  const found = new Map<string, Locked>();
  for (const [path, entry] of Object.entries(packages)) {
    if (!path.includes('node_modules/')) continue;
    const {
      name = path.replace(/^.*node_modules\//, ''),
      version,
      license,
      link,
      dev,
    } = record(entry);
    if (link === true) continue;
    const locked: Locked = {
      name: String(name),
      version: String(version),
      licence: typeof license === 'string' ? license : undefined,
      development: options.tools || dev === true,
    };
    const key = `${locked.name}@${locked.version}`;
    const before = found.get(key);
    found.set(key, before?.development === false ? before : locked);
  }
  return [...found.values()];
}
