import { constant, drop, lossy, move, refuse, refusal, rename, take } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import {
  flag,
  integer,
  list,
  map,
  nullable,
  object,
  oneOf,
  ref,
  text,
  union,
  type VersionParts,
} from '../emit/build.ts';
import type { Schema } from '../../src/model/schema.ts';
import {
  type Decided,
  exchange,
  limitsBetween,
  parameter,
  skewOf,
  type SkewOptions,
  statusBetween,
} from './support.ts';

const put = exchange('book_put', { body: ref('Book') });
const get = exchange('book_get', { answers: { 200: ref('Book') } });

/** What becomes of a type on its way there and back, in requests and in answers. */
interface TypeCase {
  readonly name: string;
  readonly old: Schema;
  readonly new: Schema;
  readonly decisions?: Decided;
  /** Requests of an older client, and of a newer one. */
  readonly requestUp?: readonly string[];
  readonly requestDown?: readonly string[];
  /** Answers of an older server, and of a newer one. */
  readonly answerUp?: readonly string[];
  readonly answerDown?: readonly string[];
}

const both = (up: Decided[string]['up'], down: Decided[string]['down'] = {}): Decided => ({
  v2: { up: up ?? {}, down },
});
const byHand = (value: { readonly id: string }): unknown =>
  value.id === 'x' ? refusal(400, 'not x') : 1;
const plain = object({ id: text });

const cases: readonly TypeCase[] = [
  { name: 'nothing changes', old: plain, new: plain },
  {
    name: 'an optional field is added',
    old: plain,
    new: object({ id: text, 'note?': text }),
    requestDown: ['refused request /body/note since 2: version 1 has no such field'],
    answerDown: ['lost response 200 /note since 2: note is dropped'],
  },
  {
    name: 'an optional field is removed',
    old: object({ id: text, 'note?': text }),
    new: plain,
    requestUp: ['lost request /body/note until 1: note is dropped'],
    answerUp: ['lost response 200 /note until 1: note is dropped'],
  },
  {
    name: 'a field with a default is added',
    old: plain,
    new: {
      kind: 'object',
      additional: 'ignored',
      properties: [
        { name: 'id', required: true, schema: text },
        { name: 'copies', required: false, schema: integer(), default: { value: 1 } },
      ],
    },
    requestDown: ['refused request /body/copies unless 1 since 2: version 1 has no such field'],
    answerDown: ['lost response 200 /copies since 2: copies is dropped'],
  },
  {
    name: 'a required field is added, and older ones always meant the same',
    old: plain,
    new: object({ id: text, lent: flag }),
    decisions: both({ 'Book.lent': constant(false) }),
    requestDown: ['refused request /body/lent unless false since 2: version 1 has no such field'],
    answerDown: ['lost response 200 /lent since 2: lent is dropped'],
  },
  {
    name: 'a required field is added, and nobody knows it',
    old: plain,
    new: object({ id: text, lent: flag }),
    decisions: both({ 'Book.lent': refuse(400, 'is it lent?') }),
    requestUp: ['always refused request /body until 1: is it lent?'],
    requestDown: ['always refused request /body/lent since 2: version 1 has no such field'],
    answerUp: ['always refused response 200 until 1: is it lent?'],
    answerDown: ['lost response 200 /lent since 2: lent is dropped'],
  },
  {
    name: 'a required field is added, and it is declared that older ones lose it',
    old: plain,
    new: object({ id: text, lent: flag }),
    decisions: both({ 'Book.lent': drop('whether it is lent', false) }),
    requestUp: ['lost request /body until 1: whether it is lent'],
    requestDown: ['lost request /body/lent since 2: whether it is lent'],
    answerUp: ['lost response 200 until 1: whether it is lent'],
    answerDown: ['lost response 200 /lent since 2: lent is dropped'],
  },
  {
    name: 'a required field is added, and decided by hand',
    old: plain,
    new: object({ id: text, pages: integer() }),
    decisions: both({ 'Book.pages': byHand }),
    requestUp: ['decided request /body until 1: decided by hand'],
    requestDown: ['refused request /body/pages since 2: version 1 has no such field'],
    answerUp: ['decided response 200 until 1: decided by hand'],
    answerDown: ['lost response 200 /pages since 2: pages is dropped'],
  },
  {
    name: 'a field has another name, both ways',
    old: object({ id: text, title: text }),
    new: object({ id: text, name: text }),
    decisions: both({ 'Book.name': rename('title') }, { 'Book.title': rename('name') }),
  },
  {
    name: 'a field has another name, and the way back is another',
    old: object({ id: text, title: text }),
    new: object({ id: text, name: text }),
    decisions: both({ 'Book.name': rename('id') }, { 'Book.title': rename('name') }),
    requestDown: ['decided request /body/name since 2: decided by hand'],
  },
  {
    name: 'a field moves into an object, and back',
    old: object({ id: text, owner: text }),
    new: object({ id: text, place: object({ owner: text }) }),
    decisions: both({ 'Book.place': take('owner') }, { 'Book.owner': move('place', 'owner') }),
    // That nothing is lost on the way is not known without a value.
    requestDown: ['decided request /body/place since 2: decided by hand'],
  },
  {
    name: 'a value of an enum is added',
    old: object({ id: text, kind: oneOf('paper') }),
    new: object({ id: text, kind: oneOf('paper', 'audio') }),
    decisions: both({}, { 'Book.kind(audio)': drop('that it is to be heard', 'paper') }),
    requestDown: ['lost request /body/kind (audio) since 2: that it is to be heard'],
    answerDown: ['lost response 200 /kind (audio) since 2: that it is to be heard'],
  },
  {
    name: 'a value of an enum is added, and silently something else',
    old: object({ id: text, kind: oneOf('paper', 'film') }),
    new: object({ id: text, kind: oneOf('paper', 'film', 'audio') }),
    decisions: both({}, { 'Book.kind(audio)': constant('film') }),
    // The client sees that it does not come back.
    requestDown: ['decided request /body/kind (audio) since 2: decided by hand'],
  },
  {
    name: 'a variant is added, deep inside',
    old: object({ id: text, 'parts?': map(list(ref('Part'))) }),
    new: object({ id: text, 'parts?': map(list(ref('Part'))) }),
    decisions: both({}, { 'Part(disc)': refuse(400, 'no discs') }),
    requestDown: ['refused request /body/parts/{}/[] (disc) since 2: no discs'],
    answerDown: ['refused response 200 /parts/{}/[] (disc) since 2: no discs'],
  },
  {
    name: 'null is not allowed any more',
    old: object({ id: text, note: nullable(text) }),
    new: object({ id: text, note: text }),
    decisions: both({ 'Book.note': refuse(400, 'a note is needed') }),
    requestUp: ['refused request /body/note (null) until 1: a note is needed'],
    answerUp: ['refused response 200 /note (null) until 1: a note is needed'],
  },
  {
    name: 'absent is not allowed any more',
    old: object({ id: text, 'note?': text }),
    new: object({ id: text, note: text }),
    decisions: both({ 'Book.note': refuse(400, 'a note is needed') }),
    requestUp: ['refused request /body/note (absent) until 1: a note is needed'],
    answerUp: ['refused response 200 /note (absent) until 1: a note is needed'],
  },
  {
    name: 'fewer values are allowed; what came down is taken back by hand',
    old: object({ id: text, 'note?': text, year: integer() }),
    new: object({ id: text, 'more?': flag, year: integer(undefined, { minimum: 0 }) }),
    decisions: both(
      { 'Book.year': (year: number) => Math.max(0, year), 'Book.more': () => undefined },
      { 'Book.note': () => undefined },
    ),
    requestUp: ['decided request /body/year until 1: decided by hand'],
    requestDown: [
      'decided request /body/more since 2: decided by hand',
      'decided request /body/year since 2: what the older version was told is taken back by hand, and may differ',
    ],
    answerUp: ['decided response 200 /year until 1: decided by hand'],
  },
  {
    name: 'a list is put in order, as is declared',
    old: object({ id: text, tags: list(text), 'old?': text }),
    new: object({ id: text, tags: list(text, { uniqueItems: true }) }),
    decisions: both({
      'Book.tags': lossy('their order', (tags: readonly string[]) => [...tags].sort()),
    }),
    requestUp: [
      'lost request /body/tags until 1: their order',
      'lost request /body/old until 1: old is dropped',
    ],
    // What comes back is in another order, which the client is told of.
    requestDown: ['lost request /body/tags since 2: their order'],
    answerUp: [
      'lost response 200 /tags until 1: their order',
      'lost response 200 /old until 1: old is dropped',
    ],
  },
  {
    name: 'a type that contains itself',
    old: object({ id: text, 'parts?': list(ref('Book')) }),
    new: object({ id: text, 'parts?': list(ref('Book')), 'note?': text }),
    requestDown: ['refused request /body/note since 2: version 1 has no such field'],
    answerDown: ['lost response 200 /note since 2: note is dropped'],
  },
];

const parts = [
  union({ style: 'internal', tag: 'type' }, { page: object({ type: oneOf('page') }) }),
  union(
    { style: 'internal', tag: 'type' },
    { page: object({ type: oneOf('page') }), disc: object({ type: oneOf('disc'), side: text }) },
  ),
] as const;

function versionsOf(
  one: TypeCase,
  operations: VersionParts['operations'] = [],
): readonly VersionParts[] {
  const usesParts = JSON.stringify(one.old).includes('"Part"');
  return [one.old, one.new].map((Book, position) => ({
    schemas: { Book, ...(usesParts ? { Part: parts[position === 0 ? 0 : 1] } : {}) },
    operations,
  }));
}

describe.each(cases)('$name', (one) => {
  const options: SkewOptions = one.decisions === undefined ? {} : { decisions: one.decisions };

  test('in requests', () => {
    const report = skewOf(versionsOf(one, [put]), options);
    expect(limitsBetween(report, '1', '2')).toEqual(one.requestUp ?? []);
    expect(limitsBetween(report, '2', '1')).toEqual(one.requestDown ?? []);
    expect(statusBetween(report, '1', '1')).toBe('full');
    expect(statusBetween(report, '2', '2')).toBe('full');
  });

  test('in answers', () => {
    const report = skewOf(versionsOf(one, [get]), options);
    // An answer goes from the server to the client.
    expect(limitsBetween(report, '2', '1')).toEqual(one.answerUp ?? []);
    expect(limitsBetween(report, '1', '2')).toEqual(one.answerDown ?? []);
  });
});

describe('over several versions', () => {
  const noted = object({ id: text, 'note?': text });

  test('what was added and removed again is no loss for those who never had it', () => {
    const schemas = [plain, noted, plain].map((Book) => ({
      schemas: { Book },
      operations: [put, get],
    }));
    const report = skewOf(schemas);
    expect(statusBetween(report, '1', '3')).toBe('full');
    expect(statusBetween(report, '3', '1')).toBe('full');
    expect(limitsBetween(report, '2', '1')).toEqual([
      'refused request /body/note since 2: version 1 has no such field',
    ]);
    expect(limitsBetween(report, '2', '3')).toEqual([
      'lost request /body/note until 2: note is dropped',
    ]);
    expect(limitsBetween(report, '1', '2')).toEqual([
      'lost response 200 /note since 2: note is dropped',
    ]);
  });

  test('what is put in for those who never had it is not lost either', () => {
    const lent = object({ id: text, lent: flag });
    const versions = [plain, lent, plain].map((Book) => ({
      schemas: { Book },
      operations: [put, get],
    }));
    const decisions = {
      v2: { up: { 'Book.lent': constant(false) } },
      v3: { down: { 'Book.lent': constant(false) } },
    };
    const report = skewOf(versions, { decisions });
    expect(limitsBetween(report, '1', '3')).toEqual([]);
    expect(limitsBetween(report, '2', '3')).toEqual([
      'lost request /body/lent until 2: lent is dropped',
    ]);
  });

  test('a path is that of the version that says it', () => {
    const versions = [
      object({ id: text, title: text }),
      object({ id: text, name: text, 'note?': text }),
      object({ id: text, name: text }),
    ].map((Book) => ({
      schemas: { Shelf: object({ book: ref('Book') }), Book },
      operations: [exchange('shelf_put', { body: ref('Shelf') })],
    }));
    const decisions = {
      v2: {
        up: {
          'Book.{name,note}': ({ title }: { title: string }) => ({ name: title, note: title }),
        },
        down: { 'Book.title': rename('name') },
      },
    };
    const report = skewOf(versions, { decisions });
    expect(limitsBetween(report, '1', '3')).toEqual([
      'decided request /body/book/title until 1: decided by hand',
      'lost request /body/book until 2: note is dropped',
    ]);
  });

  test('what a decision is asked about because it is absent is met by those who never had it', () => {
    const versions = [
      plain,
      object({ id: text, 'note?': text }),
      object({ id: text, note: text }),
    ].map((Book) => ({ schemas: { Book }, operations: [put] }));
    const options = { decisions: { v3: { up: { 'Book.note': refuse(400, 'a note is needed') } } } };
    expect(limitsBetween(skewOf(versions, options), '1', '3')).toEqual([
      'refused request /body (absent) until 2: a note is needed',
    ]);
  });

  test('absent that has become null on the way down is met on the way back', () => {
    const versions = [
      object({ id: text, note: nullable(text) }),
      object({ id: text, 'note?': text }),
      plain,
    ].map((Book) => ({ schemas: { Book }, operations: [put] }));
    const options = { decisions: { v2: { up: { 'Book.note': refuse(400, 'no null') } } } };
    const report = skewOf(versions, options);
    expect(limitsBetween(report, '2', '1')).toEqual([
      'refused request /body/note since 2: no null',
    ]);
    expect(limitsBetween(report, '3', '1')).toEqual(['refused request /body since 2: no null']);
  });

  test('what a decision puts in on the way down is met on the way back by those who never had it', () => {
    const versions = [
      [object({ id: text, part: ref('Part') }), object({ id: text, 'count?': integer() })],
      [object({ id: text, 'part?': ref('Part') }), object({ id: text, count: integer() })],
      [plain, object({ id: text, count: integer() })],
    ].map(([Book = plain, Part = plain]) => ({ schemas: { Book, Part }, operations: [put] }));
    const decisions = {
      v2: {
        up: { 'Part.count': refuse(400, 'a count is needed') },
        down: { 'Book.part': drop('that there is no part', { id: 'a' }) },
      },
    };
    const report = skewOf(versions, { decisions });
    expect(limitsBetween(report, '3', '1')).toEqual([
      'lost request /body (absent) since 2: that there is no part',
      'refused request /body since 2: a count is needed',
    ]);
  });

  test('an empty list that is put in has no items that could be refused', () => {
    const versions = [
      plain,
      object({ id: text, kinds: list(oneOf('a', 'b')) }),
      object({ id: text, kinds: list(oneOf('a')) }),
    ].map((Book) => ({ schemas: { Book }, operations: [put] }));
    const decisions = {
      v2: { up: { 'Book.kinds': constant([]) } },
      v3: { up: { 'Book.kinds[](b)': refuse(400, 'no b') } },
    };
    const report = skewOf(versions, { decisions });
    expect(limitsBetween(report, '1', '3')).toEqual([]);
    expect(limitsBetween(report, '2', '3')).toEqual([
      'refused request /body/kinds/[] (b) until 2: no b',
    ]);
  });
});

describe('operations', () => {
  const one = (...operations: VersionParts['operations'] & object): VersionParts => ({
    schemas: {},
    operations,
  });

  test('that a server does not have yet, or any more', () => {
    const added = exchange('added', {});
    const removed = exchange('removed', {});
    const report = skewOf([one(removed), one(removed, added), one(added)]);
    expect(limitsBetween(report, '2', '1')).toEqual([
      'always refused added since 2: GET /added is there from version 2 on',
    ]);
    expect(limitsBetween(report, '1', '3')).toEqual([
      'always refused removed until 2: GET /removed is there until version 2',
    ]);
    expect(statusBetween(report, '1', '2')).toBe('full');
    expect(report.pairs.map(({ counts }) => counts.refused)).toEqual([0, 0, 1, 1, 0, 1, 1, 0, 0]);
  });

  test('that have another id are followed', () => {
    const path = '/books';
    const before = exchange('list', { path, answers: { 200: plain } });
    const after = exchange('book_list', {
      path,
      answers: { 200: object({ id: text, 'note?': text }) },
    });
    const report = skewOf([one(before), one(after)]);
    expect(limitsBetween(report, '1', '2')).toEqual([
      'lost response 200 /note since 2: note is dropped',
    ]);
    expect(report.pairs[1]?.operations[0]?.id).toBe('list');
    expect(report.limits[0]?.operation).toBe('book_list');
  });

  test('whose older requests must not be forwarded', () => {
    const doNotForward = new Map([['book_put', 'a book keeps what its writer speaks']]);
    const versions = [plain, object({ id: text, 'note?': text })].map((Book) => ({
      schemas: { Book },
      operations: [put],
    }));
    const report = skewOf(versions, { doNotForward });
    expect(limitsBetween(report, '1', '2')).toEqual([
      'always refused request: a book keeps what its writer speaks',
    ]);
    expect(statusBetween(report, '2', '1')).toBe('conditional');
  });

  test('and a request that cannot be taken back has to look the same', () => {
    const doNotForward = new Map([['book_put', 'a book keeps what its writer speaks']]);
    const versions = [object({ id: text, title: text }), object({ id: text, name: text })].map(
      (Book) => ({
        schemas: { Book },
        operations: [put],
      }),
    );
    const decisions = both({ 'Book.name': rename('title') }, { 'Book.title': rename('name') });
    const report = skewOf(versions, { doNotForward, decisions });
    expect(limitsBetween(report, '2', '1')).toEqual([
      'decided request /body/name since 2: decided by hand',
    ]);
  });

  test('whose parameters are dropped, one by one', () => {
    const before = exchange('find', {});
    const after = exchange('find', {
      parameters: [parameter('query', 'author', text), parameter('query', 'year', integer())],
    });
    const report = skewOf([one(before), one(after)]);
    expect(limitsBetween(report, '2', '1')).toEqual([
      'refused request /query/author since 2: version 1 has no such field',
      'refused request /query/year since 2: version 1 has no such field',
    ]);
  });

  test('that answer with a status, or in a form, that the client does not know', () => {
    const before = exchange('go', { answers: { 200: null, 404: text } });
    const after = exchange('go', { answers: { 200: text, 202: null, 404: text } });
    const report = skewOf([one(before), one(after)]);
    expect(limitsBetween(report, '1', '2')).toEqual([
      'lost response 200: the body: the client expects none',
      "refused response 202: the client's version has no answer 202",
    ]);
    expect(limitsBetween(report, '2', '1')).toEqual([
      'always refused response 200: the client expects a body',
    ]);
  });

  test('that take another kind of body', () => {
    const before = exchange('store', { body: text });
    const after = exchange('store', { body: text, media: 'text/plain' });
    const decisions = { v2: { down: { 'store request.body': () => 'text' } } };
    const report = skewOf([one(before), one(after)], { decisions });
    expect(limitsBetween(report, '1', '2')).toEqual([
      'always refused request /body: the server expects text/plain',
    ]);
  });

  test('whose only success has another number are followed too', () => {
    const noted = object({ id: text, 'note?': text });
    const before = exchange('make', { answers: { 201: plain } });
    const after = exchange('make', { answers: { 202: noted } });
    const report = skewOf([one(before), one(after), one(after)]);
    expect(limitsBetween(report, '1', '3')).toEqual([
      'lost response 202 /note since 2: note is dropped',
    ]);
    expect(statusBetween(report, '3', '1')).toBe('full');
  });

  test('a loss among the errors is a loss', () => {
    const versions = [plain, object({ id: text, 'note?': text })].map((Error) => ({
      schemas: { Error },
      operations: [
        exchange('go', { answers: { 204: null, '4XX': ref('Error'), 507: ref('Error') } }),
      ],
    }));
    const report = skewOf(versions);
    expect(limitsBetween(report, '1', '2')).toEqual([
      'lost response 507 /note since 2: note is dropped',
      'lost response 4XX /note since 2: note is dropped',
    ]);
    expect(statusBetween(report, '1', '2')).toBe('lossy');
  });
});
