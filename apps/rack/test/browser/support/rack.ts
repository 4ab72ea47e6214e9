import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { paces, type Rack, type RackOptions, startRack } from '../../../src/index.ts';

/** A quick rack that serves the console, in a folder that it removes when it is destroyed. */
export async function startRackWithConsole(options: Partial<RackOptions> = {}): Promise<Rack> {
  return startRack({
    folder: await mkdtemp(join(tmpdir(), 'skewline-browser-')),
    pace: paces.quick,
    consoleDirectory: inject('consoleDirectory'),
    ...options,
  });
}
