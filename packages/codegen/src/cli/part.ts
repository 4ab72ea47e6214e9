import { basename, join } from 'node:path';
import {
  type DecisionForm,
  emitPackage,
  emitRepresentation,
  type Planned,
  planApi,
  planRepresentation,
  type Sides,
} from '../build.ts';
import type { ClientConfig, Config, RepresentationConfig, SideConfig } from '../config.ts';
import { emitClient } from '../emit/client/client.ts';
import { packagedModules } from '../emit/client/modules.ts';
import { isPath } from '../emit/sides.ts';
import type { Api, Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { sideId } from '../model/version-id.ts';
import { readOpenApiDocuments, readOpenApiFolder } from '../read/index.ts';
import { hashFile, hashTypeScript } from '../read/input-files.ts';
import { exists, hashDocuments, hashOfCodegen, readTextFile } from '../read/package-files.ts';
import { readTypeScriptApi, readTypeScriptTypes } from '../read/typescript/index.ts';
import { generatedFolder, hashText } from '../write/plan-write.ts';
import { openClientApi, placedIn } from './client-api.ts';
import { decisionFilesOf, decisionFormOf } from './decision-modules.ts';
import { type DerivedPart, type OpenPackage, type Part, partsOf } from './open-package.ts';
import { hasErrors } from './outcome.ts';
import { clientSummaryOf, type Summary, summaryOf } from './summary.ts';

/** The versions of an API, from wherever skewline.json says they are. */
export function readApi(opened: OpenPackage, config: Config): Promise<Checked<Api>> {
  const { name, types, documents = '' } = config;
  if (types === undefined) return readOpenApiFolder(opened.at(documents), { name });
  const source = join(opened.folder, config.source);
  return readTypeScriptApi(opened.at(types), { name, packageFolder: opened.folder, source });
}

/** What a part gives: its files, and what is said about them. */
export interface Built {
  readonly summary: Summary;
  readonly files: FileMap;
}

/** Reads, derives and emits; writes nothing. Without a value, the problems say why. */
export async function buildPart(opened: OpenPackage, part: Part): Promise<Checked<Built>> {
  if (part.kind === 'client') return buildClient(opened, part.config);
  const { value: planned, problems } = await planPart(opened, part);
  if (planned === undefined || hasErrors(problems)) return { problems };
  const form = decisionFormOf(await decisionFilesOf(opened, part), part.config.source);
  if (form.value === undefined) return { problems: [...problems, ...form.problems] };
  const files = emitPart(planned, part, form.value);
  return { value: { summary: summaryOf(planned), files }, problems };
}

/** Of the API as it is in its own package; warnings about it are said there. */
async function buildClient(opened: OpenPackage, client: ClientConfig): Promise<Checked<Built>> {
  const api = await openClientApi(opened, client);
  if (api.value === undefined) return { problems: api.problems };
  const { config } = api.value;
  const { value: planned, problems } = await planPart(api.value.opened, { kind: 'api', config });
  if (planned === undefined || hasErrors(problems)) {
    return { problems: placedIn(client.package, problems) };
  }
  const { sparse } = config;
  const files = emitClient({ ...planned, sparse }, packagedModules(client.module));
  return { value: { summary: clientSummaryOf(planned, client), files }, problems: [] };
}

/** Reads and derives; writes nothing. */
export async function planPart(opened: OpenPackage, part: DerivedPart): Promise<Checked<Planned>> {
  const planned =
    part.kind === 'api'
      ? await andThen(readApi(opened, part.config), (api) => planApi(api, part.config))
      : await andThen(readSides(opened, part.config), (sides) =>
          planRepresentation(sides, part.config),
        );
  if (planned.value === undefined) return planned;
  return { value: planned.value, problems: [...planned.problems, ...planned.value.problems] };
}

export function emitPart(planned: Planned, part: DerivedPart, decisions: DecisionForm): FileMap {
  return part.kind === 'api'
    ? emitPackage(planned, part.config, decisions)
    : emitRepresentation(planned, part.config);
}

/** What the output depends on; undefined where it has to be found out by reading. */
export async function hashInputs(opened: OpenPackage, part: Part): Promise<string | undefined> {
  if (part.kind === 'client') {
    const api = await openClientApi(opened, part.config);
    if (api.value === undefined) return undefined;
    const { config } = api.value;
    const inputs = await hashInputs(api.value.opened, { kind: 'api', config });
    return inputs === undefined ? undefined : hashText(`${inputs}\0${opened.configText}`);
  }
  // What is generated here is no input of itself.
  const own = partsOf(opened.config).map(({ config }) =>
    join(opened.folder, config.source, generatedFolder),
  );
  const typed = (path: string): Promise<string | undefined> => hashTypeScript(opened.at(path), own);
  const side = ({ types, document = '' }: SideConfig): Promise<string | undefined> =>
    types === undefined ? hashFile(opened.at(document)) : typed(types);
  const hashes = await Promise.all(
    part.kind === 'representation'
      ? [side(part.config.from), side(part.config.to)]
      : part.config.types === undefined
        ? [hashDocuments(opened.at(part.config.documents ?? ''))]
        : [typed(part.config.types)],
  );
  if (hashes.includes(undefined)) return undefined;
  // What this run was asked for beside what skewline.json says.
  const { client = false, server = false } = part.kind === 'api' ? part.config : {};
  const files = await decisionFilesOf(opened, part);
  const decisions = decisionFormOf(files, part.config.source).value;
  const parts = [...hashes, opened.configText, JSON.stringify({ client, server, decisions })];
  return hashText([...parts, await hashOfCodegen()].join('\0'));
}

async function readSides(
  opened: OpenPackage,
  config: RepresentationConfig,
): Promise<Checked<Sides>> {
  const [from, to] = [
    await readSide(opened, config.from, 1, [...config.pairs.keys()]),
    await readSide(opened, config.to, 2, [...new Set(config.pairs.values())]),
  ];
  const problems = [...from.problems, ...to.problems];
  if (from.value === undefined || to.value === undefined) return { problems };
  return { value: { from: from.value, to: to.value }, problems };
}

async function readSide(
  opened: OpenPackage,
  side: SideConfig,
  position: 1 | 2,
  names: readonly string[],
): Promise<Checked<Version>> {
  const { types, document = '', module } = side;
  if (isPath(module) && !(await exists(opened.at(module)))) {
    return { problems: [noModule(side)] };
  }
  if (types !== undefined) {
    const id = sideId(side.name, position);
    return readTypeScriptTypes(opened.at(types), { id, packageFolder: opened.folder, names });
  }
  const text = await readTextFile(opened.at(document), document);
  if (text.value === undefined) return { problems: text.problems };
  const file = basename(document);
  const read = readOpenApiDocuments(side.name, [{ file, text: text.value }]);
  // One document is all that a side has.
  const problems = read.problems.filter(({ code }) => code !== 'too_few_versions');
  const [version] = read.value?.versions ?? [];
  return version === undefined ? { problems } : { value: version, problems };
}

function noModule({ name, module }: SideConfig): Problem {
  return {
    code: 'config_invalid',
    severity: 'error',
    message: `the module of ${name} does not exist: ${module}`,
    fix: 'write its path from the folder of skewline.json, or the name that it is imported by',
    file: 'skewline.json',
  };
}

async function andThen<A, B>(
  read: Promise<Checked<A>>,
  then: (value: A) => B,
): Promise<Checked<B>> {
  const { value, problems } = await read;
  return value === undefined ? { problems } : { value: then(value), problems };
}
