import type ts from 'typescript';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { parseVersionId, type VersionId } from '../../model/version-id.ts';
import { isList } from '../raw.ts';
import type { Place, TypesReporter } from './reporter.ts';

/** One operation as the package declares it, in the words of OpenAPI. */
export interface DeclaredOperation {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly since?: VersionId;
  readonly until?: VersionId;
  /** What stands under the method in `paths`. */
  readonly item: JsonObject;
  readonly place: Place;
}

/** What a reference to a type of the package leads to: parts may have names of their own. */
type Behind = (schema: Json | undefined) => JsonObject;

/** `Operations`, as its schema says it: each member one operation, or a list of them by range. */
export function declaredOperations(
  schema: JsonObject,
  places: ReadonlyMap<string, Place>,
  fallback: Place,
  behind: Behind,
  reporter: TypesReporter,
): readonly DeclaredOperation[] {
  return Object.entries(objectAt(schema, 'properties')).flatMap(([id, member]) => {
    const place = places.get(id) ?? fallback;
    if (!isJsonObject(member)) return [];
    const list = member['prefixItems'];
    const { description, deprecated } = member;
    return (isList(list) ? list : [member]).flatMap((one) => {
      const words = {
        ...(description === undefined ? {} : { description }),
        ...(deprecated === undefined ? {} : { deprecated }),
      };
      const operation = operationOf(id, behind(one), words, place, behind, reporter);
      return operation === undefined ? [] : [operation];
    });
  });
}

function operationOf(
  id: string,
  schema: JsonObject,
  words: JsonObject,
  place: Place,
  behind: Behind,
  reporter: TypesReporter,
): DeclaredOperation | undefined {
  const members = objectAt(schema, 'properties');
  const parts = objectAt(behind(members['parts']), 'properties');
  const [method, url] = [literal(members['method']), literal(members['url'])];
  if (typeof method !== 'string' || typeof url !== 'string') {
    const message = `${id} is not written as Operation<method, path, parts>.`;
    reporter.report('schema_malformed', {
      message,
      fix: "Write Operation<'GET', '/…', { … }>.",
      place,
    });
    return undefined;
  }
  const range = {
    ...versionAt(parts, 'since', id, place, reporter),
    ...versionAt(parts, 'until', id, place, reporter),
  };
  const group = (where: (typeof places)[number]): JsonObject => {
    const given = behind(parts[where]);
    if (parts[where] !== undefined && !isJsonObject(given['properties'])) {
      const message = `The ${where} parameters of ${id} are no plain object.`;
      reporter.report('schema_malformed', {
        message,
        fix: 'List them in an object or an interface; interfaces may extend others.',
        place,
      });
    }
    return given;
  };
  const reason = literal(parts['doNotForward']);
  const tags = literals(parts['tags']);
  const security = securityOf(parts['security']);
  const { description } = words;
  const item: Record<string, Json> = {
    operationId: id,
    ...words,
    ...(typeof description === 'string' ? { summary: firstSentence(description) } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(security === undefined ? {} : { security }),
    ...(literal(parts['unstable']) === true ? { 'x-skewline-unstable': true } : {}),
    ...(typeof reason === 'string' ? { 'x-skewline-do-not-forward': reason } : {}),
    parameters: places.flatMap((where) => parametersOf(where, group(where))),
    responses: Object.fromEntries(
      Object.entries(objectAt(behind(parts['responses']), 'properties')).map(([status, reply]) => [
        status,
        responseOf(status, reply, behind),
      ]),
    ),
  };
  if (item['parameters'] instanceof Array && item['parameters'].length === 0)
    delete item['parameters'];
  if (parts['body'] !== undefined) item['requestBody'] = bodyOf(parts['body'], schema, behind);
  return { id, method: method.toLowerCase(), url, ...range, item, place };
}

const places = ['path', 'query', 'header', 'cookie'] as const;

function parametersOf(where: (typeof places)[number], group: Json | undefined): readonly Json[] {
  if (!isJsonObject(group)) return [];
  const required = isList(group['required']) ? group['required'] : [];
  return Object.entries(objectAt(group, 'properties')).map(([name, given]) => {
    const { description, deprecated, ...schema } = isJsonObject(given) ? given : {};
    return {
      name,
      in: where,
      ...(description === undefined ? {} : { description }),
      ...(deprecated === undefined ? {} : { deprecated }),
      ...(where === 'path' || required.includes(name) ? { required: true } : {}),
      schema,
    };
  });
}

function bodyOf(body: Json, operation: JsonObject, behind: Behind): JsonObject {
  const parts = behind(objectAt(operation, 'properties')['parts']);
  const isRequired = isList(parts['required']) && parts['required'].includes('body');
  return { ...(isRequired ? { required: true } : {}), content: contentOf(body) };
}

function responseOf(status: string, reply: Json, behind: Behind): JsonObject {
  const { $body, $headers } = membersOf(reply);
  const isReply = $body !== undefined && $headers !== undefined;
  // Words beside the type of the body are about the response, and are said there.
  const body = isReply ? $body : withoutDescription(reply);
  const headers = isReply ? headersOf(behind($headers)) : {};
  const words =
    isJsonObject(reply) && typeof reply['description'] === 'string'
      ? reply['description']
      : undefined;
  const isEmpty = isJsonObject(body) && body['x-no-body'] === true;
  return {
    description: words ?? reasonOf(status),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(isEmpty ? {} : { content: contentOf(body) }),
  };
}

function withoutDescription(schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  const { description: _words, ...rest } = schema;
  return rest;
}

function headersOf(group: Json): JsonObject {
  return Object.fromEntries(
    parametersOf('header', group).flatMap((one) => {
      if (!isJsonObject(one)) return [];
      const { name, in: _where, ...header } = one;
      return typeof name === 'string' ? [[name, header]] : [];
    }),
  );
}

function contentOf(body: Json): JsonObject {
  const { $content, $body } = membersOf(body);
  const type = literal($content);
  if (typeof type === 'string') return { [type]: $body === undefined ? {} : { schema: $body } };
  return { 'application/json': { schema: body } };
}

/** OpenAPI wants a description for every response. */
function reasonOf(status: string): string {
  if (status.startsWith('2')) return 'done';
  return status === 'default' ? 'anything else' : 'refused or failed';
}

function firstSentence(text: string): string {
  const line = text.split('\n\n')[0]?.replaceAll('\n', ' ') ?? text;
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0].replace(/\.$/, '') ?? line;
}

function versionAt(
  parts: JsonObject,
  key: 'since' | 'until',
  id: string,
  place: Place,
  reporter: TypesReporter,
): { readonly [K in 'since' | 'until']?: VersionId } {
  const value = literal(parts[key]);
  if (value === undefined) return {};
  const isText = typeof value === 'string' || typeof value === 'number';
  const version = isText ? parseVersionId(String(value)) : undefined;
  if (version !== undefined) return { [key]: version };
  const message = `${id} has ${key}: ${JSON.stringify(value)}, which is no version.`;
  reporter.report('versions_invalid', {
    message,
    fix: 'Write the number of a listed version.',
    place,
  });
  return {};
}

/** The one value that a schema allows. */
function literal(schema: Json | undefined): Json | undefined {
  if (!isJsonObject(schema)) return undefined;
  const values = schema['enum'];
  if (isList(values) && values.length === 1) return values[0];
  return schema['const'];
}

function literals(schema: Json | undefined): readonly Json[] | undefined {
  const items = isJsonObject(schema) ? schema['prefixItems'] : undefined;
  return isList(items) ? items.map((item) => literal(item) ?? null) : undefined;
}

function securityOf(schema: Json | undefined): readonly Json[] | undefined {
  const items = isJsonObject(schema) ? schema['prefixItems'] : undefined;
  if (!isList(items)) return undefined;
  return items.map((item) =>
    Object.fromEntries(
      Object.entries(membersOf(item)).map(([scheme, scopes]) => [scheme, literals(scopes) ?? []]),
    ),
  );
}

function membersOf(schema: Json | undefined): JsonObject {
  return isJsonObject(schema) ? objectAt(schema, 'properties') : {};
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

/** Where each member of an interface is declared, those that it takes from others included. */
export function placesOf(
  checker: ts.TypeChecker,
  node: ts.InterfaceDeclaration,
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const property of checker.getTypeAtLocation(node).getProperties()) {
    const declaration = property.valueDeclaration ?? property.declarations?.[0];
    if (declaration === undefined) continue;
    const source = declaration.getSourceFile();
    places.set(property.name, { source, position: declaration.getStart(source) });
  }
  return places;
}
