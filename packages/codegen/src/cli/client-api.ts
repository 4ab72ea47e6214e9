import { posix } from 'node:path';
import type { ClientConfig, Config } from '../config.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { OpenPackage } from './open-package.ts';
import { shortList } from './style.ts';

/** An API, and the package that holds it. */
export interface ClientApi {
  readonly opened: OpenPackage;
  readonly config: Config;
}

/** What an entry of `clients` is a client of. */
export async function openClientApi(
  opened: OpenPackage,
  client: ClientConfig,
): Promise<Checked<ClientApi>> {
  const wrong = (
    member: 'api' | 'package',
    message: string,
    fix: string,
  ): { problems: [Problem] } => {
    const pointer = `/clients/${String(opened.config.clients.indexOf(client))}/${member}`;
    const file = 'skewline.json';
    return {
      problems: [{ code: 'config_invalid', severity: 'error', message, fix, file, pointer }],
    };
  };
  const found = await opened.open(client.package);
  if (found.value === undefined) {
    const missing = found.problems.some(({ pointer }) => pointer === undefined);
    if (!missing) return { problems: placedIn(client.package, found.problems) };
    const message = `${client.package}, which has the API ${client.api}, is no package: ${found.problems[0]?.message ?? ''}`;
    return wrong('package', message, 'write its path from the folder of this skewline.json');
  }
  const { apis } = found.value.config;
  const config = apis.find(({ name }) => name === client.api);
  if (config === undefined) {
    const names =
      apis.length === 0
        ? 'none'
        : shortList(
            apis.map(({ name }) => name),
            12,
          );
    const message = `${client.package} has no API ${client.api}`;
    return wrong('api', message, `name one that it has: ${names}`);
  }
  if (!config.client && !config.server) {
    const message = `${client.package} has no module that checks the answers of ${client.api}`;
    const fix = `write "server": true (or "client": true) for it in ${posix.join(client.package, 'skewline.json')}`;
    return wrong('api', message, fix);
  }
  return { value: { opened: found.value, config }, problems: [] };
}

/** Problems of another package, with their files as they are called from this one. */
export function placedIn(folder: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((one) =>
    one.file === undefined ? one : { ...one, file: posix.join(folder, one.file) },
  );
}
