import { posix, resolve } from 'node:path';
import { apiMembers, type Config, readApiConfig } from './config/api.ts';
import { type ClientConfig, readClientConfig } from './config/client.ts';
import { Members } from './config/members.ts';
import { readRepresentationConfig, type RepresentationConfig } from './config/representation.ts';
import { isJsonObject } from './model/json.ts';
import type { Checked, Problem } from './model/problem.ts';
import { readConfigText } from './read/config-text.ts';

export type { Config } from './config/api.ts';
export type { ClientConfig } from './config/client.ts';
export type { RepresentationConfig, SideConfig, Spelling } from './config/representation.ts';

/** `skewline.json`: what a package, or a repository of packages, says about itself. */
export interface PackageConfig {
  readonly apis: readonly Config[];
  readonly representations: readonly RepresentationConfig[];
  /** Clients of APIs that other packages hold. */
  readonly clients: readonly ClientConfig[];
  /** Folders of packages with a skewline.json of their own, in the order to generate them in. */
  readonly packages: readonly string[];
}

/**
 * Reads the text of `skewline.json`: one API at the top level, or several in `apis`, and conversions
 * between representations, and clients; or, at the root of a repository, the list of its packages.
 */
export function readPackageConfig(text: string, file = 'skewline.json'): Checked<PackageConfig> {
  const problems: Problem[] = [];
  const json = readConfigText(text, file, problems);
  if (json === undefined) return { problems };
  const members = new Members(isJsonObject(json) ? json : {}, '', problems, file);
  if (!isJsonObject(json)) {
    members.wrong('', 'not an object', 'write {"name": …, "documents": …}');
    return { problems };
  }
  const value = members.has('packages') ? readRoot(members) : readPackage(members);
  return problems.length > 0 ? { problems } : { value, problems };
}

/** The same for a package of one API, which most are. */
export function readConfig(text: string, file = 'skewline.json'): Checked<Config> {
  const { value, problems } = readPackageConfig(text, file);
  if (value === undefined) return { problems };
  const [only, ...others] = value.apis;
  if (only !== undefined && others.length === 0) return { value: only, problems };
  const message = `${file} has ${String(value.apis.length)} APIs, not one`;
  return {
    problems: [{ code: 'config_invalid', severity: 'error', message, file, pointer: '/apis' }],
  };
}

function readRoot(members: Members): PackageConfig {
  members.allow(['packages']);
  const fix = 'write ["packages/bookstore", "packages/library"]';
  const packages: string[] = [];
  for (const [index, one] of members.list('packages', fix).entries()) {
    const isNew =
      typeof one === 'string' && one !== '' && !packages.some((other) => samePath(one, other));
    if (isNew) packages.push(one);
    else members.wrong(`packages/${String(index)}`, 'not a folder, or there already', fix);
  }
  if (packages.length === 0) members.wrong('packages', 'no package is listed', fix);
  return { apis: [], representations: [], clients: [], packages };
}

function readPackage(members: Members): PackageConfig {
  const several = members.has('apis');
  const whole = ['apis', 'representations', 'clients'];
  const alone = apiMembers.filter((key) => members.has(key));
  members.allow(several ? whole : [...apiMembers, ...whole]);
  const apis: Config[] = [];
  if (several) {
    for (const one of members.objects('apis', 'write [{"name": …, "documents": …}]')) {
      one.allow(apiMembers);
      apis.push(readApiConfig(one));
    }
  } else if (alone.length > 0 || !whole.some((key) => members.has(key))) {
    apis.push(readApiConfig(members));
  }
  const representations = members
    .objects('representations', 'write [{"name": …, "source": …, "from": …, "to": …, "pairs": …}]')
    .map(readRepresentationConfig);
  const clients = members
    .objects('clients', 'write [{"api": …, "package": …, "module": …, "source": …}]')
    .map(readClientConfig);
  const places = [
    ...apis.map((one, index) => place(one, several ? `apis/${String(index)}/` : '', 'name')),
    ...representations.map((one, index) => place(one, `representations/${String(index)}/`, 'name')),
    ...clients.map((one, index) => place(one, `clients/${String(index)}/`, 'api')),
  ];
  for (const [index, { name, source, at, named }] of places.entries()) {
    const before = places.slice(0, index);
    if (name !== '' && before.some((one) => one.name === name)) {
      members.wrong(
        `${at}${named}`,
        `the name ${name} is there already`,
        'give each a name of its own',
      );
    }
    if (source !== '' && before.some((one) => samePath(one.source, source))) {
      const message = `two of them would write into ${posix.join(source, 'generated')}`;
      members.wrong(`${at}source`, message, 'give each a source folder of its own');
    }
  }
  return { apis, representations, clients, packages: [] };
}

interface Place {
  readonly name: string;
  readonly source: string;
  /** Where it stands in skewline.json, and the member that names it there. */
  readonly at: string;
  readonly named: 'name' | 'api';
}

function place(
  { name, source }: Pick<Place, 'name' | 'source'>,
  at: string,
  named: Place['named'],
): Place {
  return { name, source, at, named };
}

function samePath(a: string, b: string): boolean {
  return posix.resolve('/', a) === posix.resolve('/', b);
}

const variable = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/;

/**
 * A path of `skewline.json`: `${NAME:-else}` takes an environment variable, relative to the working
 * directory; anything else is relative to the package.
 */
export function folderOf(
  path: string,
  packageFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const name = variable.exec(path)?.[1];
  const given = name === undefined ? undefined : environment[name];
  const text = path.replace(variable, (_, __, otherwise) => given ?? String(otherwise ?? ''));
  return resolve(given === undefined ? packageFolder : workingDirectory, text);
}
