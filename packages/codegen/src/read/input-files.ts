import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isFolder, exists } from './package-files.ts';

/**
 * A hash of every TypeScript file that types at a path may be made of: those below it, or the whole
 * package of a single module, and those of the packages that they import; the documents beside
 * generated types are among them. `own` are folders that the codegen itself writes, which are no
 * input of it. Undefined where there is nothing at the path: reading it properly then says so.
 */
export async function hashTypeScript(
  path: string,
  own: readonly string[],
): Promise<string | undefined> {
  const seen = new Map<string, string>();
  try {
    const start = (await isFolder(path)) ? path : await packageOf(await realpath(path));
    const open = [start];
    const taken = new Set<string>();
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (taken.has(folder)) continue;
      taken.add(folder);
      for (const file of await sourcesBelow(folder, own)) {
        if (seen.has(file)) continue;
        const text = await readFile(file, 'utf8');
        seen.set(file, text);
        for (const name of packagesIn(text)) {
          const other = await packageNamed(name, dirname(file));
          if (other === undefined) continue;
          if (other.split(sep).includes('node_modules')) {
            // Installed, so its version says which it is.
            const manifest = join(other, 'package.json');
            seen.set(manifest, await readFile(manifest, 'utf8').catch(() => ''));
          } else {
            open.push(other);
          }
        }
      }
    }
    const root = await packageOf(start);
    const hash = createHash('sha256');
    for (const file of [...seen.keys()].sort()) {
      const name = relative(root, file).split(sep).join('/');
      hash.update(`${name}\0${seen.get(file) ?? ''}\0`);
    }
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** A hash of one file; undefined where it cannot be read. */
export async function hashFile(path: string): Promise<string | undefined> {
  return readFile(path).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => undefined,
  );
}

async function sourcesBelow(folder: string, own: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isInput = !['node_modules', 'dist', '.git'].includes(entry.name) && !own.includes(path);
      if (isInput) found.push(...(await sourcesBelow(path, own)));
    } else if (/\.[cm]?ts$|^openapi\.json$/.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}

/** `@scope/name` of what is imported by name. */
function packagesIn(text: string): ReadonlySet<string> {
  const found = text.matchAll(
    /(?:\bfrom|\bimport\()\s*['"]((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^'"]*)?['"]/g,
  );
  return new Set(
    [...found].flatMap(([, name]) => (name === undefined || name.startsWith('.') ? [] : [name])),
  );
}

/** Where a package that is imported by name stands: in the same repository, or installed. */
async function packageNamed(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const link = join(folder, 'node_modules', name);
    if (await exists(link)) return realpath(link);
    if (folder === dirname(folder)) return undefined;
  }
}

/** The nearest folder above with a package.json; the path's own folder where there is none. */
async function packageOf(path: string): Promise<string> {
  const start = (await stat(path)).isDirectory() ? path : dirname(path);
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (await exists(join(folder, 'package.json'))) return folder;
  }
  return start;
}
