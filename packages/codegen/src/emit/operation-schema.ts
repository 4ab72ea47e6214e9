import type { Body, Operation, Parameter } from '../model/api.ts';
import type { JsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import { jsonContent } from '../plan/operation.ts';
import { type Dialect, toJsonSchema } from './json-schema.ts';

/** Types that no schema says. */
export interface OperationWords {
  /** A response without a body. */
  readonly nothing: JsonObject;
  /** No responses. */
  readonly empty: JsonObject;
}

const places = ['path', 'query', 'header', 'cookie'] as const;

/** `{ path, query, header, cookie, body, responses: { 200, default } }` as a schema. */
export function operationSchema(
  operation: Operation,
  dialect: Dialect,
  words: OperationWords,
): JsonObject {
  const { parameters, body, responses, summary, description, deprecated } = operation;
  const answers = [...responses].map(
    ([status, { content }]): Member => [status, contentSchema(content, dialect, words), true],
  );
  const plain = members([
    ...parameterGroups(parameters, dialect),
    ...(body === undefined ? [] : [bodyMember(body, dialect, words)]),
    ['responses', answers.length === 0 ? words.empty : members(answers), true],
  ]);
  if (!dialect.docs) return plain;
  return {
    ...plain,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

type Member = readonly [name: string, schema: JsonObject, required: boolean];

function members(list: readonly Member[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(list.map(([name, schema]) => [name, schema])),
    required: list.filter(([, , required]) => required).map(([name]) => name),
  };
}

function parameterGroups(parameters: readonly Parameter[], dialect: Dialect): Member[] {
  return places.flatMap((place): Member[] => {
    const here = parameters.filter((parameter) => parameter.in === place);
    if (here.length === 0) return [];
    const required = here.some((parameter) => parameter.required);
    const schema = members(here.map((parameter) => parameterMember(parameter, dialect)));
    return [[place, schema, required]];
  });
}

function parameterMember(parameter: Parameter, dialect: Dialect): Member {
  const schema = toJsonSchema(parameter.schema, dialect);
  const { description, deprecated } = parameter;
  const docs = {
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(parameter.default === undefined ? {} : { default: parameter.default.value }),
  };
  return [parameter.name, dialect.docs ? { ...schema, ...docs } : schema, parameter.required];
}

function bodyMember(body: Body, dialect: Dialect, words: OperationWords): Member {
  return ['body', contentSchema(body.content, dialect, words), body.required];
}

/** JSON if there is any: a program handles one value, whatever else the server could speak. */
function contentSchema(
  content: ReadonlyMap<string, Schema>,
  dialect: Dialect,
  words: OperationWords,
): JsonObject {
  const json = jsonContent(content);
  const schemas = (json === undefined ? [...content.values()] : [json]).map((schema) =>
    toJsonSchema(schema, dialect),
  );
  const [only] = schemas;
  if (only === undefined) return words.nothing;
  return schemas.length === 1 ? only : { anyOf: schemas };
}
