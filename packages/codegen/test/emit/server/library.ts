/**
 * A small API in three versions, with all that can happen to an operation: `book_get` is renamed,
 * `book_burn` is retired, the id `reserve` goes to another path, `shelf_put` must not be forwarded.
 */
import type { JsonObject } from '../../../src/model/json.ts';

const id = parameter('id', 'path', { type: 'string', format: 'uuid' });

function parameter(name: string, place: string, schema: JsonObject): JsonObject {
  return { name, in: place, schema, ...(place === 'path' ? { required: true } : {}) };
}

function json(schema: JsonObject): JsonObject {
  return { content: { 'application/json': { schema } } };
}

function answer(schema: JsonObject): JsonObject {
  return { description: '', ...json(schema) };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function operation(operationId: string, more: JsonObject): JsonObject {
  const responses = { 204: { description: '' }, '4XX': answer(ref('Error')) };
  return { operationId, responses, ...more };
}

function object(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
  };
}

const text: JsonObject = { type: 'string' };
const shelf = [
  parameter('row', 'path', { type: 'integer', minimum: 1 }),
  parameter('side', 'path', { type: 'string', enum: ['left', 'right'] }),
  parameter('x-reason', 'header', { type: 'array', items: text, maxItems: 2 }),
];
const error = object({ message: text });

function list(maximum: number): JsonObject {
  return operation('book_list', {
    parameters: [
      parameter('limit', 'query', { type: 'integer', format: 'uint32', minimum: 1, maximum }),
      parameter('tag', 'query', { type: 'array', items: ref('Tag') }),
      parameter('lent', 'query', { type: 'boolean', nullable: true }),
    ],
    responses: { 200: answer({ type: 'array', items: ref('Book') }), '4XX': answer(ref('Error')) },
  });
}

function get(operationId: string): JsonObject {
  return operation(operationId, {
    parameters: [id],
    responses: { 200: answer(ref('Book')), '4XX': answer(ref('Error')) },
  });
}

const cover = {
  parameters: [id],
  get: operation('cover_get', {
    responses: { 200: { description: '', content: { 'image/png': {} } } },
  }),
  put: operation('cover_put', {
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
  }),
};

function putShelf(schema: JsonObject, more: JsonObject = {}): JsonObject {
  return operation('shelf_put', {
    parameters: shelf,
    requestBody: { required: true, ...json(schema) },
    ...more,
  });
}

function reserve(operationId: string): JsonObject {
  return operation(operationId, {
    parameters: [id],
    requestBody: { ...json(object({ reader: text })) },
  });
}

function document(version: string, paths: JsonObject, schemas: JsonObject): string {
  const common = { Error: error, Tag: { type: 'string', pattern: '^[a-z]+$' } };
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'library', version },
    paths,
    components: { schemas: { ...common, ...schemas } },
  });
}

const oldBook = object({ title: text });
const newBook = object({ title: text, pages: { type: 'integer' } });

export const documents: readonly { readonly file: string; readonly text: string }[] = [
  {
    file: '1.0.0.json',
    text: document(
      '1.0.0',
      {
        '/books': { get: list(100) },
        '/books/{id}': {
          get: get('book_get'),
          delete: operation('book_burn', { parameters: [id] }),
        },
        '/books/{id}/cover': cover,
        '/books/{id}/reserve': { post: reserve('reserve') },
        '/shelves/{row}/{side}': { put: putShelf(ref('Shelf')) },
      },
      { Book: oldBook, Shelf: object({ books: { type: 'array', items: ref('Book') } }) },
    ),
  },
  {
    file: '2.0.0.json',
    text: document(
      '2.0.0',
      {
        '/books': { get: list(100) },
        '/books/{id}': { get: get('book_view') },
        '/books/{id}/cover': cover,
        '/books/{id}/reserve': { post: reserve('reserve') },
        '/shelves/{row}/{side}': {
          put: putShelf(ref('Shelf'), { 'x-skewline-do-not-forward': 'pages would be lost' }),
        },
      },
      { Book: newBook, Shelf: object({ books: { type: 'array', items: ref('Book') } }) },
    ),
  },
  {
    file: '3.0.0.json',
    text: document(
      '3.0.0',
      {
        '/books': { get: list(50) },
        '/books/{id}': { get: get('book_view') },
        '/books/{id}/cover': cover,
        '/books/{id}/reserve': { post: reserve('book_reserve') },
        '/reservations': {
          post: operation('reserve', { requestBody: { ...json(object({ book: text })) } }),
        },
        '/shelves/{row}/{side}': { put: putShelf(ref('Shelf')) },
      },
      { Book: newBook, Shelf: object({ books: { type: 'array', items: ref('Book') } }) },
    ),
  },
];
