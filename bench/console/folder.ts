/** What nexus is to serve: the console as it is built, and beside it the page by hand. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildConsole } from '../../apps/rack/src/console.ts';

const plain = join(import.meta.dirname, 'plain');

/** Both pages, in a folder that is not there yet: what is measured stays as it is while somebody builds another. */
export async function makeFolder(folder: string): Promise<void> {
  const built = await buildConsole(AbortSignal.timeout(120_000));
  if (built.directory === null) throw new Error(`the console cannot be built: ${built.why}`);
  await cp(built.directory, folder, { recursive: true });
  await mkdir(join(folder, plainAssets), { recursive: true });
  const { outputFiles } = await build({
    entryPoints: [join(plain, 'plain.ts'), join(plain, 'plain.css')],
    outdir: plain,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2023',
  });
  let page = await readFile(join(plain, 'plain.html'), 'utf8');
  for (const { path, contents } of outputFiles) {
    const isScript = path.endsWith('.js');
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8);
    const name = `${plainAssets}/plain-${hash}.${isScript ? 'js' : 'css'}`;
    await writeFile(join(folder, name), contents);
    page = page.replace(isScript ? 'SCRIPT' : 'STYLE', name);
  }
  await writeFile(join(folder, plainPage), page);
}

/** Below `assets/`, whatever is there is kept by browsers. */
export const plainAssets = 'assets/plain';
export const plainPage = 'plain.html';
