import { constant, drop, refusal, refuse } from '@skewline/runtime';
import {
  flag,
  integer,
  list,
  map,
  object,
  oneOf,
  ref,
  text,
  union,
  type VersionParts,
} from '../emit/build.ts';
import type { SkewReport } from '../../src/skew/report.ts';
import { type Decided, exchange, skewOf } from './support.ts';

const book = exchange('book_put', { body: ref('Book'), answers: { 200: ref('Book') } });
const find = exchange('book_find', { answers: { 200: list(ref('Book')), '4XX': ref('Problem') } });
const ping = exchange('ping', {});
const fax = exchange('fax', { body: text });
const lend = exchange('lend', { body: object({ book: text }) });

const paper = object({ type: oneOf('paper'), pages: integer() });
const audio = object({ type: oneOf('audio'), minutes: integer() });

/** A small history with one of each: lost, declared, refused where it is said, always, by hand. */
export const versions: readonly VersionParts[] = [
  {
    schemas: {
      Book: object({ id: text, forms: map(ref('Form')) }),
      Form: union({ style: 'internal', tag: 'type' }, { paper }),
      Problem: object({ message: text }),
    },
    operations: [book, find, ping, fax, exchange('store_write', { body: ref('Book') })],
  },
  {
    schemas: {
      Book: object({ id: text, forms: map(ref('Form')), lent: flag, 'note?': text }),
      Form: union({ style: 'internal', tag: 'type' }, { paper, audio }),
      Problem: object({ message: text }),
    },
    operations: [book, find, ping, fax, exchange('store_write', { body: ref('Book') })],
  },
  {
    schemas: {
      Book: object({ id: text, forms: map(ref('Form')), lent: flag, 'note?': text, owner: text }),
      Form: union({ style: 'internal', tag: 'type' }, { paper, audio }),
      Problem: object({ message: text, 'hint?': text }),
    },
    operations: [book, find, ping, lend, exchange('store_write', { body: ref('Book') })],
  },
];

export const decisions: Decided = {
  v2: {
    up: { 'Book.lent': constant(false) },
    down: { 'Form(audio)': drop('that it is to be heard', { type: 'paper', pages: 1 }) },
  },
  v3: {
    up: {
      'Book.owner': ({ note }: { note?: string }) =>
        note === undefined ? refusal(400, 'whose is it?') : note,
    },
  },
};

export function library(): SkewReport {
  const doNotForward = new Map([['store_write', 'the store keeps what its writer speaks']]);
  return skewOf(versions, { decisions, doNotForward, sparse: true });
}

/** Names and reasons as nobody should write them, and anybody can. */
export function hostile(): SkewReport {
  const name = `<script>alert(1)</script>"'&`;
  const before = object({ [name]: text, '](javascript:alert(2))?': text });
  const after = object({ [name]: text, kind: oneOf('a'), '| `x` | <img src=x>': text });
  const operation = exchange(name, { body: ref(name), path: '/<b>\u202Eevil' });
  const added = exchange('@everyone #1', { path: '/"onmouseover="alert(3)' });
  return skewOf(
    [
      { schemas: { [name]: before }, operations: [operation] },
      { schemas: { [name]: after }, operations: [operation, added] },
    ],
    {
      name: `</title><script>alert(4)</script>`,
      decisions: {
        v2: {
          up: {
            [`${name}.| \`x\` | <img src=x>`]: refuse(
              400,
              '<svg onload="alert(5)">\u001b[31m\n# heading',
            ),
          },
          down: {
            [`${name}.](javascript:alert(2))`]: refuse(400, `'"><script src="//x"></script>`),
          },
        },
      },
    },
  );
}
