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
const since: Version = {
  id: { text: '18', folder: 'v18', parts: [18, 0, 0] },
  file: '',
  title: '',
  schemas: new Map(),
  operations: new Map(),
};

function docs(more: Partial<Operation>, isOldest = true): string {
  return methodDocs({ ...operation, ...more }, since, isOldest).join('\n');
}

test('a method without words says where it is', () => {
  expect(docs({})).toBe('/** `PUT /vmms/{id}/state`, in all versions. */');
  expect(docs({}, false)).toBe('/** `PUT /vmms/{id}/state`, since version 18. */');
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
});

test('nothing ends the comment before its end', () => {
  const text = docs({ summary: 'a */ b', description: '*/\r\nalert()', path: '/x/*/y' });
  expect(text.indexOf('*/')).toBe(text.length - 2);
});
