import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import type { FileMap } from '../../src/model/file-map.ts';

const repository = resolve(import.meta.dirname, '../../../..');

export interface CompileOptions {
  /** Whether what browsers have is known, as a client needs it. Its types would hide a missing import. */
  readonly dom?: boolean;
}

/** Writes to a folder of its own, where `@skewline/runtime` is found; call `remove` when done. */
export function onDisk(
  files: FileMap,
  { dom = false }: CompileOptions = {},
): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'skewline-emit-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(repository, 'node_modules/@skewline'), join(folder, 'node_modules/@skewline'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const config = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: {
      ...(dom ? { lib: ['es2023', 'dom', 'dom.iterable'] } : {}),
      noEmit: true,
      composite: false,
      declaration: true,
      declarationMap: false,
      sourceMap: false,
      tsBuildInfoFile: null,
      incremental: false,
    },
    include: ['**/*.ts'],
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What TypeScript 5.9, and then the repository's TypeScript 7, have to say, all strict flags on. */
export function compilerMessages(files: FileMap, options: CompileOptions = {}): string[] {
  const { folder, remove } = onDisk(files, options);
  try {
    return [...messagesOf59(folder), ...messagesOf7(folder)];
  } finally {
    remove();
  }
}

function messagesOf59(folder: string): string[] {
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  return [...parsed.errors, ...ts.getPreEmitDiagnostics(program)].map(
    ({ messageText, file }) =>
      `5.9 ${file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}

function messagesOf7(folder: string): string[] {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    return [];
  } catch (error) {
    // What execFileSync throws has the output of the process.
    return [`7 ${(error as { readonly stdout: string }).stdout}`];
  }
}
