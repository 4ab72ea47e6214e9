import { isAbsolute, join, resolve } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import type { Checked } from '../model/problem.ts';
import { readTextFile } from '../read/package-files.ts';
import type { Io } from './io.ts';

/** A folder with a `skewline.json`. */
export interface OpenPackage {
  readonly folder: string;
  readonly config: Config;
  readonly configText: string;
  /** The folder of its documents, absolute. */
  readonly documents: string;
}

export async function openPackage(folder: string, io: Io): Promise<Checked<OpenPackage>> {
  const root = resolve(io.folder, folder);
  const text = await readTextFile(join(root, 'skewline.json'), 'skewline.json');
  if (text.value === undefined) {
    const fix = 'run `skewline init` to write one, or name the package with --package';
    const problems = text.problems.map((one) => ({ ...one, code: 'config_invalid' as const, fix }));
    return { problems };
  }
  const config = readConfig(text.value);
  if (config.value === undefined) return { problems: config.problems };
  const documents = expand(config.value.documents, io.environment);
  if (documents.value === undefined) return { problems: documents.problems };
  const path = isAbsolute(documents.value) ? documents.value : join(root, documents.value);
  return {
    value: { folder: root, config: config.value, configText: text.value, documents: path },
    problems: config.problems,
  };
}

/** `$SHARED/documents` with what the environment says for SHARED. */
function expand(path: string, environment: Io['environment']): Checked<string> {
  const missing: string[] = [];
  const value = path.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    const found = environment[name];
    if (found === undefined || found === '') missing.push(name);
    return found ?? '';
  });
  if (missing.length === 0) return { value, problems: [] };
  return {
    problems: missing.map((name) => ({
      code: 'config_invalid',
      severity: 'error',
      message: `documents names $${name}, which the environment does not set`,
      fix: `set ${name}, or write the folder's path into skewline.json`,
      file: 'skewline.json',
      pointer: '/documents',
    })),
  };
}
