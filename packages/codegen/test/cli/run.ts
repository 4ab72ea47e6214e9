import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';

export const repository = resolve(import.meta.dirname, '../../../..');
export const example = join(repository, 'examples/parcels');

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The command line as a shell would run it, in this process. */
export async function run(
  argv: readonly string[],
  {
    input = '',
    folder = example,
    environment = {},
  }: {
    readonly input?: string;
    readonly folder?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<Ran> {
  let [output, errors] = ['', ''];
  const code = await main(argv, {
    // In small pieces, so that lines and characters are cut anywhere.
    input: Readable.from(pieces(Buffer.from(input), 1_000)),
    output: new Writable({
      write(chunk: Buffer, _, done) {
        output += chunk.toString();
        done();
      },
    }),
    errors: new Writable({
      write(chunk: Buffer, _, done) {
        errors += chunk.toString();
        done();
      },
    }),
    folder,
    environment,
    outputIsTerminal: false,
    errorsAreTerminal: false,
  });
  return { code, output, errors };
}

function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** What the example has for a client and a server, and the program that lets them meet. */
export const forPrograms: RegExp =
  /(?:^|[\\/])(?:generated[\\/]client|generated[\\/]server\.ts|exchanges\.ts|openapi\.json|depot\.ts|skew\.ts)(?:[\\/]|$)/;

/**
 * A copy of the example, without client and server. Inside the repository its generated code finds the
 * runtime, and runs.
 */
export async function copyOfExample(
  where: 'outside' | 'inside' = 'outside',
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const beside = where === 'inside' ? join(import.meta.dirname, '../plan/.built-') : join(tmpdir(), 'skewline-cli-');
  const folder = await mkdtemp(beside);
  await cp(example, folder, {
    recursive: true,
    filter: (path) =>
      !/[\\/](?:node_modules|test|dist|\.tsbuild|tsconfig\.json|\.skewline-stamp\.json)$/.test(path) &&
      !forPrograms.test(path),
  });
  const config = { name: 'parcels', documents: 'documents', versioned: 'server' };
  await writeFile(join(folder, 'skewline.json'), `${JSON.stringify(config, null, 2)}\n`);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
