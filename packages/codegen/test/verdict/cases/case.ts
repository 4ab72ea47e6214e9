import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { RuleId } from '../../../src/verdict/rules.ts';

/** Two small documents, and what is to be found between them. */
export interface Case {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /**
   * `rule flows`, in the order in which they are found. The letters are of the flows old-client-request,
   * old-client-response, new-client-request, new-client-response: compatible, breaking, unproven, or `-`
   * where the flow is not reached.
   */
  readonly want: readonly string[];
  /** Looks like a change that this rule is about, and breaks nothing. */
  readonly twinOf?: RuleId;
}

/** Older values are refused; newer ones are; both; none. The type is in request and response. */
export const up = 'bccb';
export const down = 'cbbc';
export const both = 'bbbb';
export const none = 'cccc';

export const text: JsonObject = { type: 'string' };
export const integer: JsonObject = { type: 'integer' };
export const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** An object of these properties; a name that ends with `?` is optional. */
export function object(properties: JsonObject, rest: JsonObject = {}): JsonObject {
  const names = Object.keys(properties);
  const required = names.filter((name) => !name.endsWith('?'));
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), properties[name] ?? {}])),
    ...(required.length === 0 ? {} : { required }),
    ...rest,
  };
}

export function document(paths: JsonObject, schemas: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return { openapi: '3.0.3', info: { title: 't', version: '1.0.0' }, paths, components: { schemas }, ...rest };
}

const content = (schema: Json): JsonObject => ({ 'application/json': { schema } });

/** The type T in the request and the response of one operation. */
function ofType(schema: Json, others: JsonObject): JsonObject {
  const post = {
    operationId: 'post',
    requestBody: { required: true, content: content(reference('T')) },
    responses: { 200: { description: '', content: content(reference('T')) } },
  };
  return document({ '/t': { post } }, { ...others, T: schema });
}

export function type(name: string, before: Json, after: Json, want: readonly string[], others: JsonObject = {}): Case {
  return { name, before: ofType(before, others), after: ofType(after, others), want };
}

/** The same there and back. */
export function pair(
  name: string,
  one: Json,
  other: Json,
  forth: readonly string[],
  back: readonly string[],
  others: JsonObject = {},
): readonly Case[] {
  return [type(name, one, other, forth, others), type(`${name}, undone`, other, one, back, others)];
}

export function twin(rule: RuleId, name: string, before: Json, after: Json, want: readonly string[] = [], others: JsonObject = {}): Case {
  return { ...type(name, before, after, want, others), twinOf: rule };
}

/** The parts of one operation, `GET /t` unless they say otherwise. */
export function operation(parts: JsonObject, method = 'get', path = '/t', schemas: JsonObject = {}): JsonObject {
  const responses = { 204: { description: '' } };
  return document({ [path]: { [method]: { operationId: 'one', responses, ...parts } } }, schemas);
}

export function operations(
  name: string,
  one: JsonObject,
  other: JsonObject,
  forth: readonly string[],
  back: readonly string[],
): readonly Case[] {
  return [
    { name, before: one, after: other, want: forth },
    { name: `${name}, undone`, before: other, after: one, want: back },
  ];
}

export function twinOf(rule: RuleId, name: string, before: JsonObject, after: JsonObject, want: readonly string[] = []): Case {
  return { name, before, after, want, twinOf: rule };
}
