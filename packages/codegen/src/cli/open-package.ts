import { join, resolve } from 'node:path';
import { type Planned, planApi } from '../build.ts';
import { type Config, documentsFolder, readConfig } from '../config.ts';
import type { Checked } from '../model/problem.ts';
import { readOpenApiFolder } from '../read/index.ts';
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

/** A package's documents, read and planned: for commands that show and write nothing. */
export async function planPackage(folder: string, io: Io): Promise<Checked<Planned>> {
  const opened = await openPackage(folder, io);
  if (opened.value === undefined) return { problems: opened.problems };
  const { config, documents } = opened.value;
  const api = await readOpenApiFolder(documents, { name: config.name });
  if (api.value === undefined) return { problems: api.problems };
  const planned = planApi(api.value, config);
  return { value: planned, problems: [...api.problems, ...planned.problems] };
}
