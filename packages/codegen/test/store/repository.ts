import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from '../cli/run.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** What a person may have set for git, and what a hook sets, does not count here. */
const environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** A package in a scratch repository, and the two commands that its life is made of. */
export class Scratch {
  readonly folder: string;

  constructor(folder: string = scratchFolder()) {
    this.folder = folder;
  }

  put(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true });
  }

  /** What git printed. It has to succeed. */
  git(...words: readonly string[]): string {
    return execFileSync('git', [...words], {
      cwd: this.folder,
      env: environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  begin(): void {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Merges that stop at a conflict are what some tests are about. */
  merge(branch: string): 'merged' | 'conflict' {
    try {
      this.git('merge', '--quiet', '--no-edit', branch);
      return 'merged';
    } catch {
      return 'conflict';
    }
  }

  clone(...words: readonly string[]): Scratch {
    const folder = scratchFolder();
    this.git('clone', '--quiet', ...words, `file://${this.folder}`, folder);
    return new Scratch(folder);
  }

  /** Exit code, the codes of all problems in order, and all that was printed. */
  async skewline(...words: readonly string[]): Promise<Said> {
    const { code, output, errors } = await run(words, { folder: this.folder });
    const codes = [...errors.matchAll(/^([a-z_]+)(?: \(warning\))?: /gm)].map(
      ([, one]) => one ?? '',
    );
    return { code, codes, output, errors };
  }

  store(api: string): readonly string[] {
    return readdirSync(this.path('openapi', api)).sort();
  }
}

export interface Said {
  readonly code: number;
  readonly codes: readonly string[];
  readonly output: string;
  readonly errors: string;
}

const made: string[] = [];

/** Inside this repository, where the runtime's words are found; git ignores it. */
export function scratchFolder(): string {
  const cache = join(root, 'node_modules/.cache/skewline-tests');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'life-'));
  made.push(folder);
  return folder;
}

export function removeScratch(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A small API of types, whose only type every version says anew. */
export const boats: Readonly<Record<string, string>> = {
  'skewline.json': '{"name": "boats", "types": "src"}',
  '.gitignore': '.skewline-stamp.json\n',
  'package.json': '{"name": "boats", "type": "module"}',
  'tsconfig.json': '{"compilerOptions": {"customConditions": ["skewline-source"]}}',
  'src/versions.ts': versions(['1', 'initial']),
  'src/operations.ts': `import type { Operation } from '@skewline/runtime/api';
import type { Boat } from './v1/boat.ts';

export interface Operations {
  boat_put: Operation<'PUT', '/boats/{name}', {
    path: { name: string };
    body: Boat;
    responses: { 200: Boat };
  }>;
}
`,
  'src/v1/boat.ts': boat('name: string'),
};

export function boat(...members: readonly string[]): string {
  return `export interface Boat {\n${members.map((member) => `  ${member};\n`).join('')}}\n`;
}

export function versions(...list: readonly (readonly [number: string, name: string])[]): string {
  const lines = list.map(([number, name]) => `  /** ${name}. */\n  ${number}: '${name}';\n`);
  return `export interface Versions {\n${lines.join('')}}\n`;
}
