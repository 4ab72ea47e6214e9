import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Ran, run, type RunOptions } from './process.ts';

/** npm with settings of our own: nobody's configuration file, and so nobody's credentials, is read. */
export interface Npm {
  (args: readonly string[], options: RunOptions & { readonly node?: string }): Promise<Ran>;
}

/**
 * `scratch` gets the configuration files, `cache` is kept from run to run. With a registry of our own
 * npm is given a token, because without any it refuses to publish; that registry asks for none.
 */
export async function npmWith(
  scratch: string,
  cache: string,
  registry: string,
  scope?: string,
): Promise<Npm> {
  const cli = npmProgram();
  const userConfig = join(scratch, 'npmrc');
  const globalConfig = join(scratch, 'npmrc-global');
  const address = new URL(registry);
  const lines = [`registry=${address.href}`];
  if (scope !== undefined) {
    lines.push(`${scope}:registry=${address.href}`, `//${address.host}/:_authToken=of-nobody`);
  }
  await writeFile(userConfig, `${lines.join('\n')}\n`);
  await writeFile(globalConfig, '');
  const settings = [
    ['userconfig', userConfig],
    ['globalconfig', globalConfig],
    ['cache', cache],
    ['registry', address.href],
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
