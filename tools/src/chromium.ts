import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this system. @throws Error with what to do where there is none. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string {
  const told = environment['CHROMIUM_PATH'];
  if (told !== undefined && told !== '') {
    if (canRun(told)) return told;
    throw new Error(`CHROMIUM_PATH is ${told}, which cannot be run.`);
  }
  const folders = [...(environment['PATH'] ?? '').split(delimiter), '/usr/bin'];
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(canRun);
  if (found !== undefined) return found;
  throw new Error(
    'There is no Chromium here, and these tests look at pages: `apt-get install chromium`, or say where one is by CHROMIUM_PATH.',
  );
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
