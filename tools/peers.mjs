// What a suite or a benchmark compares with has a lock file of its own: `node tools/peers.mjs FOLDER` installs it, and
// does nothing where that very lock file has been installed before.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node tools/peers.mjs FOLDER');
  process.exit(2);
}
const lock = createHash('sha256')
  .update(readFileSync(join(folder, 'package-lock.json')))
  .digest('hex');
// `npm ci` removes it together with all else.
const mark = join(folder, 'node_modules', '.installed-from');
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== lock) {
  const words = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', [...words, '--loglevel=error'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(mark, lock);
}
