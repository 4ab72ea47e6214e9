import type { JsonObject } from '../../../src/model/json.ts';
import { type Case, document, integer, operation, operations, reference, text, twinOf } from './case.ts';

const one = (place: string, name: string, rest: JsonObject = {}): JsonObject => ({ in: place, name, required: place === 'path', schema: text, ...rest });
const given = (...parameters: readonly JsonObject[]): JsonObject => operation({ parameters });
const required = { required: true };
const at = (path: string, ...parameters: readonly JsonObject[]): JsonObject => operation({ parameters }, 'get', path);

/** Requests only: the flows of responses are not reached. */
export const parameters: readonly Case[] = [
  ...operations('an optional query parameter', given(), given(one('query', 'q')), ['parameter-added c-b-'], ['parameter-removed b-c-']),
  ...operations('a required query parameter', given(), given(one('query', 'q', required)), ['parameter-added b-b-'], ['parameter-removed b-b-']),
  ...operations('an optional header', given(), given(one('header', 'x-h')), ['parameter-added c-b-'], ['parameter-removed b-c-']),
  ...operations('a required header', given(), given(one('header', 'x-h', required)), ['parameter-added b-b-'], ['parameter-removed b-b-']),
  ...operations('a required cookie', given(), given(one('cookie', 'c', required)), ['parameter-added b-b-'], ['parameter-removed b-b-']),
  ...operations('a query parameter becomes required', given(one('query', 'q')), given(one('query', 'q', required)), ['became-required b-c-'], ['became-optional c-b-']),
  ...operations('a header becomes required', given(one('header', 'x-h')), given(one('header', 'x-h', required)), ['became-required b-c-'], ['became-optional c-b-']),
  ...operations('a parameter moves from query to header', given(one('query', 'q')), given(one('header', 'q')), ['parameter-removed b-c-', 'parameter-added c-b-'], ['parameter-removed b-c-', 'parameter-added c-b-']),
  ...operations('a parameter of another kind', given(one('query', 'q')), given(one('query', 'q', { schema: integer })), ['structure-changed b-b-'], ['structure-changed b-b-']),
  ...operations('a wider range', given(one('query', 'q', { schema: { ...integer, maximum: 3 } })), given(one('query', 'q', { schema: { ...integer, maximum: 5 } })), ['range-changed c-b-'], ['range-changed b-c-']),
  ...operations('a value of an enum', given(one('query', 'q', { schema: { ...text, enum: ['a'] } })), given(one('query', 'q', { schema: { ...text, enum: ['a', 'b'] } })), ['value-added c-b-'], ['value-removed b-c-']),
  ...operations('another default', given(one('query', 'q', { schema: { ...integer, default: 1 } })), given(one('query', 'q', { schema: { ...integer, default: 2 } })), ['default-changed b-b-'], ['default-changed b-b-']),
  ...operations('a default where none was', given(one('query', 'q', { schema: integer })), given(one('query', 'q', { schema: { ...integer, default: 2 } })), ['default-changed u-u-'], ['default-changed u-u-']),
  ...operations('a longer pattern in the path', at('/t/{a}', one('path', 'a', { schema: { ...text, pattern: '^[a-z]+$' } })), at('/t/{a}', one('path', 'a', { schema: { ...text, pattern: '^[a-z0-9]+$' } })), ['pattern-changed c-b-'], ['pattern-changed b-c-']),
  ...operations('a renamed parameter of the path that narrows', at('/t/{a}', one('path', 'a')), at('/t/{b}', one('path', 'b', { schema: { ...text, format: 'uuid' } })), ['parameter-renamed c-c-', 'format-changed b-c-'], ['parameter-renamed c-c-', 'format-changed c-b-']),
  ...operations('a parameter of the path in the middle', at('/t/{a}/x', one('path', 'a')), at('/t/{b}/x', one('path', 'b')), ['parameter-renamed c-c-'], ['parameter-renamed c-c-']),
  ...operations('another part of the path', at('/t/{a}', one('path', 'a')), at('/t/{a}/{b}', one('path', 'a'), one('path', 'b')), ['operation-moved b-b-'], ['operation-moved b-b-']),
  twinOf('parameter-renamed', 'the same name', at('/t/{a}', one('path', 'a')), at('/t/{a}', one('path', 'a', { description: 'words' }))),
  twinOf('parameter-added', 'a header in capitals', given(one('header', 'X-H')), given(one('header', 'x-h'))),
  twinOf('parameter-removed', 'the order of parameters', given(one('query', 'q'), one('query', 'r')), given(one('query', 'r'), one('query', 'q'))),
  twinOf('parameter-added', 'a parameter of the whole path', given(one('query', 'q')), document({ '/t': { parameters: [one('query', 'q')], get: { operationId: 'one', responses: { 204: { description: '' } } } } })),
  twinOf('became-required', 'required, and described', given(one('query', 'q', required)), given(one('query', 'q', { ...required, description: 'words' }))),
  twinOf('default-changed', 'the default of a required parameter', given(one('query', 'q', { ...required, schema: { ...integer, default: 1 } })), given(one('query', 'q', { ...required, schema: { ...integer, default: 2 } }))),
  ...operations('a named type of a parameter', operation({ parameters: [one('query', 'q', { schema: reference('Q') })] }, 'get', '/t', { Q: { ...text, enum: ['a'] } }), operation({ parameters: [one('query', 'q', { schema: reference('Q') })] }, 'get', '/t', { Q: { ...text, enum: ['a', 'b'] } }), ['value-added c-b-'], ['value-removed b-c-']),
];
