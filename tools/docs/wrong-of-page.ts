import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPrinted, isPrintedWithin } from '../src/docs-steps.ts';
import { type Ran, runPage } from './run-page.ts';

export const root: string = resolve(import.meta.dirname, '../..');

/** Folders whose commands are run, all of them. */
const folders = ['docs/tutorials', 'docs/how-to'];

/** The pages whose commands are run. Those that start a rack take a minute and the ports of one. */
export function pages(withRack: boolean): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.md'))
    .filter((path) => /^npm start/m.test(readFileSync(join(root, path), 'utf8')) === withRack);
}

/** Runs the commands of a page. Nothing, or what is wrong with it, in a text to read. */
export async function wrongOfPage(path: string, timeoutMs: number): Promise<string[]> {
  const ran = await runPage(readFileSync(join(root, path), 'utf8'), root, timeoutMs);
  if (ran.length === 0) return [`${path}: it has no commands`];
  return ran.flatMap((step) => {
    const wrong = wrongOf(step);
    return wrong === undefined ? [] : [`${path}:${String(step.line)}: ${wrong}`];
  });
}

function wrongOf({ state, printed, output, background }: Ran): string | undefined {
  if (state === 'not run') return undefined;
  if (state === 'failed') return `failed; it printed\n${printed}`;
  if (output === undefined) return undefined;
  const fits = background ? isPrintedWithin(output, printed) : isPrinted(output, printed);
  return fits ? undefined : `printed\n${printed}\ninstead of\n${output}`;
}
