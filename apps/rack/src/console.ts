import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = new URL('../../console/', import.meta.url);

/** Where the console is when it is built, or why it could not be: a rack does without. */
export type Console =
  { readonly directory: string } | { readonly directory: null; readonly why: string };

/** Builds the console, unless it was built of the same sources. It takes some seconds, or none. */
export async function buildConsole(signal: AbortSignal): Promise<Console> {
  const script = fileURLToPath(new URL('build.ts', folder));
  try {
    await promisify(execFile)(process.execPath, ['--no-warnings', script], { signal });
    return { directory: fileURLToPath(new URL('dist', folder)) };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const why = said.trim() === '' ? String(error) : said.trim();
    return { directory: null, why };
  }
}
