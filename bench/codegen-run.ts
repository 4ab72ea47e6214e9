/**
 * One measured piece of work in a process of its own: `codegen.ts` starts it and reads the line of
 * JSON that it prints. Loading modules is outside of the time, for both tools, and inside of the
 * memory, which is the peak of the whole process.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  applyWrite,
  type Config,
  emitPackage,
  main,
  planApi,
  planWrite,
  readConfig,
  readOpenApiFolder,
} from '@skewline/codegen';
import { corpusFolder, peerFolder, root } from './support.ts';

export interface Measured {
  readonly ms: number;
  readonly peakMb: number;
  /** Of types: all files named types.ts, or all that openapi-typescript gives. */
  readonly typeBytes: number;
  readonly files: number;
}

interface OpenApiTypescript {
  readonly default: (source: URL, options: { readonly silent: boolean }) => Promise<unknown>;
  readonly astToString: (ast: unknown) => string;
}

interface HeyApi {
  readonly createClient: (config: {
    readonly input: string;
    readonly output: { readonly path: string };
    readonly plugins: readonly string[];
    readonly logs: { readonly level: string; readonly file: boolean };
  }) => Promise<unknown>;
}

const work: Readonly<Record<string, (argument: string) => Promise<Omit<Measured, 'peakMb'>>>> = {
  skewline,
  'openapi-typescript': openapiTypescript,
  '@hey-api/openapi-ts': heyApi,
  unchanged,
};

const [name = '', argument = ''] = process.argv.slice(2);
const chosen = work[name];
if (chosen === undefined) throw new Error(`${name}: known are ${Object.keys(work).join(', ')}`);
const measured = await chosen(argument);
const result: Measured = { ...measured, peakMb: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(result));

/** Read, plan, emit and write types, shims, validators and schemas of the first versions. */
async function skewline(count: string): Promise<Omit<Measured, 'peakMb'>> {
  const config = await exampleConfig(Number(count));
  return inTemporary(async (folder) => {
    const documents = await firstDocuments(folder, Number(count));
    const begin = performance.now();
    const { value: api, problems } = await readOpenApiFolder(documents, { name: config.name });
    if (api === undefined) throw new Error(JSON.stringify(problems[0]));
    const files = emitPackage(planApi(api, config), config);
    const target = { folder, source: 'src' };
    const failed = await applyWrite(target, files, await planWrite(target, files));
    const ms = performance.now() - begin;
    if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
    const types = [...files].filter(([path]) => path.endsWith('/types.ts'));
    const typeBytes = types.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
    return { ms, typeBytes, files: files.size };
  });
}

/** As its documentation says to call it from a program, with its defaults. */
async function openapiTypescript(count: string): Promise<Omit<Measured, 'peakMb'>> {
  const require = createRequire(join(root, 'packages/codegen/package.json'));
  // The module that an import gives, beside the one that `require` gives.
  const path = join(dirname(require.resolve('openapi-typescript')), 'index.mjs');
  const tool = (await import(pathToFileURL(path).href)) as OpenApiTypescript; // version 7.13
  return inTemporary(async (folder) => {
    const documents = await firstDocuments(folder, Number(count));
    const names = await readdir(documents);
    const output = join(folder, 'src');
    await mkdir(output);
    let typeBytes = 0;
    const begin = performance.now();
    for (const document of names) {
      const source = pathToFileURL(join(documents, document));
      const text = tool.astToString(await tool.default(source, { silent: true }));
      await writeFile(join(output, document.replace(/json$/, 'ts')), text);
      typeBytes += Buffer.byteLength(text);
    }
    return { ms: performance.now() - begin, typeBytes, files: names.length };
  });
}

/** Types alone, as its documentation says to call it from a program. */
async function heyApi(count: string): Promise<Omit<Measured, 'peakMb'>> {
  // The module that an import gives: it has no other.
  const path = join(peerFolder, 'node_modules/@hey-api/openapi-ts/dist/index.mjs');
  const { createClient } = (await import(pathToFileURL(path).href)) as HeyApi; // version 0.95
  return inTemporary(async (folder) => {
    const documents = await firstDocuments(folder, Number(count));
    const names = await readdir(documents);
    const begin = performance.now();
    for (const document of names) {
      await createClient({
        input: join(documents, document),
        output: { path: join(folder, 'src', document) },
        plugins: ['@hey-api/typescript'],
        logs: { level: 'silent', file: false },
      });
    }
    const ms = performance.now() - begin;
    const written = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true });
    const files = written.filter((entry) => entry.isFile());
    let typeBytes = 0;
    for (const { name, parentPath } of files) {
      if (name === 'types.gen.ts') typeBytes += (await stat(join(parentPath, name))).size;
    }
    return { ms, typeBytes, files: files.length };
  });
}

/** `skewline generate` on a package where nothing has changed. */
async function unchanged(folder: string): Promise<Omit<Measured, 'peakMb'>> {
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const io = { input: process.stdin, output, errors: process.stderr, folder, environment: process.env };
  const begin = performance.now();
  const code = await main(['generate'], { ...io, outputIsTerminal: false, errorsAreTerminal: false });
  const ms = performance.now() - begin;
  if (code !== 0) throw new Error(text);
  // The first run writes; all others are of a package that is up to date.
  const files = text.includes('nothing, all is up to date') ? 0 : 1;
  return { ms, typeBytes: 0, files };
}

async function exampleConfig(count: number): Promise<Config> {
  const path = join(root, 'examples/omicron-sled-agent/skewline.json');
  const { value, problems } = readConfig(await readFile(path, 'utf8'));
  if (value === undefined) throw new Error(JSON.stringify(problems[0]));
  // What is asked about a later version is not there yet.
  return { ...value, ask: value.ask.filter(({ step }) => Number(step) <= count) };
}

/** The oldest ones, copied before the time begins. */
async function firstDocuments(folder: string, count: number): Promise<string> {
  const corpus = corpusFolder();
  const documents = join(folder, 'documents');
  await mkdir(documents);
  const names = await readdir(corpus);
  const oldest = names.toSorted((a, b) => parseInt(a, 10) - parseInt(b, 10)).slice(0, count);
  for (const one of oldest) await writeFile(join(documents, one), await readFile(join(corpus, one)));
  return documents;
}

async function inTemporary<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
