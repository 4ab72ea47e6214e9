import { climb, type Context, lossy, refusal, Refusal, type Epoch } from '@skewline/runtime';
import type { Validator } from '@skewline/runtime/validation';
import { describe, expect, test } from 'vitest';
import { decode } from '../src/decode.ts';
import { encode } from '../src/encode.ts';
import type { Table } from '../src/table.ts';

interface Row {
  readonly id: number;
  readonly memo?: string | null;
  readonly amount?: number | string;
}
interface Ledger {
  readonly rows: readonly Row[];
}

/** What is said of each row, as a shim of the ledger. Nothing else of a ledger changes. */
const rows =
  (convert: (row: Row, context: Context) => Row | Refusal) =>
  ({ rows: before }: Ledger, context: Context): Ledger | Refusal => {
    const after: Row[] = [];
    for (const [index, row] of before.entries()) {
      const next = convert(row, context);
      if (next instanceof Refusal) return next.within(index).within('rows');
      after.push(next);
    }
    return { rows: after };
  };

// 1 has memos, 2 has none; until 2 an amount is a number, in 3 a text.
const withoutMemo = rows(({ id, amount = 0 }) => ({ id, amount }));
const asText = rows(({ id, amount = 0 }) => ({ id, amount: String(amount) }));
const asNumber = rows(({ id, amount }) =>
  /^\d+$/.test(String(amount))
    ? { id, amount: Number(amount) }
    : refusal(400, 'an amount with letters'),
);

const anything: Validator<unknown> = (value): value is unknown => value !== undefined;

function tableOf(changes: readonly Partial<Epoch>[] = []): Table {
  const epochs: Epoch[] = [
    { type: 'Ledger', first: 0, last: 0, up: { to: 1, shim: withoutMemo } },
    {
      type: 'Ledger',
      first: 1,
      last: 1,
      up: { to: 2, shim: asText },
      down: { to: 0, shim: rows((row) => row) },
    },
    { type: 'Ledger', first: 2, last: 2, down: { to: 1, shim: asNumber } },
  ];
  return {
    api: 'books',
    type: 'Ledger',
    conversions: {
      versions: ['1', '2', '3'],
      sparse: false,
      epochs: epochs.map((epoch, index) => ({ ...epoch, ...changes[index] })),
      climb,
      Refusal,
    },
    validators: { Ledger: [{ from: '1', to: '3', validate: anything }] },
    maxBytes: 10_000,
    maxDepth: 10,
  };
}

function reading(value: Ledger, table = tableOf()): unknown {
  const file = { api: 'books', type: 'Ledger', version: '1', value };
  return decode(table, new TextEncoder().encode(JSON.stringify(file)));
}

describe('on the way up', () => {
  test('what has no place any more is listed, though no decision speaks of it', () => {
    const ledger = { rows: [{ id: 1, memo: 'one' }, { id: 2 }, { id: 3, memo: 'three' }] };
    expect(reading(ledger)).toEqual({
      version: '1.0.0',
      value: { rows: [1, 2, 3].map((id) => ({ id, amount: '0' })) },
      losses: [
        'what was at /value/rows/0/memo: version 2.0.0 has no place for it',
        'what was at /value/rows/2/memo: version 2.0.0 has no place for it',
      ],
    });
  });

  test('null that becomes absent is not', () => {
    expect(reading({ rows: [{ id: 1, memo: null }] })).toMatchObject({ losses: [] });
  });

  test('a decision that declares it has the word', () => {
    const table = tableOf([{ up: { to: 1, shim: rows(lossy('memos', withoutMemoOfRow)) } }]);
    expect(reading({ rows: [{ id: 1, memo: 'one' }] }, table)).toMatchObject({ losses: ['memos'] });
    expect(reading({ rows: [{ id: 1 }] }, table)).toMatchObject({ losses: [] });
  });

  test('where there is no way back, what is declared counts', () => {
    const shim = rows(lossy('memos', withoutMemoOfRow));
    const never = { down: { to: 0, shim: () => refusal(400, 'never') } };
    const nowhere = { down: { to: 2 } };
    for (const second of [never, nowhere]) {
      const table = tableOf([{ up: { to: 1, shim } }, second]);
      expect(reading({ rows: [{ id: 1 }] }, table)).toMatchObject({ losses: ['memos'] });
    }
  });
});

function withoutMemoOfRow({ id, amount = 0 }: Row, _context: Context): Row {
  return { id, amount };
}

describe('on the way down', () => {
  const ledger = { rows: [{ id: 1, amount: '5' }] };

  test.each([
    ['1', { rows: [{ id: 1, amount: 5 }] }],
    ['2.0', { rows: [{ id: 1, amount: 5 }] }],
    ['3', ledger],
  ])('%s', (as, value) => {
    const encoded = encode(tableOf(), ledger, as);
    expect(encoded).toMatchObject({ losses: [] });
    const text = new TextDecoder().decode((encoded as { bytes: Uint8Array }).bytes);
    expect(JSON.parse(text)).toMatchObject({ version: `${as.slice(0, 1)}.0.0`, value });
  });

  test.each([
    ['a decision refuses', 'x', '/value/rows/1', 'an amount with letters', '3.0.0'],
    [
      'it comes back as something else',
      '05',
      '/value/rows/1/amount',
      'cannot be said before version 3.0.0',
      '3.0.0',
    ],
  ])('refused where %s', (_, amount, pointer, message, since) => {
    const wrong = {
      rows: [
        { id: 1, amount: '1' },
        { id: 2, amount },
      ],
    };
    expect(encode(tableOf(), wrong, '1')).toMatchObject({
      code: 'unrepresentable',
      pointer,
      message,
      details: { since, version: '1.0.0' },
    });
  });

  test.each([
    ['has no way back', { up: { to: 0 } }],
    ['has a way back that refuses', { up: { to: 2, shim: () => refusal(400, 'never') } }],
  ])('refused where the older version %s', (_, second) => {
    expect(encode(tableOf([{}, second]), ledger, '2')).toMatchObject({
      code: 'unrepresentable',
      message: 'cannot be read back from version 2.0.0',
    });
  });

  test('a value is looked up where it stood, however often its surroundings were made anew', () => {
    const inner = { up: { to: 1 }, last: 0 };
    const table = tableOf([inner, { down: { to: 0, shim: rows(({ id }) => ({ id })) } }]);
    const wrong = { rows: [{ id: 1, amount: '5' }] };
    expect(encode(table, wrong, '1')).toMatchObject({
      code: 'unrepresentable',
      pointer: '/value/rows/0/amount',
      details: { since: '2.0.0' },
    });
  });
});
