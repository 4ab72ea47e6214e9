import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerApi } from '@skewline/runtime/exchange';
import type { Generated } from '../../packages/codegen/src/cli/load-generated.ts';
import { loadGenerated } from '../../packages/codegen/src/cli/load-generated.ts';
import { computeShapes } from '../../packages/codegen/src/diff/shapes.ts';
import { type Side, sideOf } from '../../packages/codegen/src/diff/side.ts';
import {
  type Api,
  type Config,
  type Planned,
  planApi,
  readOpenApiDocuments,
  readPackageConfig,
} from '../../packages/codegen/src/index.ts';
import type { Json } from './json.ts';
import { histories } from './seeds.ts';
import { Values } from './values.ts';

const root = resolve(import.meta.dirname, '../..');

/** A generated package that runs, and the model that it was generated from. */
export interface Site {
  readonly name: string;
  readonly api: Api;
  /** Made when it is first asked for: it takes seconds. */
  readonly planned: Planned;
  readonly generated: Generated;
  /** By version. */
  readonly sides: readonly Side[];
  readonly values: readonly Values[];
  /** Where there is one. */
  readonly server: ServerApi<unknown> | undefined;
}

/** Where the packages are whose conversions have decisions, and which history each is of. */
const packages: readonly {
  readonly folder: string;
  readonly api: string;
  readonly history: string;
}[] = [
  { folder: 'examples/parcels', api: 'parcels', history: 'parcels' },
  { folder: 'packages/sled-agent-types', api: 'sled-agent', history: 'sled-agent' },
  { folder: 'packages/nexus-types', api: 'nexus', history: 'nexus' },
  { folder: 'packages/nexus-types', api: 'nexus-internal', history: 'nexus-internal' },
  { folder: 'packages/gateway-types', api: 'gateway', history: 'gateway' },
];

export async function sites(): Promise<readonly Site[]> {
  const all = histories();
  const found: Site[] = [];
  for (const { folder, api, history } of packages) {
    const documents = all.find(({ name }) => name === history)?.documents ?? [];
    found.push(await site(join(root, folder), api, documents));
  }
  const omicron = join(root, 'examples/omicron-sled-agent');
  const corpus = all.filter(({ name }) => name === 'sled-agent').at(-1);
  if (
    corpus !== undefined &&
    corpus.documents.length > 40 &&
    existsSync(join(omicron, 'src/generated/v1'))
  )
    found.push(await site(omicron, 'sled-agent', corpus.documents));
  return found;
}

async function site(folder: string, name: string, documents: readonly Json[]): Promise<Site> {
  const config = configOf(folder, name);
  const read = readOpenApiDocuments(
    name,
    documents
      .map((document, index) => ({ file: `${String(index)}.json`, text: JSON.stringify(document) }))
      // The version is what the document says.
      .map(({ text }) => ({ file: 'document.json', text })),
  );
  if (read.value === undefined) throw new Error(JSON.stringify(read.problems));
  const loaded = await loadGenerated({ folder }, config);
  if (loaded.value === undefined) throw new Error(JSON.stringify(loaded.problems));
  const sides = read.value.versions.map((version) => sideOf(version, computeShapes(version)));
  const path = join(folder, config.source, 'generated/server.ts');
  const module: unknown = existsSync(path) ? await import(pathToFileURL(path).href) : undefined;
  const api = read.value;
  let planned: Planned | undefined;
  return {
    name,
    api,
    get planned() {
      return (planned ??= planApi(api, config));
    },
    generated: loaded.value,
    sides,
    values: sides.map((side) => new Values(side)),
    // What the emitter writes has this export.
    server: (module as { readonly api: ServerApi<unknown> } | undefined)?.api,
  };
}

function configOf(folder: string, api: string): Config {
  const { value } = readPackageConfig(readFileSync(join(folder, 'skewline.json'), 'utf8'));
  const found = value?.apis.find(({ name }) => name === api);
  if (found === undefined) throw new Error(`${folder} has no API ${api}`);
  return found;
}
