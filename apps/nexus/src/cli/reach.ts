import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { badUse, type CliProblem, failed } from './problem.ts';
import type { Terminal } from './terminal.ts';

/** The options that say where to ask, as they are given. */
export interface ReachOptions {
  readonly url?: string;
  readonly token?: string;
  readonly rack?: string;
  readonly directory?: string;
  readonly database?: string;
}

/** Where to ask: a nexus that runs, or a database itself. */
export type Reach =
  | { readonly kind: 'api'; readonly url: string; readonly token: string }
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'server'; readonly url: string };

type Asked = Pick<Terminal, 'env' | 'directory'>;

/** Options come first, then the environment, then the rack in this folder. */
export function reachOf(options: ReachOptions, terminal: Asked): Reach | CliProblem {
  const given = ['url', 'rack', 'directory', 'database'] as const;
  const [one, other] = given.filter((name) => options[name] !== undefined);
  if (one !== undefined && other !== undefined) {
    return badUse(`--${one} and --${other} say two places to ask`, 'give one of them');
  }
  const { directory, database, rack } = options;
  if (directory !== undefined) {
    return { kind: 'directory', directory: resolve(terminal.directory, directory) };
  }
  if (database !== undefined) {
    return /^postgres(ql)?:\/\//.test(database)
      ? { kind: 'server', url: database }
      : badUse('--database wants a URL like postgresql://user@host:5432/nexus');
  }
  const token = options.token ?? terminal.env['NEXUS_TOKEN'];
  const url = options.url ?? (rack === undefined ? terminal.env['NEXUS_URL'] : undefined);
  if (url === undefined) return reachOfRack(options, terminal);
  if (!isHttp(url)) return badUse(`${url} is no address of a nexus`, 'like http://127.0.0.1:12220');
  return token === undefined
    ? badUse('there is no token to show', 'give --token, or set NEXUS_TOKEN')
    : { kind: 'api', url, token };
}

/** A rack leaves `operator.json` in its folder: where its nexus is, and a token for it. */
function reachOfRack({ rack, token }: ReachOptions, terminal: Asked): Reach | CliProblem {
  const file = resolve(terminal.directory, rack ?? '.rack', 'operator.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (rack !== undefined || why !== 'ENOENT') return failed(`${file} cannot be read: ${why}`);
    return badUse(
      'nobody said where nexus is',
      'give --url and --token, set NEXUS_URL and NEXUS_TOKEN, or begin a rack with `npm start`; --directory or --database asks a database itself',
    );
  }
  const told = parsed(text);
  const known = { url: textOf(told, 'url'), token: token ?? textOf(told, 'token') };
  return known.url !== null && known.token !== null && isHttp(known.url)
    ? { kind: 'api', url: known.url, token: known.token }
    : failed(`${file} does not say url and token`, 'begin the rack again');
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf(value: unknown, member: string): string | null {
  const text: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, member) : null;
  return typeof text === 'string' ? text : null;
}
