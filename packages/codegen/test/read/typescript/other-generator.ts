import ts from 'typescript';
import {
  type CompletedConfig,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import type { Version } from '../../../src/model/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Schema } from '../../../src/model/schema.ts';
import { parseVersionId } from '../../../src/model/version-id.ts';
import { Memos } from '../../../src/read/document.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { Declarations } from '../../../src/read/typescript/declarations.ts';
import { Definitions } from '../../../src/read/typescript/definitions.ts';
import { innermost } from '../../../src/read/typescript/generator.ts';
import { programOf } from '../../../src/read/typescript/program.ts';
import { exportedTypes } from '../../../src/read/typescript/read-api.ts';
import { TypesReporter } from '../../../src/read/typescript/reporter.ts';
import { toVersion } from '../../../src/read/typescript/to-version.ts';
import { Documents, View } from '../../../src/read/typescript/view.ts';

/** Not JSON, and in no conversion: bytes as the driver gives them, and the tables by their names. */
const notJson = ['StoredApiTokenRow', 'StoredInstanceRow', 'Tables'];

const id = parseVersionId('1');
if (id === undefined) throw new Error('1 is a version');

/** What our reader makes of each exported type, in itself: names mean what their module says. */
export function readAlone(
  modules: readonly string[],
  packageFolder: string,
): ReadonlyMap<string, Version> {
  const reporter = new TypesReporter(packageFolder);
  const program = programOf(modules, packageFolder, reporter);
  if (program === undefined) throw new Error(JSON.stringify(reporter.problems));
  const checker = program.getTypeChecker();
  const declarations = new Declarations(checker);
  const roots = modules.flatMap((path) =>
    [...exportedTypes(program.getSourceFile(path), checker, declarations).values()]
      .filter(
        (one) =>
          one.kind !== 'generic' &&
          one.kind !== 'document' &&
          one.file.fileName === path &&
          !notJson.includes(one.name),
      )
      .map((one) => [`${path} ${one.name}`, one] as const),
  );
  const all = roots.map(([, one]) => one);
  const definitions = new Definitions(
    program,
    declarations,
    all,
    (one) => all.includes(one),
    reporter,
  );
  const versions = new Map<string, Version>();
  for (const [key, root] of roots) {
    const view = new View(new Map(), declarations, definitions, new Documents(), reporter);
    view.add(root);
    if (id === undefined) continue;
    const version = toVersion('alone', { id, name: 'alone' }, view, [], new Memos(), reporter);
    if (version !== undefined) versions.set(key, version);
  }
  if (reporter.problems.length > 0) throw new Error(JSON.stringify(reporter.problems, null, 2));
  return versions;
}

/** What ts-json-schema-generator makes of the same types. */
export interface Others {
  readonly versions: ReadonlyMap<string, Version>;
  /** Types whose tags it loses: those of what `Omit` passes on. */
  readonly withoutTags: ReadonlySet<string>;
}

export function generateAll(modules: readonly string[], tsconfig: string): Others {
  const [first = ''] = modules;
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: first.includes('/src/') ? `{${modules.join(',')}}` : first,
    tsconfig,
    jsDoc: 'extended',
    additionalProperties: true,
    skipTypeCheck: true,
    topRef: true,
  };
  const program = createProgram(config);
  const generatorOf = (expose: CompletedConfig['expose']): SchemaGenerator => {
    const own = { ...config, expose, topRef: expose === 'export' };
    return new SchemaGenerator(program, createParser(program, own), createFormatter(own), own);
  };
  const generator = generatorOf('export');
  // For a type that extends its own older version: two of one name, which only this can say.
  const writesOut = generatorOf('none');
  const versions = new Map<string, Version>();
  const withoutTags = new Set<string>();
  for (const path of modules) {
    for (const node of program.getSourceFile(path)?.statements ?? []) {
      if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) continue;
      const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (isExported !== true || node.typeParameters !== undefined) continue;
      if (notJson.includes(node.name.text)) continue;
      // JSON Schema is JSON.
      // JSON Schema is JSON.
      const schema = (extendsItself(node) ? writesOut : generator).createSchemaFromNodes([
        node,
      ]) as unknown as JsonObject;
      if (extendsItself(node)) withoutTags.add(`${path} ${node.name.text}`);
      versions.set(`${path} ${node.name.text}`, versionOf(schema, node.name.text));
    }
  }
  return { versions, withoutTags };
}

function extendsItself(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): boolean {
  return new RegExp(`\\b\\w+\\.${node.name.text}\\b`).test(node.getText());
}

/** Draft 7 with definitions → a document of one version, read as any other. */
function versionOf(schema: JsonObject, type: string): Version {
  const { definitions, $schema: _dialect, ...rest } = schema;
  const schemas = {
    ...(isJsonObject(definitions) ? definitions : {}),
    ...('$ref' in rest ? {} : { [type]: rest }),
  };
  const root = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {},
    components: { schemas: inDialect(schemas) },
  };
  const { value, problems } = readOpenApiDocuments('theirs', [
    { file: '1.json', text: JSON.stringify(root) },
  ]);
  const version = value?.versions[0];
  if (version === undefined) throw new Error(`${type}: ${JSON.stringify(problems, null, 2)}`);
  return version;
}

function inDialect(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => inDialect(one));
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(innermost(schema)).flatMap(([key, value]): [string, Json][] => {
      if (key === '$ref' && typeof value === 'string') {
        return [[key, value.replace('#/definitions/', '#/components/schemas/')]];
      }
      if (key === 'items' && Array.isArray(value)) return [['prefixItems', inDialect(value)]];
      return key === 'additionalItems' ? [] : [[key, inDialect(value)]];
    }),
  );
}

/** What is on the wire, without names and words; a type within itself is its name. */
export function comparable(
  version: Version,
  type: string,
  tags: boolean,
  open: readonly string[] = [],
): Json {
  const named = version.schemas.get(type)?.schema;
  if (named === undefined) return `no ${type}`;
  if (open.includes(type)) return `within itself after ${String(open.length - open.indexOf(type))}`;
  return wire(named, version, tags, [...open, type]);
}

function wire(schema: Schema, version: Version, tags: boolean, open: readonly string[]): Json {
  const nested = (inner: Schema): Json => wire(inner, version, tags, open);
  switch (schema.kind) {
    case 'reference':
      return comparable(version, schema.name, tags, open);
    case 'nullable':
      return { null: nested(schema.of) };
    case 'array':
      return bare({ ...schema, items: nested(schema.items) });
    case 'tuple':
      return { tuple: schema.items.map(nested) };
    case 'map':
      return bare({ ...schema, values: nested(schema.values) });
    case 'enum':
      return { enum: schema.values.map(({ value }) => JSON.stringify(value)).sort() };
    case 'union': {
      const variants = schema.variants.map((variant) => nested(variant.schema));
      const [only] = variants;
      if (only !== undefined && variants.length === 1) return only;
      // Names for some of the values of a list make it a union of lists to one of the two.
      const values = variants.flatMap((one) => (isJsonObject(one) ? (one['enum'] ?? []) : []));
      const isOneList = variants.every((one) => isJsonObject(one) && 'enum' in one);
      if (isOneList) return { enum: [...new Set(values.map(String))].sort() };
      return { union: variants.map((one) => JSON.stringify(one)).sort() };
    }
    case 'object': {
      const properties = schema.properties
        .map(
          (one) =>
            [one.name, [nested(one.schema), one.required, one.default?.value ?? null]] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1));
      // `Closed` is a word of ours that the other generator cannot know.
      const additional = typeof schema.additional === 'string' ? 'any' : nested(schema.additional);
      return { properties: Object.fromEntries(properties), additional };
    }
    case 'number':
    case 'string':
      return tags ? bare(schema) : schema.kind;
    case 'any':
    case 'boolean':
      return schema.kind;
  }
}

function bare(schema: object): Json {
  const words = ['title', 'description', 'deprecated', 'extensions'];
  const entries = Object.entries(schema).filter(([key]) => !words.includes(key));
  // A node of the model without its words is JSON.
  return Object.fromEntries(entries) as JsonObject;
}

/** Without what the other says nothing about: it loses what a chain of `Omit` passes on. */
export function asFarAsSaid(ours: Json, theirs: Json): Json {
  if (theirs === 'any') return 'any';
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.map((one: Json, index) => asFarAsSaid(one, theirs[index] ?? null));
  }
  if (!isJsonObject(ours) || !isJsonObject(theirs)) return ours;
  return Object.fromEntries(
    Object.entries(ours).map(([key, value]) => [key, asFarAsSaid(value, theirs[key] ?? null)]),
  );
}
