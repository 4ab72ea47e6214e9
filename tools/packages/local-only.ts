import { record } from '../src/tree.ts';
import type { Problem } from './problem.ts';

/**
 * Packages that are only tried go to a registry on this machine and nowhere else. Why this address
 * is not one, or nothing when it is.
 */
export function whyNotLocal(address: string): string | undefined {
  if (!URL.canParse(address)) return `"${address}" is no address`;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'http:') return `${address} is not plain http`;
  if (hostname !== '127.0.0.1') return `${hostname} is not 127.0.0.1`;
  if (port === '') return `${address} names no port`;
  if (username !== '' || password !== '') return `${address} carries credentials`;
  return undefined;
}

/** A package that names a registry of its own would go there, whatever the command line says. */
export function registriesOfItsOwn(
  manifest: Readonly<Record<string, unknown>>,
  where: string,
): readonly Problem[] {
  return Object.keys(record(manifest['publishConfig']))
    .filter((key) => key === 'registry' || key.endsWith(':registry'))
    .map((key) => ({
      what: `"publishConfig" has "${key}", which overrides the registry that we publish to`,
      where,
      fix: `take "${key}" out of "publishConfig"`,
    }));
}

/**
 * The environment of the programs that we start: without what npm, nx or a person's shell would have
 * them do differently, and without anybody's credentials.
 */
export function plainEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const unwanted =
    /^(?:npm_|nx_|node_options$|node_path$|node_env$|force_color$|ci$)|token|password|secret|_auth/i;
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || unwanted.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}
