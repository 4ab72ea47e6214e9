import { join, resolve } from 'node:path';
import { type Config, documentsFolder, readConfig } from '../config.ts';
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
  const documents = documentsFolder(config.value, root, io.environment, io.folder);
  return {
    value: { folder: root, config: config.value, configText: text.value, documents },
    problems: config.problems,
  };
}
