import type { Operation, Version } from '../model/api.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import { Answers } from './answers.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { anySchema, frozenJson, readText } from './documented.ts';
import { parseJson, reportTooLarge } from './json-text.ts';
import type { Limits } from './limits.ts';
import { checkMembers, warnLeftOut } from './members.ts';
import { Memo } from './memo.ts';
import { readNamedSchemas } from './named.ts';
import { readOperations } from './operation.ts';
import { member, optional } from './raw.ts';
import type { Reporter } from './reporter.ts';
import { readSchema } from './schema.ts';
import { versionOf } from './version-of.ts';
import { parseYaml } from './yaml-text.ts';

/** What the documents of one API share: nodes of equal texts. */
export class Memos {
  readonly schemas: Memo<Schema> = new Memo();
  readonly operations: Memo<Operation> = new Memo();
}

/** Levels of schemas read within each other, references written out: the stack holds more. */
const deepestReading = 400;
const mostSteps = 200_000;

/** One document, one version. Undefined where it has none; everything else is in the reporter. */
export function readDocument(
  text: string,
  name: string,
  limits: Limits,
  reporter: Reporter,
  memos: Memos,
): Version | undefined {
  if (text.length > limits.documentBytes) {
    reportTooLarge(text.length, limits, reporter);
    return undefined;
  }
  const isYaml = /\.ya?ml$/i.test(reporter.file);
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const root = (isYaml ? parseYaml : parseJson)(plain, limits, reporter);
  const found = reporter.problems;
  if (root === undefined) return undefined;
  const dialect = dialectOf(root, reporter);
  if (dialect === undefined || !isJsonObject(root)) return undefined;
  // A rounded number can make two different texts equal: such a document shares nothing.
  const isExact = found.every(({ code }) => code !== 'number_inexact');
  return readRoot(root, dialect, name, reporter, isExact ? memos : undefined);
}

function dialectOf(root: Json, reporter: Reporter): Context['dialect'] | undefined {
  const stated = isJsonObject(root) ? member(root, 'openapi') : undefined;
  const match = typeof stated === 'string' ? /^3\.([01])(?:\.\d+)?$/.exec(stated) : null;
  if (match !== null) return match[1] === '0' ? '3.0' : '3.1';
  const swagger = isJsonObject(root) ? member(root, 'swagger') : undefined;
  const what = stated ?? swagger;
  reporter.report('not_openapi', {
    message:
      what === undefined
        ? 'The document has no member `openapi`.'
        : `The document is of version ${JSON.stringify(what).slice(0, 40)}, not OpenAPI 3.0 or 3.1.`,
    fix:
      what === undefined
        ? 'Move the file out of the folder if it is no OpenAPI document.'
        : 'Convert the document to OpenAPI 3.0 or 3.1.',
    pointer: swagger === undefined ? '/openapi' : '/swagger',
  });
  return undefined;
}

/** A document that has been parsed. Its parts are frozen on the way. */
export function readRoot(
  root: JsonObject,
  dialect: Context['dialect'],
  name: string,
  reporter: Reporter,
  memos: Memos | undefined,
): Version | undefined {
  const info = member(root, 'info') ?? {};
  const id = versionOf(isJsonObject(info) ? member(info, 'version') : undefined, reporter);
  if (id !== undefined) reporter.version = id.text;
  const context = contextOf(root, dialect, reporter);
  if (!isJsonObject(info))
    malformed(context, '/info', '`info` is not an object.', 'Write an object.');
  const about = isJsonObject(info) ? info : {};
  const title = readText(context, about, 'title', '/info') ?? name;
  const description = readText(context, about, 'description', '/info');
  checkRoot(context);
  const schemas = readNamedSchemas(context, memos?.schemas);
  const operations = readOperations(context, memos?.operations);
  if (id === undefined) return undefined;
  return Object.freeze({
    id,
    file: reporter.file,
    title,
    ...optional('description', description),
    schemas,
    ...readSecuritySchemes(context),
    operations,
  });
}

function readSecuritySchemes(context: Context): Pick<Version, 'securitySchemes'> {
  const components = member(context.root, 'components');
  const schemes = isJsonObject(components) ? member(components, 'securitySchemes') : undefined;
  if (schemes === undefined) return {};
  if (isJsonObject(schemes)) return { securitySchemes: frozenJson(schemes) };
  const at = '/components/securitySchemes';
  malformed(context, at, '`securitySchemes` is not an object.', 'Describe the schemes by name.');
  return {};
}

function contextOf(root: JsonObject, dialect: Context['dialect'], reporter: Reporter): Context {
  const components = member(root, 'components');
  const schemas = isJsonObject(components) ? member(components, 'schemas') : undefined;
  let depth = 0;
  const context: Context = {
    root,
    dialect,
    reporter,
    answers: new Answers(root),
    schemas: isJsonObject(schemas) ? schemas : {},
    dependencies: undefined,
    inlining: new Set(),
    steps: mostSteps,
    read: (raw, pointer) => {
      if (depth >= deepestReading) {
        reporter.report('document_too_deep', {
          message: 'Written out, the references of the document nest too deep.',
          fix: 'Refer to schemas by #/components/schemas/NAME.',
          pointer,
        });
        return anySchema;
      }
      depth += 1;
      const schema = readSchema(context, raw, pointer);
      depth -= 1;
      return schema;
    },
  };
  return context;
}

const dialects = [
  'https://spec.openapis.org/oas/3.1/dialect/base',
  'https://json-schema.org/draft/2020-12/schema',
];

function checkRoot(context: Context): void {
  const { root } = context;
  checkMembers(context, root, 'document', '');
  warnLeftOut(context, root, 'webhooks', '', 'requests from server to client are not converted');
  const schemaDialect = member(root, 'jsonSchemaDialect');
  if (schemaDialect !== undefined && !dialects.some((known) => known === schemaDialect)) {
    const message = 'The schemas are of another dialect.';
    unsupported(
      context,
      '/jsonSchemaDialect',
      message,
      'Remove it: OpenAPI 3.1 has a dialect of its own.',
    );
  }
  const components = member(root, 'components');
  if (components === undefined) return;
  if (!isJsonObject(components)) {
    malformed(context, '/components', '`components` is not an object.', 'Write an object.');
    return;
  }
  checkMembers(context, components, 'components', '/components');
  const schemas = member(components, 'schemas');
  if (schemas !== undefined && !isJsonObject(schemas)) {
    malformed(context, '/components/schemas', '`schemas` is not an object.', 'List them by name.');
  }
}
