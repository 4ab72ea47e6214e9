import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byId,
  byNameOrId,
  byTime,
  type ListOrder,
  type PageRequest,
  readPageRequest,
  type ResultsPage,
  resultsPage,
  writePageToken,
} from '../../src/external/page.ts';

const id = '6f3a9d1c-0b5e-4c3a-9f43-0d7b1d2c3e4f';
const time = '2026-11-21T16:30:00.123456Z';
const last = { name: 'web', id };
const token = (over: object = {}): string =>
  writePageToken({ list: 'disk_list', sort: 'name_ascending', last, ...over });
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const read = (request?: PageRequest) => readPageRequest('disk_list', byNameOrId, request);
const refusal = (request: PageRequest): string | null => {
  const page = read(request);
  return page instanceof Refusal ? page.message : null;
};

describe('which page is wanted', () => {
  it.each<readonly [PageRequest | undefined, object]>([
    [undefined, { sort: 'name_ascending', after: null, limit: 100 }],
    [{}, { sort: 'name_ascending', after: null, limit: 100 }],
    [
      { limit: null, page_token: null },
      { sort: 'name_ascending', after: null, limit: 100 },
    ],
    [{ limit: 1 }, { sort: 'name_ascending', after: null, limit: 1 }],
    [{ limit: 1000 }, { sort: 'name_ascending', after: null, limit: 1000 }],
    [{ limit: 1001 }, { sort: 'name_ascending', after: null, limit: 1000 }],
    [{ limit: 2 ** 32 - 1 }, { sort: 'name_ascending', after: null, limit: 1000 }],
    [{ sort_by: 'id_ascending' }, { sort: 'id_ascending', after: null, limit: 100 }],
    [{ page_token: token() }, { sort: 'name_ascending', after: last, limit: 100 }],
    // Whoever goes on does not need to say the sort mode again.
    [
      { page_token: token({ sort: 'name_descending' }), limit: 3 },
      { sort: 'name_descending', after: last, limit: 3 },
    ],
  ])('%j', (request, page) => {
    expect(read(request)).toEqual(page);
  });
});

describe('a page that there cannot be', () => {
  const none = 'page_token is no page token';
  it.each<readonly [string, PageRequest, string]>([
    ['sorted by what it has not', { sort_by: 'size' }, 'this list cannot be sorted by size'],
    ['an empty token', { page_token: '' }, none],
    ['no base64url', { page_token: 'a b' }, none],
    ['padded', { page_token: `${token()}=` }, none],
    ['no JSON', { page_token: encoded('{') }, none],
    ['null', { page_token: encoded('null') }, none],
    ['a number', { page_token: encoded(7) }, none],
    [
      'no version',
      { page_token: encoded({ list: 'disk_list', sort: 'id_ascending', last }) },
      none,
    ],
    [
      'another version',
      { page_token: encoded({ v: 2, list: 'disk_list', sort: 'id_ascending', last }) },
      none,
    ],
    ['a sort mode of no list', { page_token: token({ sort: 'size' }) }, none],
    ['no key', { page_token: token({ last: null }) }, none],
    ['half a key', { page_token: token({ last: { id } }) }, none],
    [
      'an id that is none',
      { page_token: token({ last: { name: 'web', id: "'; DROP TABLE" } }) },
      none,
    ],
    ['a name that is none', { page_token: token({ last: { name: 'we\0b', id } }) }, none],
    ['a list as a key', { page_token: token({ last: ['web', id] }) }, none],
    [
      'of another list',
      { page_token: token({ list: 'project_list' }) },
      'page_token is of another list',
    ],
    [
      'sorted otherwise',
      { page_token: token(), sort_by: 'name_descending' },
      'page_token is of a list that is sorted by name_ascending',
    ],
  ])('%s', (_, request, message) => {
    expect(refusal(request)).toBe(message);
    expect(read(request)).toMatchObject({ status: 400 });
  });

  it.each([
    ['2026-02-31T00:00:00Z', false],
    ['2026-02-28T24:00:00Z', false],
    ['2026-02-28T23:59:60Z', false],
    ['2026-02-28T23:59:59+00:00', false],
    ['0026-02-28T23:59:59Z', false],
    ['infinity', false],
    ['2026-02-28T23:59:59Z', true],
    [time, true],
  ])('a time in a key: %s', (at, good) => {
    expect(byTime.readKey({ time: at, id })).toEqual(good ? { time: at, id } : null);
  });
});

describe('laws of page tokens', () => {
  const name = fc.stringMatching(/^[a-z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/);
  const uuid = fc.uuid();
  const keys = {
    name: fc.record({ name, id: uuid }),
    id: fc.record({ id: uuid }),
    time: fc.record({
      time: fc
        .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      id: uuid,
    }),
  };
  const orders: readonly (readonly [ListOrder<string, unknown>, fc.Arbitrary<object>])[] = [
    [byNameOrId, keys.name],
    [byId, keys.id],
    [byTime, keys.time],
  ];

  it('what is written is read again, and only for its own list', () => {
    for (const [order, key] of orders) {
      fc.assert(
        fc.property(fc.constantFrom(...order.sorts), key, fc.string(), (sort, end, list) => {
          const page_token = writePageToken({ list, sort, last: end });
          expect(page_token).toMatch(/^[A-Za-z0-9_-]+$/);
          const page = readPageRequest(list, order, { page_token });
          expect(page).toEqual({ sort, after: end, limit: 100 });
          expect(readPageRequest(`${list}.`, order, { page_token })).toBeInstanceOf(Refusal);
        }),
      );
    }
  });

  /** What the token says can be read, or it is refused with 400. */
  const isRight = (page_token: string): boolean => {
    const page = read({ page_token });
    if (page instanceof Refusal) return page.status === 400;
    return isDeepStrictEqual(byNameOrId.readKey(page.after), page.after) && page.after !== null;
  };
  const good = token();
  const changed = fc
    .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'B', 'x', 'z', '0', '9', '-', '_'))
    .map(([at, character]) => good.slice(0, at) + character + good.slice(at + 1));

  it('whatever is sent as a token, it is a page or a refusal with 400', () => {
    const sent = fc.oneof(
      changed,
      fc.string(),
      fc.string().map(encoded),
      fc.json().map(encoded),
      fc
        .record({ v: fc.constant(1), list: fc.string(), sort: fc.string(), last: fc.jsonValue() })
        .map(encoded),
      fc.jsonValue().map((end) => token({ last: end })),
    );
    fc.assert(
      fc.property(sent, (page_token) => {
        expect(isRight(page_token)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('a walk over all pages gives each item once, in order, in as few pages as there can be', async () => {
    const sorted = (names: readonly string[]) =>
      names.toSorted().map((each, index) => ({
        name: each,
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      }));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name),
        fc.integer({ min: 1, max: 7 }),
        async (names, limit) => {
          const all = sorted(names);
          const seen: string[] = [];
          let pages = 0;
          let page_token: string | null = null;
          do {
            const page: ResultsPage<string> | Refusal = await resultsPage(
              'disk_list',
              byNameOrId,
              { limit, page_token },
              {
                read: async ({ after, limit: most }) =>
                  all.filter((item) => after === null || item.name > after.name).slice(0, most),
                key: (item) => item,
                view: (item) => item.name,
              },
            );
            if (page instanceof Refusal) throw new Error(page.message);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items);
            pages += 1;
            page_token = page.next_page;
          } while (page_token !== null);
          expect(seen).toEqual(all.map((item) => item.name));
          expect(pages).toBe(Math.max(1, Math.ceil(names.length / limit)));
        },
      ),
    );
  });
});
