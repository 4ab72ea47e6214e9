import type { JsonObject } from '../../../src/model/json.ts';
import { type Case, document, integer, object, operation, operations as there, reference, text, twinOf } from './case.ts';

const responses = { 204: { description: '' } };
const named = (operationId: string, rest: JsonObject = {}): JsonObject => ({ operationId, responses, ...rest });
const secured = (security: readonly JsonObject[] | undefined): JsonObject => operation(security === undefined ? {} : { security });
/** Two operations that ask for one scheme. */
const schemed = (scheme: JsonObject): JsonObject => {
  const security = [{ token: [] }];
  const paths = { '/a': { get: named('a', { security }) }, '/b': { get: named('b', { security }) } };
  return { ...document(paths), components: { securitySchemes: { token: scheme } } };
};
const marked = (isUnstable: boolean, rest: JsonObject = {}): JsonObject => operation({ 'x-skewline-unstable': isUnstable, ...rest });

export const operationTable: readonly Case[] = [
  ...there('an operation', document({ '/a': { get: named('a') } }), document({ '/a': { get: named('a') }, '/b': { get: named('b') } }), ['operation-added c-b-'], ['operation-removed b-c-']),
  ...there('a method of a path', document({ '/a': { get: named('a') } }), document({ '/a': { get: named('a'), put: named('b') } }), ['operation-added c-b-'], ['operation-removed b-c-']),
  ...there('an operation with a body', document({}), document({ '/a': { put: named('a', { requestBody: { required: true, content: { 'application/json': { schema: object({ a: text, b: integer }) } } } }) } }), ['operation-added c-b-'], ['operation-removed b-c-']),
  ...there('another path', document({ '/a': { get: named('a') } }), document({ '/b': { get: named('a') } }), ['operation-moved b-b-'], ['operation-moved b-b-']),
  ...there('another method', document({ '/a': { put: named('a') } }), document({ '/a': { post: named('a') } }), ['operation-moved b-b-'], ['operation-moved b-b-']),
  ...there('another id', document({ '/a': { get: named('a') } }), document({ '/a': { get: named('z') } }), ['operation-renamed c-c-'], ['operation-renamed c-c-']),
  twinOf('operation-renamed', 'the same id with a summary', document({ '/a': { get: named('a') } }), document({ '/a': { get: named('a', { summary: 'words' }) } })),
  twinOf('operation-moved', 'a path whose parameter is called otherwise', operation({ parameters: [{ in: 'path', name: 'a', required: true, schema: text }] }, 'get', '/t/{a}'), operation({ parameters: [{ in: 'path', name: 'b', required: true, schema: text }] }, 'get', '/t/{b}'), ['parameter-renamed c-c-']),
  twinOf('operation-added', 'the order of operations', document({ '/a': { get: named('a') }, '/b': { get: named('b') } }), document({ '/b': { get: named('b') }, '/a': { get: named('a') } })),
  twinOf('operation-removed', 'words and labels', operation({ tags: ['x'] }), operation({ tags: ['y'], description: 'words', deprecated: true })),
  twinOf('operation-removed', 'an unstable one that goes', marked(true), document({})),
  twinOf('operation-added', 'an unstable one that comes', document({}), marked(true)),
  twinOf('parameter-added', 'an unstable one that changes', marked(true), marked(true, { parameters: [{ in: 'query', name: 'q', required: true, schema: text }] })),
  twinOf('operation-unstable', 'an unstable one that becomes stable', marked(true), marked(false)),
  twinOf('operation-unstable', 'one that is said not to be unstable', operation({}), marked(false)),
  { name: 'a stable one that becomes unstable', before: marked(false), after: marked(true), want: ['operation-unstable b-c-'] },
  ...there('credentials', secured(undefined), secured([{ token: [] }]), ['security-changed b-c-'], ['security-changed c-b-']),
  ...there('credentials where none were asked for in an empty list', secured([]), secured([{ token: [] }]), ['security-changed b-c-'], ['security-changed c-b-']),
  ...there('other credentials', secured([{ token: [] }]), secured([{ key: [] }]), ['security-changed b-b-'], ['security-changed b-b-']),
  ...there('credentials as an alternative', secured([{ token: [] }]), secured([{ token: [] }, { key: [] }]), ['security-changed c-b-'], ['security-changed b-c-']),
  ...there('two credentials at once', secured([{ token: [] }]), secured([{ token: [], key: [] }]), ['security-changed b-c-'], ['security-changed c-b-']),
  ...there('a scope', secured([{ token: ['read'] }]), secured([{ token: ['read', 'write'] }]), ['security-changed b-c-'], ['security-changed c-b-']),
  ...there('nothing as an alternative', secured([{ token: [] }]), secured([{ token: [] }, {}]), ['security-changed c-b-'], ['security-changed b-c-']),
  ...there('credentials of the whole document', document({ '/a': { get: named('a') } }), document({ '/a': { get: named('a') } }, {}, { security: [{ token: [] }] }), ['security-changed b-c-'], ['security-changed c-b-']),
  ...there('a key in another header', schemed({ type: 'apiKey', in: 'header', name: 'x-key' }), schemed({ type: 'apiKey', in: 'header', name: 'x-token' }), ['security-changed b-b-'], ['security-changed b-b-']),
  ...there('a key in the query', schemed({ type: 'apiKey', in: 'header', name: 'key' }), schemed({ type: 'apiKey', in: 'query', name: 'key' }), ['security-changed b-b-'], ['security-changed b-b-']),
  ...there('another scheme of HTTP', schemed({ type: 'http', scheme: 'basic' }), schemed({ type: 'http', scheme: 'bearer' }), ['security-changed b-b-'], ['security-changed b-b-']),
  ...there('another place to ask for a token', schemed({ type: 'openIdConnect', openIdConnectUrl: 'https://a' }), schemed({ type: 'openIdConnect', openIdConnectUrl: 'https://b' }), ['security-changed u-u-'], ['security-changed u-u-']),
  twinOf('security-changed', 'words about a scheme', schemed({ type: 'http', scheme: 'bearer' }), schemed({ type: 'http', scheme: 'Bearer', description: 'words' })),
  twinOf('security-changed', 'the order of alternatives', secured([{ token: [] }, { key: [] }]), secured([{ key: [] }, { token: [] }])),
  twinOf('security-changed', 'nothing in two ways', secured(undefined), secured([{}])),
];

const content = (schema: JsonObject): JsonObject => ({ description: '', content: { 'application/json': { schema } } });
const asks = (schema: JsonObject): JsonObject => ({ post: named('ask', { requestBody: { required: true, ...content(schema) } }) });
const gives = (schema: JsonObject): JsonObject => ({ get: { operationId: 'give', responses: { 200: content(schema) } } });
const one = object({ a: text });
const two = object({ a: text, b: text });

/** What is judged is what is reached. */
export const reach: readonly Case[] = [
  ...there('a type of requests alone', document({ '/t': asks(reference('R')) }, { R: one }), document({ '/t': asks(reference('R')) }, { R: two }), ['property-added b-b-'], ['property-removed b-b-']),
  ...there('a type of responses alone', document({ '/t': gives(reference('R')) }, { R: one }), document({ '/t': gives(reference('R')) }, { R: two }), ['property-added -c-b'], ['property-removed -b-c']),
  ...there('a type that nothing reaches', document({}, { R: one }), document({}, { R: two }), ['property-added ----'], ['property-removed ----']),
  ...there('a type of an unstable operation alone', document({ '/t': { get: { ...named('give'), 'x-skewline-unstable': true, responses: { 200: content(reference('R')) } } } }, { R: one }), document({ '/t': { get: { ...named('give'), 'x-skewline-unstable': true, responses: { 200: content(reference('R')) } } } }, { R: two }), ['property-added ----'], ['property-removed ----']),
  ...there('a type far below', document({ '/t': gives(reference('O')) }, { O: object({ list: { type: 'array', items: reference('R') } }), R: one }), document({ '/t': gives(reference('O')) }, { O: object({ list: { type: 'array', items: reference('R') } }), R: two }), ['property-added -c-b'], ['property-removed -b-c']),
  ...there('a type of an operation that is gone', document({ '/t': gives(reference('R')) }, { R: one }), document({}, { R: two }), ['property-added ----', 'operation-removed b-c-'], ['property-removed ----', 'operation-added c-b-']),
  ...there('one root cause in two operations', document({ '/t': { ...asks(reference('R')), ...gives(reference('R')) } }, { R: one }), document({ '/t': { ...asks(reference('R')), ...gives(reference('R')) } }, { R: two }), ['property-added bcbb'], ['property-removed bbbc']),
  ...there('a renamed type that changes', document({ '/t': gives(reference('R')) }, { R: one }), document({ '/t': gives(reference('S')) }, { S: two }), ['property-added -c-b'], ['property-removed -b-c']),
  ...there('one type in place of another that stays', document({ '/t': gives(reference('R')), '/u': asks(reference('S')) }, { R: one, S: two }), document({ '/t': gives(reference('S')), '/u': asks(reference('S')) }, { R: one, S: two }), ['property-added -c-b'], ['property-removed -b-c']),
  ...there('types that contain each other', document({ '/t': gives(reference('A')) }, { A: object({ 'b?': reference('B') }), B: object({ 'a?': reference('A') }) }), document({ '/t': gives(reference('A')) }, { A: object({ 'b?': reference('B') }), B: object({ 'a?': reference('A'), c: text }) }), ['property-added -c-b'], ['property-removed -b-c']),
  ...there('a nullable reference within', document({ '/t': gives(reference('O')) }, { O: object({ r: { allOf: [reference('R')], nullable: true } }), R: one }), document({ '/t': gives(reference('O')) }, { O: object({ r: reference('R') }), R: two }), ['became-non-nullable -c-b', 'property-added -c-b'], ['became-nullable -b-c', 'property-removed -b-c']),
  twinOf('structure-changed', 'a schema that gets a name', document({ '/t': gives(one) }), document({ '/t': gives(reference('R')) }, { R: one })),
  twinOf('property-added', 'a reference in an allOf', document({ '/t': gives(reference('R')) }, { R: one }), document({ '/t': gives({ allOf: [reference('R')], description: 'words' }) }, { R: one })),
  twinOf('property-removed', 'an allOf of two objects, written out', document({ '/t': gives(reference('R')) }, { R: two }), document({ '/t': gives(reference('R')) }, { R: { allOf: [one, object({ b: text })] } })),
];
