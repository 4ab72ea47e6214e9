import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders and files, from the root of the repository, that what is built is made of. */
const made = [
  'apps/console/src',
  'apps/console/index.html',
  'apps/console/vite.config.ts',
  'packages/runtime/src',
  'packages/nexus-types/src',
  'packages/nexus-client/src',
  'package-lock.json',
];

/**
 * Names what a build of the sources as they are now would be: other sources, another name. It is the build id that
 * a page compares with the one that its server has, and tells whether there is anything to build.
 */
export function sourceStamp(): string {
  const hash = createHash('sha256');
  for (const path of made.flatMap((one) => filesOf(one)).toSorted()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(`${root}${path}`))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(`${root}${path}`, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`);
}
