import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../src/tree.ts';
import type { Contents } from './contents.ts';
import type { Npm } from './npm.ts';
import { excerpt, type Problem } from './problem.ts';

/** What `npm pack` made, or would make, of a package. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly files: readonly PackedFile[];
}

export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
}

/** Packs the package in `folder` into `destination`; without one it only says what would be packed. */
export async function pack(
  npm: Npm,
  folder: string,
  destination?: string,
): Promise<{ readonly tarball: Tarball } | { readonly problem: Problem }> {
  const how = destination === undefined ? '--dry-run' : `--pack-destination=${destination}`;
  const { ok, end, stdout, stderr } = await npm(['pack', '--json', how], { cwd: folder });
  if (!ok) {
    return {
      problem: {
        what: `npm pack failed (${end}): ${excerpt(stderr)}`,
        where: folder,
        fix: 'see what npm says',
      },
    };
  }
  return { tarball: tarballOf(JSON.parse(stdout), destination ?? '') };
}

/** npm's report of one package. */
export function tarballOf(report: unknown, destination: string): Tarball {
  const [first] = Array.isArray(report) ? report : Object.values(record(report));
  const { name, version, filename, integrity, size, unpackedSize, files } = record(first);
  const listed = Array.isArray(files) ? files.map(record) : [];
  return {
    name: String(name),
    version: String(version),
    file: join(destination, String(filename)),
    integrity: String(integrity),
    bytes: Number(size),
    unpackedBytes: Number(unpackedSize),
    files: listed.map(({ path, size: bytes }) => ({ path: String(path), bytes: Number(bytes) })),
  };
}

/** What a tarball holds, read where it was packed from. */
export function contentsOf(tarball: Tarball, root: string, folder: string): Contents {
  return {
    folder,
    paths: tarball.files.map(({ path }) => path),
    text: (path) => readFileSync(join(root, folder, path), 'utf8'),
  };
}
