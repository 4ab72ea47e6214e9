import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skewline-stored-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export const isRoot: boolean = process.getuid?.() === 0;

/** Only as root, and not in every container. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || !isRoot) return false;
  const mount = ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  try {
    execFileSync('unshare', mount, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Unmounted after the test, before its folder goes. */
export function mounted(folder: string, ...mounts: readonly (readonly string[])[]): void {
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  for (const options of mounts) execFileSync('mount', options);
}
