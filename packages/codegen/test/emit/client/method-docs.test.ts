import { expect, test } from 'vitest';
import { methodDocs } from '../../../src/emit/client/method-docs.ts';
import type { Operation, Version } from '../../../src/model/api.ts';

const operation: Operation = {
  id: 'vmm_put_state',
  method: 'put',
  path: '/vmms/{id}/state',
  tags: [],
  parameters: [],
  responses: new Map(),
  pointer: '',
};
const versions = ['1', '7', '18'].map((text): Version => ({
  id: { text, folder: `v${text}`, parts: [Number(text), 0, 0] },
  file: '',
  title: '',
  schemas: new Map(),
  operations: new Map(),
}));

/** Of an operation that began in `first`, and was like this then. */
function docs(more: Partial<Operation>, first = 0, before: Partial<Operation> = {}): string {
  const newest = { ...operation, ...more };
  const operations = versions
    .slice(first)
    .map((_, index) => (index === 0 ? { ...newest, ...before } : newest));
  return methodDocs(newest, { first, operations }, versions).join('\n');
}

test.each<[string, string]>([
  [docs({}), '`PUT /vmms/{id}/state`, in all versions.'],
  [docs({}, 2), '`PUT /vmms/{id}/state`, since version 18.'],
  [
    docs({}, 0, { method: 'post' }),
    '`PUT /vmms/{id}/state` since version 7; the operation is there in all versions.',
  ],
  [
    docs({}, 1, { path: '/vmm' }),
    '`PUT /vmms/{id}/state` since version 18; the operation is there since version 7.',
  ],
])('a method without words says where it is: %s', (found, wanted) => {
  expect(found).toBe(`/** ${wanted} */`);
});

test('summary, description and place are paragraphs', () => {
  const words = { summary: 'Change the state', description: 'First line,\nsecond line.\n' };
  expect(docs({ ...words, deprecated: true })).toBe(
    [
      '/**',
      ' * Change the state',
      ' *',
      ' * First line,',
      ' * second line.',
      ' *',
      ' * `PUT /vmms/{id}/state`, in all versions.',
      ' * @deprecated',
      ' */',
    ].join('\n'),
  );
});

test('the same words are not said twice', () => {
  expect(docs({ summary: 'Same', description: 'Same' }).match(/Same/g)).toHaveLength(1);
  const text = docs({ summary: 'It is so', description: 'It is so. And more.' });
  expect(text.split('\n').slice(0, 3)).toEqual(['/**', ' * It is so. And more.', ' *']);
});

test('nothing ends the comment before its end', () => {
  const text = docs({ summary: 'a */ b', description: '*/\r\nalert()', path: '/x/*/y' });
  expect(text.indexOf('*/')).toBe(text.length - 2);
});
