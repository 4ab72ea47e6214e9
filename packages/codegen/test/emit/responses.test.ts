import { expect, test } from 'vitest';
import { emitPackage, planApi } from '../../src/build.ts';
import { readOpenApiDocuments } from '../../src/read/index.ts';
import { compilerMessages } from './compile.ts';

/** Answers with a list of a type that gains a property, and a property named by a number does too. */
function document(version: string, gained: readonly string[]): string {
  const properties = { name: { type: 'string' }, 1: { type: 'string' } };
  const more = Object.fromEntries(gained.map((name) => [name, { type: 'string' }]));
  const items = { $ref: '#/components/schemas/Book' };
  const list = { type: 'array', items };
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'books', version },
    paths: {
      '/books': {
        get: {
          operationId: 'book_list',
          responses: { 200: { description: 'all', content: { 'application/json': { schema: list } } } },
        },
      },
    },
    components: {
      schemas: {
        Book: { type: 'object', properties: { ...properties, ...more }, required: ['name', '1', ...gained] },
        Shelf: { type: 'object', properties: { 2: list }, required: ['2'] },
      },
    },
  });
}

test('a response that is a list, by a status that is a number, compiles', () => {
  const { value: api, problems } = readOpenApiDocuments('books', [
    { file: '1.0.0.json', text: document('1.0.0', []) },
    { file: '2.0.0.json', text: document('2.0.0', ['isbn']) },
  ]);
  expect(problems).toEqual([]);
  if (api === undefined) throw new Error('no API');
  const planned = planApi(api, { ask: [], refine: new Map() });
  const files = emitPackage(planned, { doNotForward: new Map(), refine: new Map() });
  const sources = new Map([...files].filter(([path]) => path.endsWith('.ts')));
  const decisions = [
    "import { constant } from '@skewline/runtime';",
    "import type { Decisions } from './generated/decisions.ts';",
    "export const decisions: Decisions = { v2: { up: { 'Book.isbn': constant('') } } };",
  ];
  sources.set('decisions.ts', decisions.join('\n'));
  expect(compilerMessages(sources)).toEqual([]);
});
