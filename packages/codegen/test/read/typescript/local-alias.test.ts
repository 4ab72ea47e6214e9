import { expect, test } from 'vitest';
import { readTypes } from './given.ts';

// An alias that is not exported has no name on the wire: what it stands for has.
test.each([
  ['another alias', 'type Local = State;', { kind: 'reference', name: 'State' }],
  ['an interface', 'type Local = Box;', { kind: 'reference', name: 'Box' }],
  [
    'an alias of an alias',
    'type Inner = State;\ntype Local = Inner;',
    { kind: 'reference', name: 'State' },
  ],
  ['a scalar', 'type Local = Uuid;', { kind: 'string', format: 'uuid' }],
  [
    'a list',
    'type Local = State[];',
    { kind: 'array', items: { kind: 'reference', name: 'State' }, uniqueItems: false },
  ],
  [
    'a union with null',
    'type Local = State | null;',
    { kind: 'nullable', of: { kind: 'reference', name: 'State' } },
  ],
])('a local alias of %s', async (_, local, wanted) => {
  const version = await readTypes(`${local}
    export type State = 'on' | 'off';
    export interface Box { a: string }
    export interface Given { value: Local }`);
  const given = version.schemas.get('Given')?.schema;
  expect(given?.kind === 'object' ? given.properties[0]?.schema : undefined).toEqual(wanted);
});
