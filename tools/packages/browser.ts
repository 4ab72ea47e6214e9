import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type Consumer, doesNotRun } from './consumer.ts';
import { excerpt, type Problem } from './problem.ts';
import { run } from './process.ts';
import { type Example, outputProblem } from './readme-example.ts';

const page = join(import.meta.dirname, 'browser-page.ts');

/** Bundles what was compiled as for a browser, and runs that where nothing of Node exists. */
export async function runInBrowser(
  { folder, published }: Consumer,
  file: 'entries.js' | 'example.js',
  example: Example | undefined,
): Promise<readonly Problem[]> {
  const where =
    file === 'example.js' ? `${published.folder}/README.md` : `${published.folder}/package.json`;
  const bundled = await bundle(folder, { entry: `out/${file}`, minify: false });
  if ('errors' in bundled) {
    return [
      {
        what: `it cannot be bundled for a browser:\n${excerpt(bundled.errors.join('\n'))}`,
        where,
        fix: 'do without what only Node has, or say in tools/packages/claims.ts that it is for Node only',
      },
    ];
  }
  const path = join(folder, `browser-${file}`);
  await writeFile(path, bundled.code);
  const ran = await run(process.execPath, [page, path], { cwd: folder, timeout: 60 });
  if (!ran.ok) return [doesNotRun(file, 'in a browser', ran.end, ran.stderr, where)];
  if (file === 'entries.js' || example === undefined) return [];
  const problem = outputProblem(example, ran.stdout, where);
  return problem === undefined ? [] : [problem];
}

/** The weight of some entries together, minified and gzipped, in bytes; nothing where they cannot be bundled. */
export async function weigh(
  folder: string,
  specifiers: readonly string[],
): Promise<number | undefined> {
  const code = specifiers
    .map((specifier, index) => `export * as entry${String(index)} from '${specifier}';`)
    .join('\n');
  // Of a single entry the names themselves, as a bundler would keep them.
  const source = specifiers.length === 1 ? `export * from '${specifiers[0] ?? ''}';` : code;
  const bundled = await bundle(folder, { source, minify: true });
  if ('errors' in bundled) return undefined;
  return gzipSync(bundled.code, { level: 9 }).length;
}

export function weightProblem(
  weight: number | undefined,
  limit: number,
  where: string,
): Problem | undefined {
  if (weight === undefined) {
    return {
      what: 'it cannot be weighed, because it cannot be bundled for a browser',
      where,
      fix: 'see what the check "run in a browser" says',
    };
  }
  if (weight < limit) return undefined;
  return {
    what: `it weighs ${String(weight)} bytes minified and gzipped, and must be under ${String(limit)}`,
    where,
    fix: 'do without something, or move it to a package that may be larger',
  };
}

type Bundled = { readonly code: string } | { readonly errors: readonly string[] };

async function bundle(
  folder: string,
  input: { readonly entry?: string; readonly source?: string; readonly minify: boolean },
): Promise<Bundled> {
  try {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      ...(input.entry === undefined ? {} : { entryPoints: [input.entry] }),
      ...(input.source === undefined
        ? {}
        : { stdin: { contents: input.source, resolveDir: folder, sourcefile: 'entry.js' } }),
      bundle: true,
      platform: 'browser',
      format: 'esm',
      target: 'es2022',
      minify: input.minify,
      // Nothing is left out of the bundle: what cannot be found is an error.
      external: [],
      write: false,
      logLevel: 'silent',
    });
    return { code: outputFiles.map(({ text }) => text).join('') };
  } catch (error) {
    return { errors: buildErrors(error) };
  }
}

/** esbuild throws its errors with their places. */
function buildErrors(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  return error.message.split('\n').filter((line) => line !== '');
}
