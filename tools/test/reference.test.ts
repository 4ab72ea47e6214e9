import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Published, publishedPackages } from '../packages/published.ts';
import { packageFiles, pagePath, staleProblems } from '../reference/package-files.ts';
import { sourcePages } from '../reference/source-pages.ts';
import { treeOfFolder } from '../src/tree.ts';

const root = resolve(import.meta.dirname, '../..');

describe('docs/reference', () => {
  const tree = treeOfFolder(root);
  const packages = publishedPackages(tree);

  test('codes and commands are as the sources have them', async () => {
    const pages = await sourcePages(packages);
    const problems = staleProblems(pages, (path) =>
      tree.paths.includes(path) ? tree.text(path) : undefined,
    );
    expect(problems).toEqual([]);
  });

  test('each page is one that is still written', async () => {
    const written = [...(await sourcePages(packages)).keys(), ...packages.map(pagePath)];
    expect(tree.paths.filter((path) => path.startsWith('docs/reference/'))).toEqual(written.sort());
  });

  test('each command of nexus has a section, also those of groups', () => {
    const page = tree.text('docs/reference/nexus-commands.md');
    expect(page).toContain('\n## nexus serve\n');
    expect(page).toContain('\n## nexus saga show\n');
    expect(page).toContain('Usage: nexus saga show [options] <id>');
  });
});

describe('a package of two entries, one of them generated', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skewline-reference-'));
  const published: Published = {
    name: '@s/a',
    version: '1.0.0',
    folder: 'packages/a',
    manifest: {
      name: '@s/a',
      version: '1.0.0',
      description: 'Counts',
      exports: {
        '.': { types: './dist/index.d.ts' },
        './v1': { types: './dist/generated/v1.d.ts' },
        './x.json': './x.json',
      },
    },
    entries: [
      { subpath: '.', specifier: '@s/a', isJson: false },
      { subpath: './v1', specifier: '@s/a/v1', isJson: false },
      { subpath: './x.json', specifier: '@s/a/x.json', isJson: true },
    ],
  };
  const declarations = `
interface Hidden {
    readonly size: number;
}
/**
 * Counts things; see {@link Counter}.
 *
 * And \`more\`.
 */
export declare function count(of: Hidden): Counter;
export interface Counter {
    /** From 0. */
    readonly value: number;
    readonly nested: {
        readonly deep: string;
    };
}
export declare const zero: 0;
export {};
`;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  let files: ReadonlyMap<string, string>;
  beforeAll(async () => {
    write('packages/a/package.json', JSON.stringify(published.manifest));
    write('packages/a/dist/index.d.ts', declarations);
    files = await packageFiles(folder, published, join(folder, 'scratch'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('its report has the declarations, also what is used and not exported', () => {
    expect(files.get('packages/a/api.md')).toBe(`<!-- Written by \`npm run docs:reference\`. -->

# What @s/a offers

A change here is one that users can see: it wants a changeset.

## @s/a

\`\`\`ts
export function count(of: Hidden): Counter;

export interface Counter {
    readonly nested: {
        readonly deep: string;
    };
    readonly value: number;
}

interface Hidden {
    readonly size: number;
}

export const zero: 0;
\`\`\`

## Generated entries

- \`@s/a/v1\`
- \`@s/a/x.json\`
`);
  });

  test('its page has what they say', () => {
    expect(files.get('docs/reference/a.md')).toContain(`### count

Counts things; see \`Counter\`.

And \`more\`.

\`\`\`ts
function count(of: Hidden): Counter;
\`\`\`

### Counter

\`\`\`ts
interface Counter {
  readonly nested: {
    readonly deep: string;
  };
  /** From 0. */
  readonly value: number;
}
\`\`\`
`);
  });

  test('what is committed and different is stale, and it is said what renews it', () => {
    const path = 'packages/a/api.md';
    const text = files.get(path) ?? '';
    const only = new Map([[path, text]]);
    expect(staleProblems(only, () => text)).toEqual([]);
    expect(staleProblems(only, () => undefined)).toMatchObject([
      { what: 'it is not there', where: path },
    ]);
    expect(staleProblems(only, () => text.replace('zero: 0', 'zero: 1'))).toMatchObject([
      {
        what: 'it is stale: line 23 is\nexport const zero: 1;\nand would be\nexport const zero: 0;',
        where: path,
        fix: expect.stringContaining('npm run docs:reference') as unknown,
      },
    ]);
  });
});
