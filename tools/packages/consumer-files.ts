import type { Published } from './published.ts';

/** The files of an empty project that uses a package as its README says. */
export function consumerFiles(
  { entries }: Pick<Published, 'entries'>,
  example: string | undefined,
  options: { readonly browser: boolean },
): ReadonlyMap<string, string> {
  const sources = example === undefined ? ['entries.ts'] : ['entries.ts', 'example.ts'];
  const files = new Map([
    ['tsconfig.json', JSON.stringify(configuration(sources, options.browser), undefined, 2)],
    ['entries.ts', entriesModule(entries)],
  ]);
  if (example !== undefined) files.set('example.ts', example);
  return files;
}

/** As strict as TypeScript gets, and with the declarations of all packages checked. */
function configuration(files: readonly string[], browser: boolean): object {
  return {
    compilerOptions: {
      target: 'es2023',
      // A package for browsers must do without Node's types, and one for Node without a browser's.
      lib: browser ? ['es2023', 'dom'] : ['es2023'],
      types: browser ? [] : ['node'],
      module: 'nodenext',
      resolveJsonModule: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      rootDir: '.',
      outDir: 'out',
    },
    files,
  };
}

/** Imports every entry, so that none is left out because the example does not need it. */
function entriesModule(entries: Published['entries']): string {
  const lines = entries.map(({ specifier, isJson }, index) =>
    isJson
      ? `import entry${String(index)} from '${specifier}' with { type: 'json' };`
      : `import * as entry${String(index)} from '${specifier}';`,
  );
  const names = entries.map((_, index) => `entry${String(index)}`).join(', ');
  return [
    ...lines,
    `const entries: readonly object[] = [${names}];`,
    'console.log(entries.map((entry) => Object.keys(entry).length).join(" "));',
    '',
  ].join('\n');
}
