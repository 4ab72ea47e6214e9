/** Builds the console into `dist`, unless what is there was made of these very sources. For `npm start`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { sourceStamp } from './source-stamp.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

if ((await built()) !== sourceStamp()) {
  await build({ root: folder, configFile: `${folder}vite.config.ts`, logLevel: 'warn' });
}

/** The build id of what is there; undefined where there is nothing of use. */
async function built(): Promise<unknown> {
  try {
    const json: unknown = JSON.parse(await readFile(`${folder}dist/build.json`, 'utf8'));
    return typeof json === 'object' && json !== null && 'build' in json ? json.build : undefined;
  } catch {
    return undefined;
  }
}
