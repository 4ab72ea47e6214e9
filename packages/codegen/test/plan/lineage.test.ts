import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planApi } from '../../src/build.ts';
import type { Api, Operation } from '../../src/model/api.ts';
import { type Lineage, lineagesOf } from '../../src/plan/lineage.ts';
import { rangesOf } from '../../src/plan/ranges.ts';
import { apiOf, integer, object, operation, text } from '../emit/build.ts';

function lineages(
  versions: readonly (readonly Operation[])[],
  doNotForward: ReadonlyMap<string, string> = new Map(),
): readonly Lineage[] {
  return lineagesIn(
    apiOf(versions.map((operations) => ({ schemas: {}, operations }))),
    doNotForward,
  );
}

function lineagesIn(api: Api, doNotForward?: ReadonlyMap<string, string>): readonly Lineage[] {
  return lineagesOf(planApi(api, { ask: [], refine: new Map() }), doNotForward);
}

/** `a@1 1-1: a /a` is what was retired after version 1. */
function summary({ key, first, last, forms }: Lineage): string {
  const shapes = forms.map((one) => `${one.id} ${one.path} ${String(one.first + 1)}`).join(', ');
  return `${key} ${String(first + 1)}-${String(last + 1)}: ${shapes}`;
}

const at = (id: string, path: string, more: Partial<Operation> = {}): Operation =>
  operation(id, { path, ...more });

describe('the lineages of operations', () => {
  test.each<[string, readonly (readonly Operation[])[], readonly string[]]>([
    ['one version', [[at('a', '/a')]], ['a 1-1: a /a 1']],
    [
      'kept, added and removed',
      [
        [at('a', '/a'), at('b', '/b')],
        [at('b', '/b'), at('c', '/c')],
      ],
      ['b 1-2: b /b 1', 'c 2-2: c /c 2', 'a@1 1-1: a /a 1'],
    ],
    [
      'removed, and later there again',
      [[at('a', '/a'), at('b', '/b')], [at('b', '/b')], [at('a', '/a'), at('b', '/b')]],
      ['a 3-3: a /a 3', 'b 1-3: b /b 1', 'a@1 1-1: a /a 1'],
    ],
    [
      'renamed, and then moved',
      [[at('a', '/x')], [at('b', '/x')], [at('b', '/y')]],
      ['b 1-3: a /x 1, b /x 2, b /y 3'],
    ],
    [
      'an id that goes to another path',
      [[at('a', '/x')], [at('b', '/x'), at('a', '/y')]],
      ['a 2-2: a /y 2', 'b 1-2: a /x 1, b /x 2'],
    ],
    [
      'another method',
      [[at('a', '/x')], [at('a', '/x', { method: 'put' })]],
      ['a 1-2: a /x 1, a /x 2'],
    ],
    [
      'another media type',
      [
        [at('a', '/x', { responses: new Map([['200', answer('text/plain')]]) })],
        [at('a', '/x', { responses: new Map([['200', answer('image/png')]]) })],
        [at('a', '/x', { responses: new Map([['200', answer('image/png')]]) })],
      ],
      ['a 1-3: a /x 1, a /x 2'],
    ],
  ])('%s', (_, versions, want) => {
    expect(lineages(versions).map(summary)).toEqual(want);
  });

  test('take JSON where there is a choice, and say when nothing comes', () => {
    const content = new Map([
      ['text/html', text],
      ['application/problem+json', text],
    ]);
    const one = at('a', '/x', {
      body: { required: true, content },
      responses: new Map([
        ['200', { headers: [], content }],
        ['204', { headers: [], content: new Map() }],
      ]),
    });
    expect(lineages([[one]])[0]?.forms).toMatchObject([
      {
        method: 'GET',
        body: { mediaType: 'application/problem+json', required: true },
        responses: { 200: 'application/problem+json', 204: null },
      },
    ]);
  });

  test('name the functions by the id that their input is of', () => {
    const put = (id: string, names: readonly string[]): Operation =>
      at(id, '/x', {
        method: 'put',
        body: {
          required: true,
          content: new Map([
            ['application/json', object(names.map((name) => [`${name}?`, integer()] as const))],
          ]),
        },
      });
    const [only] = lineages([[put('put-x', ['a', 'b'])], [put('put_x', ['a'])]]);
    expect(only?.steps).toEqual([
      {
        newer: 1,
        folder: 'v2',
        // Two ids that give one word.
        functions: { upRequest: 'upRequest_put_x', downRequest: 'downRequest_put_x_2' },
      },
    ]);
  });

  test('say whose requests must not go up to the newest, for the first reason on their way', () => {
    const versions = ['1', '2', '3', '4'].map((one) => [
      at('a', '/a', one === '3' ? { extensions: { 'x-skewline-do-not-forward': 'since 3' } } : {}),
      at('b', '/b'),
    ]);
    const found = (reasons: ReadonlyMap<string, string>): unknown =>
      lineages(versions, reasons).map(({ id, notForwarded }) => [id, notForwarded]);
    expect(found(new Map())).toEqual([
      ['a', [{ first: 0, last: 2, reason: 'since 3' }]],
      ['b', []],
    ]);
    expect(found(new Map([['b', 'never']]))).toEqual([
      ['a', [{ first: 0, last: 2, reason: 'since 3' }]],
      ['b', [{ first: 0, last: 2, reason: 'never' }]],
    ]);
  });

  test('hold every operation of every version once, each beside what it was before', () => {
    const operations = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
      .chain((ids) =>
        fc
          .shuffledSubarray(['/1', '/2', '/3', '/4'], { minLength: 4 })
          .map((paths) => ids.map((id, index) => at(id, paths[index] ?? ''))),
      );
    fc.assert(
      fc.property(fc.array(operations, { minLength: 1, maxLength: 5 }), (versions) => {
        const found = lineages(versions);
        for (const [position, list] of versions.entries()) {
          const here = found.flatMap((one) => {
            const own = one.operations[position - one.first];
            return position < one.first || own === undefined ? [] : [own.id];
          });
          expect(here.sort()).toEqual(list.map(({ id }) => id).sort());
        }
        const keys = found.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { first, last, forms, operations: chain, isCurrent } of found) {
          expect(chain).toHaveLength(last - first + 1);
          expect(isCurrent).toBe(last === versions.length - 1);
          expect([forms[0]?.first, forms.at(-1)?.last]).toEqual([first, last]);
        }
      }),
    );
  });
});

function answer(media: string): { headers: []; content: Map<string, typeof text> } {
  return { headers: [], content: new Map([[media, text]]) };
}

test('ranges cover every position, and neighbours differ', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', undefined), { minLength: 1 }), (values) => {
      const ranges = rangesOf(0, values.length - 1, (position) => values[position]);
      const spread = ranges.flatMap(({ first, last, value }) =>
        Array.from({ length: last - first + 1 }, () => value),
      );
      expect(spread).toEqual(values);
      ranges.slice(1).forEach((range, index) => {
        expect(range.value).not.toBe(ranges[index]?.value);
      });
    }),
  );
});
