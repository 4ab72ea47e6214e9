import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { packageOf, words } from './given.ts';
import { comparable, generateAll, readAlone } from './other-generator.ts';

/** Constructs of TypeScript that a package may well use, each as `type Given`. */
const constructs: Readonly<Record<string, string>> = {
  'a mapped type': "{ [K in 'a' | 'b']: K extends 'a' ? string : number }",
  'a partial record': "Partial<Record<'a' | 'b', { x: string }>>",
  'Exclude of a named union': "Exclude<State, 'off'>",
  'Extract of variants': "Extract<Shape, { kind: 'dot' }>",
  'an indexed access': "Shaped['shape'] | null",
  'keyof a type': 'keyof Shaped',
  'an intersection of objects': '{ a: string } & { b: number }',
  'an intersection of named objects': 'Shaped & { more?: boolean }',
  'lists of lists': 'State[][]',
  'a list of nullables': '(State | null)[]',
  'a readonly list of unions': 'readonly (string | number)[]',
  'a union of a list and an object': 'string[] | { list: string[] }',
  'a union of named objects': "{ by: 'a'; value: Shaped } | { by: 'b'; value: State }",
  'numbers as literals': '{ code: 1 | 2 | 3 }',
  'true alone': '{ ok: true }',
  'null alone': '{ gone: null }',
  'a list of anything': '{ all: unknown[] }',
  'names that are no identifiers': "{ 'content-type': string; 0: number; 'with space': string }",
  'a generic with a default': 'Page',
  'a generic of a generic': 'Page<Page<State>>',
  'a deep Omit': "Omit<Omit<Wide, 'a'>, 'b'>",
  'Pick of optional ones': "Pick<Wide, 'c' | 'd'>",
  'values of a constant': '(typeof words)[number]',
  'a recursive type': 'Tree',
  'two types in each other': 'Ping',
  'an index signature of named values': '{ [name: string]: Shaped }',
  'a tuple of named types': '[State, Shaped, string | null]',
  'an object in an object in an object': '{ a: { b: { c: State } } }',
};

const support = `
export type State = 'on' | 'off' | 'none';
export type Shape = { kind: 'dot' } | { kind: 'line'; length: number };
export interface Shaped { shape: Shape; state?: State }
export interface Page<T = string> { items: T[]; next: string | null }
export interface Wide { a: string; b: number; c?: State; d?: string | null; e: boolean[] }
export interface Tree { name: string; children: Tree[]; parent?: Tree | null }
export interface Ping { pong: Pong | null }
export interface Pong { ping?: Ping; pings: Record<string, Ping> }
const words = ['up', 'down'] as const;
`;

describe('both generators say the same of', () => {
  const names = Object.keys(constructs);
  const folder = (): string =>
    packageOf({
      'given.ts': `${words}${support}${names
        .map((name, index) => `export type Given${String(index)} = ${constructs[name] ?? ''};`)
        .join('\n')}\n`,
    });

  test('every construct', () => {
    const packageFolder = folder();
    const path = join(packageFolder, 'src/given.ts');
    const ours = readAlone([path], packageFolder);
    const { versions: theirs } = generateAll([path], join(packageFolder, 'tsconfig.json'));
    const differing: object[] = [];
    for (const [index, construct] of names.entries()) {
      const type = `Given${String(index)}`;
      const [own, other] = [ours, theirs].map((all) => all.get(`${path} ${type}`));
      if (own === undefined || other === undefined) throw new Error(`${construct} is missing`);
      const [read, said] = [comparable(own, type, true), comparable(other, type, true)];
      if (!isDeepStrictEqual(read, said)) differing.push({ construct, read, said });
    }
    expect(differing).toEqual([]);
  });
});
