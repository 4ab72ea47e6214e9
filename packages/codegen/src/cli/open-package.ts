import { join, resolve } from 'node:path';
import {
  type Config,
  folderOf,
  type PackageConfig,
  readPackageConfig,
  type RepresentationConfig,
} from '../config.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { readTextFile } from '../read/package-files.ts';
import type { Io } from './io.ts';
import { shortList } from './style.ts';

/** A folder with a `skewline.json`. */
export interface OpenPackage {
  readonly folder: string;
  readonly config: PackageConfig;
  readonly configText: string;
  /** A path of skewline.json, absolute. */
  at(path: string): string;
}

/** Something that code is generated for, in a folder of its own. */
export type Part =
  | { readonly kind: 'api'; readonly config: Config }
  | { readonly kind: 'representation'; readonly config: RepresentationConfig };

export async function openPackage(folder: string, io: Io): Promise<Checked<OpenPackage>> {
  const root = resolve(io.folder, folder);
  const text = await readTextFile(join(root, 'skewline.json'), 'skewline.json');
  if (text.value === undefined) {
    const fix = 'run `skewline init` to write one, or name the package with --package';
    const problems = text.problems.map((one) => ({ ...one, code: 'config_invalid' as const, fix }));
    return { problems };
  }
  const config = readPackageConfig(text.value);
  if (config.value === undefined) return { problems: config.problems };
  const at = (path: string): string => folderOf(path, root, io.environment, io.folder);
  return {
    value: { folder: root, config: config.value, configText: text.value, at },
    problems: config.problems,
  };
}

/** APIs before representations, in the order of skewline.json. */
export function partsOf({ apis, representations }: PackageConfig): readonly Part[] {
  return [
    ...apis.map((config): Part => ({ kind: 'api', config })),
    ...representations.map((config): Part => ({ kind: 'representation', config })),
  ];
}

/** The part that `--api` names; without it the only API, or else the only part. */
export function choosePart(opened: OpenPackage, name: string | undefined): Checked<Part> {
  const parts = partsOf(opened.config);
  const apis = parts.filter(({ kind }) => kind === 'api');
  const found =
    name === undefined
      ? (onlyOf(apis) ?? onlyOf(parts))
      : parts.find(({ config }) => config.name === name);
  return found === undefined
    ? { problems: [notChosen(opened, name, parts)] }
    : { value: found, problems: [] };
}

/** The same for commands that need versions, which representations do not have. */
export function chooseApi(opened: OpenPackage, name: string | undefined): Checked<Config> {
  const { apis } = opened.config;
  const found = name === undefined ? onlyOf(apis) : apis.find((one) => one.name === name);
  if (found !== undefined) return { value: found, problems: [] };
  const parts = apis.map((config): Part => ({ kind: 'api', config }));
  return { problems: [notChosen(opened, name, parts)] };
}

function onlyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function notChosen(
  { config }: OpenPackage,
  name: string | undefined,
  parts: readonly Part[],
): Problem {
  const names = parts.map((part) => part.config.name);
  const [message, fix] =
    config.packages.length > 0
      ? [
          'this skewline.json lists packages',
          `name one with --package: ${shortList(config.packages, 12)}`,
        ]
      : names.length === 0
        ? ['this package has no API', 'name another package with --package']
        : [
            name === undefined
              ? 'this package has several APIs'
              : `this package has no API ${name}`,
            `name one with --api: ${shortList(names, 12)}`,
          ];
  return { code: 'type_unknown', severity: 'error', message, fix, file: 'skewline.json' };
}
