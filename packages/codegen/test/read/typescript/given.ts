import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Api, Version } from '../../../src/model/api.ts';
import type { Checked, Problem } from '../../../src/model/problem.ts';
import type { Schema } from '../../../src/model/schema.ts';
import { readTypeScriptApi } from '../../../src/read/typescript/index.ts';

const root = resolve(import.meta.dirname, '../../../../..');

/** A package with these files under `src`, where the words of the runtime are found. */
export function packageOf(files: Readonly<Record<string, string>>): string {
  const cache = join(root, 'node_modules/.cache/skewline-tests');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'types-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tsconfig = { compilerOptions: { customConditions: ['skewline-source'] } };
  const all = { '../tsconfig.json': JSON.stringify(tsconfig), ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = join(folder, 'src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

export async function readFiles(files: Readonly<Record<string, string>>): Promise<Checked<Api>> {
  const packageFolder = packageOf(files);
  return readTypeScriptApi(join(packageFolder, 'src'), { name: 'given', packageFolder });
}

export const words =
  "import type { Closed, Content, DateTime, OneOf, Operation, Reply, Uint8, Uint64, Uuid } from '@skewline/runtime/api';\n";
const oneVersion = "export interface Versions {\n  /** The first. */\n  1: 'initial';\n}\n";

/** One version with these types and no operations; throws where there was any problem. */
export async function readTypes(text: string): Promise<Version> {
  const { value, problems } = await readFiles({
    'versions.ts': oneVersion,
    'v1/given.ts': `${words}${text}`,
  });
  const others = problems.filter(({ code }) => code !== 'too_few_versions');
  const version = value?.versions[0];
  if (version === undefined || others.length > 0) throw new Error(JSON.stringify(others, null, 2));
  return version;
}

/** The schema of `Given`, or of `type Given = TEXT`. */
export async function schemaOf(text: string): Promise<Schema | undefined> {
  const isDeclared = /\b(?:interface|type) Given\b/.test(text);
  const version = await readTypes(isDeclared ? text : `export type Given = ${text};`);
  return version.schemas.get('Given')?.schema;
}

/** Code, place and first words of what is wrong. */
export async function problemsOf(
  files: Readonly<Record<string, string>>,
): Promise<readonly Problem[]> {
  const { problems } = await readFiles({ 'versions.ts': oneVersion, ...files });
  return problems.filter(({ code }) => code !== 'too_few_versions');
}
