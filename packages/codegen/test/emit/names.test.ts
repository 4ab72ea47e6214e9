import { expect, test } from 'vitest';
import { typeNames } from '../../src/emit/names.ts';
import { apiOf, text } from './build.ts';

function namesOf(...versions: (readonly string[])[]): { readonly [name: string]: string } {
  const api = apiOf(
    versions.map((names) => ({ schemas: names.map((name) => [name, text] as const) })),
  );
  return Object.fromEntries(typeNames(api));
}

test.each([
  ['Disk', 'Disk'],
  ['disk.v2', 'disk_v2'],
  ['BinRange<int8>', 'BinRange_int8_'],
  ['2fa', '_2fa'],
  ['Größe', 'Gr_e'],
  ['日本', 'Type'],
  ['', 'Type'],
  ['class', 'class_2'],
  ['string', 'string_2'],
  ['Record', 'Record_2'],
  ['Operations', 'Operations_2'],
  ['constructor', 'constructor_2'],
  ['__proto__', '__proto___2'],
  ['toString', 'toString_2'],
  ['Error', 'Error'],
])('%j becomes %s', (name, want) => {
  expect(namesOf([name])).toHaveProperty([name], want);
});

test('names that become the same, or differ in case only, get a number', () => {
  expect(namesOf(['a.b', 'a-b', 'A_B', 'a_b_2'])).toEqual({
    A_B: 'A_B',
    'a-b': 'a_b_2',
    'a.b': 'a_b_3',
    a_b_2: 'a_b_2_2',
  });
});

test('a name keeps its identifier when a later version adds another that sorts before it', () => {
  expect(namesOf(['disk'], ['DISK', 'disk'])).toEqual({ disk: 'disk', DISK: 'DISK_2' });
});
