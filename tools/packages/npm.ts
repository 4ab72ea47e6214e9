import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Ran, run, type RunOptions } from './process.ts';

/** npm with settings of our own: nobody's configuration file, and so nobody's credentials, is read. */
export interface Npm {
  (args: readonly string[], options: RunOptions & { readonly node?: string }): Promise<Ran>;
}

/** A registry for the packages of one scope; all others come from where npm always gets them. */
export interface OwnRegistry {
  readonly scope: string;
  readonly address: string;
}

/**
 * `scratch` gets the configuration files, `cache` is kept from run to run. For a registry of our own
 * npm is given a token, because without any it refuses to publish; that registry asks for none.
 */
export async function npmWith(scratch: string, cache: string, own?: OwnRegistry): Promise<Npm> {
  const cli = npmProgram();
  const userConfig = join(scratch, 'npmrc');
  const globalConfig = join(scratch, 'npmrc-global');
  const lines = await networkSettings(cli, scratch);
  if (own !== undefined) {
    const { host, href } = new URL(own.address);
    lines.push(`${own.scope}:registry=${href}`, `//${host}/:_authToken=of-nobody`);
  }
  await writeFile(userConfig, `${lines.join('\n')}\n`);
  await writeFile(globalConfig, '');
  const settings = [
    ['userconfig', userConfig],
    ['globalconfig', globalConfig],
    ['cache', cache],
  ].map(([name, value]) => `--${name}=${value}`);
  const always = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    ...settings,
  ];
  return ([command = '', ...args], { node = process.execPath, ...options }) =>
    run(node, [cli, command, ...always, ...args], options);
}

/** How this machine reaches a registry of public packages: without it nothing comes through. */
async function networkSettings(cli: string, folder: string): Promise<string[]> {
  // By itself npm would look for its files beside the Node that it runs on, which is ours and has none.
  const files = ['globalconfig', 'userconfig'].flatMap((name) => {
    const file = process.env[`npm_config_${name}`];
    return file === undefined ? [] : [`--${name}=${file}`];
  });
  const list = [cli, 'config', 'list', '--json', ...files];
  const { ok, end, stdout } = await run(process.execPath, list, { cwd: folder });
  if (!ok) throw new Error(`npm does not say what it is set to (${end}).`);
  // What npm prints is an object of settings.
  const settings = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  return ['registry', 'cafile', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'].flatMap((name) => {
    const value = settings[name];
    const isSaid = typeof value === 'boolean' || (typeof value === 'string' && value !== '');
    return isSaid ? [`${name}=${String(value)}`] : [];
  });
}

/** npm itself, as a script, so that a Node of our choice can run it. */
function npmProgram(): string {
  const given = process.env['npm_execpath'];
  if (given?.endsWith('npm-cli.js') && existsSync(given)) return given;
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'npm'))
    .find((path) => existsSync(path) && realpathSync(path).endsWith('npm-cli.js'));
  if (found === undefined) throw new Error('There is no npm in PATH: install Node with npm.');
  return realpathSync(found);
}
