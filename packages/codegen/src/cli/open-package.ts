import { join, resolve } from 'node:path';
import {
  type ClientConfig,
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
  /** Another package, by a path of skewline.json. */
  open(path: string): Promise<Checked<OpenPackage>>;
}

/** Something that code is generated for, in a folder of its own. */
export type Part = DerivedPart | { readonly kind: 'client'; readonly config: ClientConfig };

/** A part with steps of its own: conversions are derived, and holes are asked. */
export type DerivedPart =
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
  const open = (path: string): Promise<Checked<OpenPackage>> => openPackage(at(path), io);
  return {
    value: { folder: root, config: config.value, configText: text.value, at, open },
    problems: config.problems,
  };
}

/** APIs before representations before clients, in the order of skewline.json. */
export function partsOf(config: PackageConfig): readonly Part[] {
  const clients = config.clients.map((one): Part => ({ kind: 'client', config: one }));
  return [...derivedParts(config), ...clients];
}

function derivedParts({ apis, representations }: PackageConfig): readonly DerivedPart[] {
  return [
    ...apis.map((config): DerivedPart => ({ kind: 'api', config })),
    ...representations.map((config): DerivedPart => ({ kind: 'representation', config })),
  ];
}

/** The part that `--api` names; without it the only API, or else the only part. */
export function choosePart(opened: OpenPackage, name: string | undefined): Checked<DerivedPart> {
  const parts = derivedParts(opened.config);
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
  const parts = apis.map((config): DerivedPart => ({ kind: 'api', config }));
  return { problems: [notChosen(opened, name, parts)] };
}

function onlyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function notChosen(
  { config }: OpenPackage,
  name: string | undefined,
  parts: readonly DerivedPart[],
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
