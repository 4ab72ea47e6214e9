import { describe, expect, test } from 'vitest';
import { distinct } from '../src/repeats.ts';
import { duplicate, formats, ucs2length } from '../src/validation.ts';

function fits(name: keyof typeof formats, text: string): boolean {
  const format = formats[name];
  return format instanceof RegExp ? format.test(text) : format(text);
}

const cases: {
  readonly [Name in keyof typeof formats]: {
    readonly yes: readonly string[];
    readonly no: readonly string[];
  };
} = {
  uuid: {
    yes: ['00000000-0000-0000-0000-000000000000', 'A3D5F4DE-1111-4111-8111-0123456789ab'],
    no: [
      '',
      'a3d5f4de11114111811101234567890ab',
      '{a3d5f4de-1111-4111-8111-0123456789ab}',
      'g3d5f4de-1111-4111-8111-0123456789ab',
      'a3d5f4de-1111-4111-8111-0123456789ab\n',
    ],
  },
  date: {
    yes: ['2026-11-21', '2024-02-29', '2000-02-29', '0000-01-01'],
    no: [
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-01',
      '2026-04-31',
      '2026-01-00',
      '26-01-01',
      '2026-1-1',
    ],
  },
  'date-time': {
    yes: [
      '2026-11-21T04:05:06Z',
      '2026-11-21t04:05:06z',
      '2026-11-21T04:05:06.123456789Z',
      '2026-11-21T23:59:59-23:59',
      '2016-12-31T23:59:60Z',
      '2016-12-31T15:59:60-08:00',
      '2017-01-01T08:59:60.5+09:00',
    ],
    no: [
      '2026-11-21',
      '2026-11-21 04:05:06Z',
      '2026-11-21T04:05:06',
      '2026-11-21T24:00:00Z',
      '2026-11-21T04:60:00Z',
      '2026-11-21T04:05:61Z',
      '2026-11-21T04:05:60Z',
      '2016-12-31T23:59:60+01:00',
      '2026-11-21T04:05:06.Z',
      '2026-11-21T04:05:06+24:00',
      '2026-02-30T04:05:06Z',
      '2026-11-21T04:05:06Z ',
    ],
  },
  ipv4: {
    yes: ['0.0.0.0', '255.255.255.255', '10.0.0.1'],
    no: [
      '',
      '256.0.0.1',
      '1.2.3',
      '1.2.3.4.5',
      '01.2.3.4',
      '1.2.3.4/8',
      '1.2.3.',
      '0x1.2.3.4',
      '１.2.3.4',
    ],
  },
  ipv6: {
    yes: [
      '::',
      '::1',
      '1::',
      'fd00::1',
      'FE80::1',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7::',
      '::ffff:1.2.3.4',
      '1:2:3:4:5:6:1.2.3.4',
    ],
    no: [
      '',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '12345::',
      'g::',
      'fe80::1%eth0',
      '::1.2.3',
      '1.2.3.4',
      '::1.2.3.4:1',
      '1.2.3.4::',
      ':1::',
      '1::2:',
      '[::1]',
      '::/64',
    ],
  },
  ip: { yes: ['1.2.3.4', '::1'], no: ['', '1.2.3', 'localhost', '1.2.3.4/24'] },
  uri: {
    yes: [
      'http://a',
      'https://user:pw@host.example:8080/p/a%20th?q=1&r=/?#f',
      'urn:isbn:1',
      'mailto:a@b',
      'http://[::1]:80/',
      'http://[v1.a:b]/',
      'file:///etc',
      'a+b.c-d:x',
    ],
    no: [
      '',
      'a',
      '/path',
      '//host',
      ':x',
      '1http://a',
      'http://a b',
      'http://a/%2',
      'http://a/%zz',
      'http://[::1',
      'http://[::g]/',
      'http://a:b/',
      'http://a/\\',
      'http://a#b#c',
      'http://a/<b>',
      'http://ä',
    ],
  },
  email: {
    yes: ['a@b', 'a.b+c@example.com', 'a@[1.2.3.4]', 'a@[IPv6:::1]', `${'a'.repeat(64)}@b`],
    no: [
      '',
      '@b',
      'a@',
      'a',
      '.a@b',
      'a.@b',
      'a..b@c',
      'a b@c',
      'a@b@c',
      'a@-b',
      'a@[1.2.3]',
      `${'a'.repeat(65)}@b`,
    ],
  },
  hostname: {
    yes: ['a', 'a-1.example', 'xn--nxasmq6b', '1', 'a'.repeat(63)],
    no: [
      '',
      '-a',
      'a-',
      'a..b',
      'a.',
      '.a',
      'a_b',
      'ä',
      'a'.repeat(64),
      Array(128).fill('a').join('.'),
    ],
  },
  byte: {
    yes: ['', 'YQ==', 'YWI=', 'YWJj', '+/+/'],
    no: ['Y', 'YQ', 'YQ=', 'YQ===', '====', 'Y===', 'Y=Q=', 'YW J', 'YWJj\n', '-_-_'],
  },
  'hex string': { yes: ['', '00', 'aAfF09'], no: ['0', '0g', '0x00', '00 '] },
  'hex string (32 bytes)': {
    yes: ['a'.repeat(64)],
    no: ['', 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64)],
  },
  'hex string (64 bytes)': { yes: ['A'.repeat(128)], no: ['', 'a'.repeat(64), 'g'.repeat(128)] },
};

describe.each(Object.entries(cases))('format %s', (name, { yes, no }) => {
  // The keys of the table are the names of the formats.
  const format = name as keyof typeof formats;
  test.each(yes)('%j fits', (text) => expect(fits(format, text)).toBe(true));
  test.each(no)('%j does not fit', (text) => expect(fits(format, text)).toBe(false));

  test('long and hostile text takes no time', () => {
    const pieces = [
      'a',
      '0',
      ':',
      '.',
      '-',
      '1:',
      '::',
      'a.',
      'a@',
      '%20',
      'http://',
      '2026-11-21T',
      '=',
      'http://[:',
      '/',
    ];
    const begun = performance.now();
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      for (const prefix of ['', 'http://', 'http://a@', 'a@', '2026-11-21T04:05:06.']) {
        fits(format, prefix + text);
        fits(format, `${prefix}${text}!`);
      }
    }
    // 150 texts of a megabyte; anything quadratic would take minutes for one.
    expect(performance.now() - begun).toBeLessThan(30_000);
  });
});

test.each([
  ['', 0],
  ['abc', 3],
  ['ä', 1],
  ['😀', 1],
  ['a😀b', 3],
  ['\ud83d', 1],
  ['\ude00\ud83d', 2],
  ['\ud83d\ud83d\ude00', 2],
])('%j has %d code points', (text, want) => {
  expect(ucs2length(text)).toBe(want);
});

test.each<readonly [unknown[], readonly [number, number] | undefined]>([
  [[], undefined],
  [[1, '1', true, null, 'true'], undefined],
  [
    [1, 2, 1],
    [0, 2],
  ],
  [
    [0, -0],
    [0, 1],
  ],
  [['[]', []], undefined],
  [
    [{ a: 1, b: 2 }, {}, { b: 2, a: 1 }],
    [0, 2],
  ],
  [[{ a: [1] }, { a: [2] }], undefined],
  [
    [
      [1, 2],
      [2, 1],
    ],
    undefined,
  ],
  [[JSON.parse('{"__proto__":1}'), {}], undefined],
  [[{ 'a":1,"b': 1 }, { a: 1, b: 1 }], undefined],
])('the first duplicate of %j', (items, want) => {
  expect(duplicate(items)).toEqual(want);
});

test.each<[unknown[], unknown[]]>([
  [[], []],
  [
    [1, '1', 1, null, '1', null],
    [1, '1', null],
  ],
  [
    [{ a: 1, b: 2 }, {}, { b: 2, a: 1 }, [], {}],
    [{ a: 1, b: 2 }, {}, []],
  ],
  [
    ['{}', {}, '[]', []],
    ['{}', {}, '[]', []],
  ],
])('each item of %j once', (items, want) => {
  expect(distinct(items)).toEqual(want);
});

test('a long set takes no time', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => ({ id: index }));
  const begun = performance.now();
  expect(duplicate(items)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(20_000);
});
