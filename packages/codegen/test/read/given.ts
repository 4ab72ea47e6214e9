import type { Version } from '../../src/model/api.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Checked, Problem } from '../../src/model/problem.ts';
import type { Schema } from '../../src/model/schema.ts';
import type { Api } from '../../src/model/api.ts';
import { readOpenApiDocuments } from '../../src/read/index.ts';

export type Dialect = '3.0.3' | '3.1.0';

/** A document with these parts, as text. */
export function document(
  parts: { readonly schemas?: JsonObject; readonly [key: string]: Json | undefined },
  dialect: Dialect = '3.0.3',
): string {
  const { schemas = {}, ...rest } = parts;
  return JSON.stringify({
    openapi: dialect,
    info: { title: 'T', version: '1.0.0' },
    paths: {},
    components: { schemas },
    ...rest,
  });
}

export function readText(text: string, file = '1.0.0.json'): Checked<Api> {
  return readOpenApiDocuments('t', [{ file, text }]);
}

/** The problems without the one that a single version always has. */
export function problemsOf(checked: Checked<Api>): readonly Problem[] {
  return checked.problems.filter(({ code }) => code !== 'too_few_versions');
}

/** Named schemas read in one document; throws where there was any problem, as a test should. */
export function readVersion(text: string, file?: string): Version {
  const checked = readText(text, file);
  const problems = problemsOf(checked);
  const version = checked.value?.versions[0];
  if (problems.length > 0 || version === undefined)
    throw new Error(JSON.stringify(problems, null, 2));
  return version;
}

export function readSchema(
  raw: Json,
  others: JsonObject = {},
  dialect?: Dialect,
): Schema | undefined {
  const version = readVersion(document({ schemas: { ...others, Given: raw } }, dialect));
  return version.schemas.get('Given')?.schema;
}

/** Codes and places of what is wrong with one schema. */
export function refusals(raw: Json, others: JsonObject = {}, dialect?: Dialect): readonly string[] {
  const checked = readText(document({ schemas: { ...others, Given: raw } }, dialect));
  return problemsOf(checked).map(({ code, pointer, severity }) => {
    const place = (pointer ?? '').replace('/components/schemas/', '');
    return `${severity === 'warning' ? 'warning ' : ''}${code} ${place}`;
  });
}
