import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a rack of several tests, which removes it when it is destroyed. */
export function keptFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'skewline-upgrades-'));
}
