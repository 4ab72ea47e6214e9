import type { Api, Body, Operation, Parameter, Response, Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Documented, Schema } from '../model/schema.ts';
import { header } from './header.ts';
import { type Dialect, typesDialect, toJsonSchema } from './json-schema.ts';

/** `generated/vN/openapi.json`: each version as an OpenAPI 3.1 document that stands alone. */
export function emitOpenApi(api: Api): FileMap {
  return new Map(
    api.versions.map((version) => [
      `generated/${version.id.folder}/openapi.json`,
      `${JSON.stringify(openApiDocument(api.name, version), null, 2)}\n`,
    ]),
  );
}

const dialect: Dialect = typesDialect(({ name }) => ({
  $ref: `#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
}));

function openApiDocument(name: string, version: Version): JsonObject {
  const { id, title, description, schemas, operations } = version;
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations.values()) {
    (paths[operation.path] ??= {})[operation.method] = operationItem(operation);
  }
  const schemes = securitySchemes(version);
  return {
    openapi: '3.1.0',
    // OpenAPI has no `$comment`, which the other generated JSON says it in.
    'x-generated': header.replace('// ', ''),
    info: {
      title: title === '' ? name : title,
      version: id.parts.join('.'),
      ...(description === undefined ? {} : { description }),
    },
    paths,
    components: {
      schemas: Object.fromEntries(
        [...schemas].map(([type, { schema }]) => [type, toJsonSchema(schema, dialect)]),
      ),
      ...(Object.keys(schemes).length === 0 ? {} : { securitySchemes: schemes }),
    },
  };
}

function operationItem(operation: Operation): JsonObject {
  const { id, summary, description, deprecated, tags, parameters, body, security } = operation;
  return {
    operationId: id,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...operation.extensions,
    ...(tags.length === 0 ? {} : { tags }),
    ...(security === undefined ? {} : { security }),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterItem) }),
    ...(body === undefined ? {} : { requestBody: bodyItem(body) }),
    responses: Object.fromEntries(
      [...operation.responses].map(([status, response]) => [status, responseItem(response)]),
    ),
  };
}

function parameterItem(parameter: Parameter): JsonObject {
  const { name, in: place } = parameter;
  return { name, in: place, ...headerItem(parameter) };
}

function headerItem(parameter: Parameter): JsonObject {
  const schema = toJsonSchema(parameter.schema, dialect);
  const withDefault = parameter.default === undefined ? {} : { default: parameter.default.value };
  return {
    ...words(parameter),
    ...(parameter.required ? { required: true } : {}),
    schema: { ...schema, ...withDefault },
  };
}

function bodyItem({ required, description, content }: Body): JsonObject {
  return {
    ...(description === undefined ? {} : { description }),
    ...(required ? { required } : {}),
    content: contentItem(content),
  };
}

function responseItem({ description, headers, content }: Response): JsonObject {
  const entries = headers.map((header) => [header.name, headerItem(header)] as const);
  return {
    description: description ?? '',
    ...(entries.length === 0 ? {} : { headers: Object.fromEntries(entries) }),
    ...(content.size === 0 ? {} : { content: contentItem(content) }),
  };
}

function contentItem(content: ReadonlyMap<string, Schema>): JsonObject {
  return Object.fromEntries(
    [...content].map(([type, schema]) => [
      type,
      schema.kind === 'any' ? {} : { schema: toJsonSchema(schema, dialect) },
    ]),
  );
}

function words({ description, deprecated }: Documented): JsonObject {
  return {
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

/** A document that requires a scheme must say what it is; types written in TypeScript do not. */
function securitySchemes({ operations, securitySchemes: known = {} }: Version): JsonObject {
  const names = [...operations.values()].flatMap(({ security }) =>
    (security ?? []).flatMap((one) => Object.keys(one)),
  );
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, known[name] ?? bearer]));
}

const bearer: JsonObject = { type: 'http', scheme: 'bearer' };
