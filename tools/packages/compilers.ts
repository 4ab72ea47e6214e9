import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { record } from '../src/tree.ts';
import type { Compiler } from './consumer.ts';
import type { Problem } from './problem.ts';

/** The compilers that the declarations of our packages must be right for, and whose dependency each is. */
const wanted = [
  { version: '7.0.2', of: 'package.json' },
  { version: '5.9.3', of: 'packages/codegen/package.json' },
];

export function compilersOf(root: string): {
  readonly compilers: readonly Compiler[];
  readonly problems: readonly Problem[];
} {
  const compilers: Compiler[] = [];
  const problems: Problem[] = [];
  for (const { version, of } of wanted) {
    const manifest = createRequire(join(root, of)).resolve('typescript/package.json');
    const seen = String(record(JSON.parse(readFileSync(manifest, 'utf8')))['version']);
    if (seen === version) {
      compilers.push({ version, path: join(manifest, '../bin/tsc') });
      continue;
    }
    problems.push({
      what: `TypeScript ${version} is wanted, and ${of} has ${seen}`,
      where: 'tools/packages/compilers.ts',
      fix: `run npm ci, or change the version there with the one in ${of}`,
    });
  }
  return { compilers, problems };
}
