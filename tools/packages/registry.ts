import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { whyNotLocal } from './local-only.ts';
import type { Npm } from './npm.ts';
import { excerpt, type Problem } from './problem.ts';
import type { Ran } from './process.ts';
import type { Tarball } from './tarball.ts';

export const scope = '@skewline';

export interface Registry {
  readonly address: string;
  close(): void;
}

/** A registry on this machine for our packages alone, with a free port and an empty storage. */
export async function startRegistry(folder: string): Promise<Registry> {
  const settings = {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    // None: a name of ours that was not published here is an error, not npm's package.
    uplinks: {},
    packages: {
      [`${scope}/*`]: { access: '$all', publish: '$all' },
    },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
    web: { enable: false },
    max_body_size: '200mb',
  };
  // JSON is YAML.
  const file = join(folder, 'config.yaml');
  await writeFile(file, JSON.stringify(settings));
  // verdaccio does not say that what it gives is the server of node:http.
  const server = (await runServer(file)) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${String(port)}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Publishes to the registry on this machine; refuses any other. Packages are set to be published with a provenance, which
 * only a public CI can attest: that npm refuses to publish them without one shows that they are. Only then they are
 * published without.
 */
export async function publishTo(
  address: string,
  npm: Npm,
  tarball: Tarball,
  folder: string,
): Promise<readonly Problem[]> {
  const reason = whyNotLocal(address);
  if (reason !== undefined) throw new Error(`Refused to publish: ${reason}.`);
  const args = ['publish', tarball.file, '--tag=latest'];
  const attested = await npm(args, { cwd: folder });
  const unset = provenanceProblem(attested, tarball.name);
  if (unset !== undefined) return [unset];
  const { ok, end, stderr } = await npm([...args, '--no-provenance'], { cwd: folder });
  if (ok) return [];
  return [
    {
      what: `npm publish to ${address} failed (${end}): ${excerpt(stderr)}`,
      where: tarball.name,
      fix: 'see what npm says',
    },
  ];
}

/** What is wrong where npm does not refuse a package for want of somebody to attest where it comes from. */
export function provenanceProblem(
  { ok, end, stderr }: Pick<Ran, 'ok' | 'end' | 'stderr'>,
  name: string,
): Problem | undefined {
  if (!ok && /\bEUSAGE\b/.test(stderr) && /provenance/i.test(stderr)) return undefined;
  const how = ok ? 'npm published it' : `npm publish failed otherwise (${end}): ${excerpt(stderr)}`;
  return {
    what: `without anybody to attest its provenance npm must refuse to publish it, and ${how}`,
    where: name,
    fix: 'set "publishConfig": {"access": "public", "provenance": true} in its package.json',
  };
}
