import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OperationConversions } from '@skewline/runtime';
import {
  type DecisionForm,
  emitPackage,
  planApi,
  type Planned,
} from '../packages/codegen/src/build.ts';
import { decisionFilesOf, decisionFormOf } from '../packages/codegen/src/cli/decision-modules.ts';
import { processIo } from '../packages/codegen/src/cli/io.ts';
import {
  chooseApi,
  type OpenPackage,
  openPackage,
} from '../packages/codegen/src/cli/open-package.ts';
import { hashInputs, readApi } from '../packages/codegen/src/cli/part.ts';
import type { Config } from '../packages/codegen/src/config.ts';
import { decisionPath } from '../packages/codegen/src/emit/decision-form.ts';
import type { Checked } from '../packages/codegen/src/model/problem.ts';
import { repository } from './ages.ts';

/** Where the history of an API is: a package of this repository, and the API's name in it. */
export interface Source {
  readonly package: string;
  readonly api: string;
}

/** The APIs of this repository. */
export const sources: readonly Source[] = [
  { package: 'packages/sled-agent-types', api: 'sled-agent' },
  { package: 'packages/nexus-types', api: 'nexus-internal' },
  { package: 'packages/nexus-types', api: 'nexus' },
];

/** All versions of an API: read, planned, and with the conversions that its package has. */
export interface History {
  readonly name: string;
  readonly planned: Planned;
  readonly sparse: boolean;
  /** The listed versions, oldest first. A position is an index in this list. */
  readonly versions: readonly string[];
  /** What the package converts of operations, by the position of the newer version of the step. */
  readonly tables: readonly (OperationConversions | undefined)[];
}

export async function readHistory(source: Source): Promise<History> {
  const { opened, config } = await open(source);
  const planned = await plan(opened, config);
  const tables = await Promise.all(
    planned.api.versions.map(async ({ id }) => {
      const file = join(opened.folder, config.source, 'generated', id.folder, 'operations.ts');
      // A step in which no operation changes has none.
      if (!existsSync(file)) return undefined;
      const module: unknown = await import(/* @vite-ignore */ pathToFileURL(file).href);
      // Generated: see emit/operations.ts.
      return (module as { readonly operations: OperationConversions }).operations;
    }),
  );
  const versions = planned.api.versions.map(({ id }) => id.text);
  return { name: config.name, planned, sparse: config.sparse, versions, tables };
}

/**
 * Generates into `folder/<version>` the package of each version as it would have been generated when
 * that version was the newest, with a client and a server. Does nothing where all of it is there and
 * was made of the same things.
 */
export async function makeAges(
  source: Source,
  folder: string,
  only?: readonly string[],
): Promise<'made' | 'current'> {
  const { opened, config } = await open(source);
  const stamp = await stampOf(opened, config, only);
  const stampFile = join(folder, '.stamp');
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === stamp) return 'current';
  const { api } = await plan(opened, config);
  const { form, own } = await ownModules(opened, config);
  const fresh = `${folder}.${randomUUID()}`;
  for (const [position, { id }] of api.versions.entries()) {
    if (only?.includes(id.text) === false) continue;
    const then = { ...api, versions: api.versions.slice(0, position + 1) };
    const planned = planApi(then, { ask: asksUpTo(config, then.versions), refine: config.refine });
    const files = emitPackage(planned, { ...config, client: true, server: true }, form);
    for (const [path, text] of files) await put(join(fresh, id.text, path), text);
    // What people have decided since does no harm: nothing looks it up.
    for (const module of own) {
      const real = join(opened.folder, config.source, module);
      const path = relative(join(folder, id.text, dirname(module)), real);
      await put(join(fresh, id.text, module), `export * from '${path}';\n`);
    }
  }
  await put(join(fresh, '.stamp'), stamp);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  return 'made';
}

/** What people have written for the generated code, and in which form their decisions are. */
async function ownModules(
  opened: OpenPackage,
  config: Config,
): Promise<{ readonly form: DecisionForm; readonly own: readonly string[] }> {
  const files = await decisionFilesOf(opened, { kind: 'api', config });
  const form = must(decisionFormOf(files, config.source));
  const decisions = [...files.each.keys()].map((folder) => decisionPath(form, folder));
  const own = ['refinements.ts', ...(form === 'one' ? ['decisions.ts'] : decisions)];
  return {
    form,
    own: own.filter((module) => existsSync(join(opened.folder, config.source, module))),
  };
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Places to be asked about that are of versions which were not there yet are no places yet. */
function asksUpTo({ ask }: Config, versions: Planned['api']['versions']): Config['ask'] {
  return ask.filter(({ step }) => versions.some(({ id }) => id.text === step));
}

/** Of all that the packages are made of: the inputs, the codegen, and this module. */
async function stampOf(
  opened: OpenPackage,
  config: Config,
  only: readonly string[] | undefined,
): Promise<string> {
  const inputs = await hashInputs(opened, { kind: 'api', config });
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  hash.update(JSON.stringify(only ?? 'all'));
  // Where it cannot be known what it depends on, it is made again.
  return hash.update(inputs ?? randomUUID()).digest('hex');
}

async function open(source: Source): Promise<{ opened: OpenPackage; config: Config }> {
  const io = processIo();
  const opened = must(await openPackage(join(repository, source.package), io));
  return { opened, config: must(chooseApi(opened, source.api)) };
}

async function plan(opened: OpenPackage, config: Config): Promise<Planned> {
  const planned = planApi(must(await readApi(opened, config)), config);
  return must({ value: planned, problems: planned.problems });
}

function must<T>({ value, problems }: Checked<T>): T {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (value === undefined || errors.length > 0) throw new Error(JSON.stringify(problems, null, 1));
  return value;
}
