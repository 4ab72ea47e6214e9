import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Finding, Tree } from './tree.ts';

/**
 * The corpus is other people's (MPL-2.0) and what is generated from it follows it: neither is in this repository.
 * A copy is known by its folder, or by its bytes where the corpus is at hand.
 */
export function corpusUntracked(tree: Tree, corpusHashes: ReadonlySet<string>): Finding[] {
  const generated = /^examples\/omicron-sled-agent\/(?:src\/)?generated\//;
  return tree.paths.flatMap((path) => {
    if (generated.test(path)) return [{ path, message: 'It is made from the corpus.' }];
    if (/(?:^|\/)corpus\/.*\.json$/.test(path)) return [{ path, message: 'It is in a corpus folder.' }];
    if (extname(path) !== '.json' || !corpusHashes.has(hashOf(tree.text(path)))) return [];
    return [{ path, message: 'It is a copy of a file of the corpus.' }];
  });
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
