import type { JsonObject } from '../../../src/model/json.ts';
import { type Case, integer, object, operation, operations, reference, text, twinOf } from './case.ts';

const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });
const post = (parts: JsonObject, schemas: JsonObject = {}): JsonObject => operation(parts, 'post', '/t', schemas);
const body = (schema: JsonObject, required = true, media = 'application/json'): JsonObject => ({ requestBody: { required, content: { [media]: { schema } } } });
const answers = (responses: JsonObject): JsonObject => operation({ responses });
const answer = (schema?: JsonObject, headers?: JsonObject): JsonObject => ({
  description: '',
  ...(schema === undefined ? {} : { content: json(schema) }),
  ...(headers === undefined ? {} : { headers }),
});
const nothing: JsonObject = { description: '' };
const header = (rest: JsonObject = {}): JsonObject => ({ schema: text, ...rest });

export const bodies: readonly Case[] = [
  ...operations('a required body', post({}), post(body(text)), ['body-added b-b-'], ['body-removed b-b-']),
  ...operations('an optional body', post({}), post(body(text, false)), ['body-added c-b-'], ['body-removed b-c-']),
  ...operations('a body becomes required', post(body(text, false)), post(body(text)), ['body-became-required b-c-'], ['body-became-optional c-b-']),
  ...operations('a body of another kind', post(body(text)), post(body(integer)), ['structure-changed b-b-'], ['structure-changed b-b-']),
  ...operations('an optional property of the body', post(body(object({ a: text }))), post(body(object({ a: text, 'b?': text }))), ['property-added c-b-'], ['property-removed b-c-']),
  ...operations('a required property of the body', post(body(object({ a: text }))), post(body(object({ a: text, b: text }))), ['property-added b-b-'], ['property-removed b-b-']),
  ...operations('a property of a named body', post(body(reference('B')), { B: object({ a: text }) }), post(body(reference('B')), { B: object({ a: text, 'b?': text }) }), ['property-added c-b-'], ['property-removed b-c-']),
  ...operations('a value of an enum in the body', post(body({ ...text, enum: ['a'] })), post(body({ ...text, enum: ['a', 'b'] })), ['value-added c-b-'], ['value-removed b-c-']),
  twinOf('body-added', 'a body with words', post(body(text)), post({ requestBody: { required: true, description: 'words', content: json(text) } })),
  twinOf('body-removed', 'a body of the same under another name', post(body(reference('B')), { B: text }), post(body(reference('C')), { C: text })),
  twinOf('body-became-required', 'optional before and after', post(body(text, false)), post(body({ ...text, description: 'words' }, false))),
  twinOf('body-became-optional', 'required before and after', post(body(text)), post(body({ ...text, description: 'words' }))),
];

const media = (...types: readonly string[]): JsonObject => Object.fromEntries(types.map((one) => [one, { schema: text }]));
const sends = (...types: readonly string[]): JsonObject => post({ requestBody: { required: true, content: media(...types) } });
const gets = (...types: readonly string[]): JsonObject => answers({ 200: { description: '', content: media(...types) } });

export const contents: readonly Case[] = [
  ...operations('another media type of a body', sends('application/json'), sends('application/json', 'text/plain'), ['media-added c-b-'], ['media-removed b-c-']),
  ...operations('a media type in place of another', sends('application/json'), sends('text/plain'), ['media-removed b-c-', 'media-added c-b-'], ['media-removed b-c-', 'media-added c-b-']),
  ...operations('a media type of a response', gets('application/json'), gets('application/json', 'text/plain'), ['media-added -u-b'], ['media-removed -b-u']),
  ...operations('a media type of a response in place of another', gets('application/json'), gets('text/plain'), ['media-removed -b-b', 'media-added -b-b'], ['media-removed -b-b', 'media-added -b-b']),
  ...operations('any media type', sends('text/plain'), sends('*/*'), ['media-added c-b-'], ['media-removed b-c-']),
  ...operations('a response that gets content', answers({ 200: nothing }), gets('application/json'), ['media-added -c-b'], ['media-removed -b-c']),
  twinOf('media-added', 'a character set', sends('application/json'), sends('application/json; charset=utf-8')),
  twinOf('media-removed', 'capitals', gets('application/json'), gets('Application/JSON')),
  twinOf('media-removed', 'the order of media types', sends('application/json', 'text/plain'), sends('text/plain', 'application/json')),
];

export const responses: readonly Case[] = [
  ...operations('another success', answers({ 200: nothing }), answers({ 200: nothing, 202: nothing }), ['response-added -b-c'], ['response-removed -c-b']),
  ...operations('a success in place of another', answers({ 200: nothing }), answers({ 201: nothing }), ['response-removed -c-b', 'response-added -b-c'], ['response-removed -c-b', 'response-added -b-c']),
  ...operations('an error', answers({ 200: nothing }), answers({ 200: nothing, 404: nothing }), ['response-added -b-c'], ['response-removed -c-b']),
  ...operations('an error of a class', answers({ 200: nothing, '4XX': nothing }), answers({ 200: nothing, '4XX': nothing, 404: nothing }), ['response-added -c-c'], ['response-removed -c-c']),
  ...operations('an error beside a default', answers({ 200: nothing, default: nothing }), answers({ 200: nothing, 507: nothing, default: nothing }), ['response-added -c-c'], ['response-removed -c-c']),
  ...operations('a class beside a default', answers({ 200: nothing, default: nothing }), answers({ 200: nothing, '5XX': nothing, default: nothing }), ['response-added -c-c'], ['response-removed -c-c']),
  ...operations('an error of another shape than its class', answers({ 200: nothing, '4XX': answer(text) }), answers({ 200: nothing, '4XX': answer(text), 404: answer(integer) }), ['response-added -c-c', 'structure-changed -b-b'], ['response-removed -c-c', 'structure-changed -b-b']),
  ...operations('a class', answers({ 200: nothing }), answers({ 200: nothing, '5XX': nothing }), ['response-added -b-c'], ['response-removed -c-b']),
  ...operations('an answer of another kind', answers({ 200: answer(text) }), answers({ 200: answer(integer) }), ['structure-changed -b-b'], ['structure-changed -b-b']),
  ...operations('a required property of an answer', answers({ 200: answer(object({ a: text })) }), answers({ 200: answer(object({ a: text, b: text })) }), ['property-added -c-b'], ['property-removed -b-c']),
  ...operations('an optional property of an answer', answers({ 200: answer(object({ a: text })) }), answers({ 200: answer(object({ a: text, 'b?': text })) }), ['property-added -c-c'], ['property-removed -c-c']),
  ...operations('a value of an enum in an answer', answers({ 200: answer({ ...text, enum: ['a'] }) }), answers({ 200: answer({ ...text, enum: ['a', 'b'] }) }), ['value-added -b-c'], ['value-removed -c-b']),
  twinOf('response-added', 'words about a status', answers({ 200: nothing }), answers({ 200: { description: 'words' } })),
  twinOf('response-removed', 'the order of statuses', answers({ 200: nothing, 404: nothing }), answers({ 404: nothing, 200: nothing })),
  twinOf('response-removed', 'a status that its class still tells', answers({ 200: nothing, '4XX': nothing, 404: nothing }), answers({ 200: nothing, '4XX': nothing }), ['response-removed -c-c']),
];

const heads = (headers: JsonObject): JsonObject => answers({ 200: answer(text, headers) });

export const headers: readonly Case[] = [
  ...operations('an optional header', heads({}), heads({ 'x-h': header() }), ['header-added -c-c'], ['header-removed -c-c']),
  ...operations('a required header', heads({}), heads({ 'x-h': header({ required: true }) }), ['header-added -c-b'], ['header-removed -b-c']),
  ...operations('a header becomes required', heads({ 'x-h': header() }), heads({ 'x-h': header({ required: true }) }), ['became-required -c-b'], ['became-optional -b-c']),
  ...operations('a header of another kind', heads({ 'x-h': header() }), heads({ 'x-h': header({ schema: integer }) }), ['structure-changed -b-b'], ['structure-changed -b-b']),
  ...operations('a wider header', heads({ 'x-h': header({ schema: { ...integer, maximum: 3 } }) }), heads({ 'x-h': header({ schema: integer }) }), ['range-changed -b-c'], ['range-changed -c-b']),
  ...operations('a header in place of another', heads({ 'x-h': header({ required: true }) }), heads({ 'x-i': header({ required: true }) }), ['header-removed -b-c', 'header-added -c-b'], ['header-removed -b-c', 'header-added -c-b']),
  twinOf('header-added', 'a header in capitals', heads({ 'X-H': header() }), heads({ 'x-h': header() })),
  twinOf('header-removed', 'a header with words', heads({ 'x-h': header() }), heads({ 'x-h': header({ description: 'words' }) })),
  twinOf('became-optional', 'an optional header, deprecated', heads({ 'x-h': header() }), heads({ 'x-h': header({ deprecated: true }) })),
];
