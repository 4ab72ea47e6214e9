import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a console into the folder that is like the one in `from`, and yet another: none of its assets has a name that one of
 * that has, and its build id is this one. As if it had been built of other sources.
 */
export async function putOtherConsole(from: string, folder: string, build: string): Promise<void> {
  await cp(from, folder, { recursive: true });
  const old = JSON.parse(await readFile(join(folder, 'build.json'), 'utf8')) as { build: string };
  const assets = join(folder, 'assets');
  const names = await readdir(assets);
  // No name is a part of another: each ends with a hash.
  const renamed = names.map((name) => [name, name.replace(/-/, `-${build}`)] as const);
  for (const [name, other] of renamed) await rename(join(assets, name), join(assets, other));
  const files = [
    ...renamed.map(([, other]) => join(assets, other)),
    ...['index.html', 'build.json'].map((name) => join(folder, name)),
  ];
  for (const file of files) {
    let text = await readFile(file, 'utf8');
    for (const [name, other] of [...renamed, [old.build, build]] as const) {
      text = text.replaceAll(name, other);
    }
    await writeFile(file, text);
  }
}
