import { mkdir, rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { buildConsole } from '../../../src/console.ts';
import { chromiumPath } from '../../../../../tools/src/chromium.ts';
import { screenshots } from './shoot.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the console is, built of the sources as they are. */
    readonly consoleDirectory: string;
    readonly chromium: string;
  }
}

/** Once for a run: a browser, the console as `npm start` builds it, and no screenshots but those of this run. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', chromiumPath());
  const built = await buildConsole(AbortSignal.timeout(120_000));
  if (built.directory === null) throw new Error(`the console cannot be built: ${built.why}`);
  project.provide('consoleDirectory', built.directory);
  await rm(screenshots, { recursive: true, force: true });
  await mkdir(screenshots, { recursive: true });
}
