import { gzipSync } from 'node:zlib';
import type { Draw } from './random.ts';
import { type WireRequest, without, withHeader } from './request.ts';

/** One way to spoil a request. */
export interface Mutation {
  readonly name: string;
  /** Whether what comes out is wrong for sure, so that it must not be answered as if it were right. */
  readonly mustFail: boolean;
  /** What is left as it is where the mutation makes no sense for the request. */
  apply(request: WireRequest, draw: Draw): WireRequest | null;
}

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2 ** 64,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' OR '1'='1",
  '${7*7}',
  'x'.repeat(70_000),
  [],
  [[]],
  {},
  { __proto__: null, toString: 1 },
];

const oddTexts: readonly string[] = [
  '',
  '%',
  '%00',
  '%zz',
  '%2e%2e%2f%2e%2e',
  '..',
  '%ff%fe',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e9',
  'NaN',
  '0x10',
  '%F0%9F%92%A5',
  "'%20OR%201=1--",
  'a'.repeat(3000),
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
];

export const mutations: readonly Mutation[] = [
  ...bodyMutations(),
  ...valueMutations(),
  ...queryMutations(),
  ...headerMutations(),
  {
    name: 'odd path',
    mustFail: false,
    apply: (request, draw) => {
      const [path = '', query] = request.path.split('?');
      const parts = path.split('/');
      const at = 1 + draw.below(parts.length - 1);
      parts[at] = draw.of(oddTexts);
      return {
        ...request,
        path: [parts.join('/'), ...(query === undefined ? [] : [query])].join('?'),
      };
    },
  },
  {
    name: 'another method',
    mustFail: false,
    apply: (request, draw) => ({
      ...request,
      method: draw.of(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']),
    }),
  },
];

/** The whole body is not what it should be. */
function bodyMutations(): readonly Mutation[] {
  const replaced = (
    name: string,
    body: (old: Buffer, draw: Draw) => Buffer,
    contentType = 'application/json',
  ): Mutation => ({
    name,
    mustFail: true,
    apply: (request, draw) =>
      request.body === null
        ? null
        : {
            ...request,
            headers: withHeader(request.headers, 'content-type', contentType),
            body: body(request.body, draw),
          },
  });
  return [
    replaced('truncated body', (old, draw) =>
      old.subarray(0, draw.below(Math.max(old.length - 1, 1))),
    ),
    replaced('empty body', () => Buffer.alloc(0)),
    replaced('not JSON', (_, draw) =>
      Buffer.from(draw.of(['{', 'nul', '{"a":}', "{'a':1}", 'NaN', '<a/>'])),
    ),
    replaced('not UTF-8', (old) =>
      Buffer.concat([old.subarray(0, -1), Buffer.from([0xff, 0xfe, 0x7d])]),
    ),
    replaced('too deep', () => Buffer.from(`${'['.repeat(5000)}${']'.repeat(5000)}`)),
    replaced('too large', () => Buffer.from(`{"a":"${'x'.repeat(3 * 2 ** 20)}"}`)),
    replaced('not an object', (_, draw) =>
      Buffer.from(draw.of(['[]', '1', '"a"', 'null', 'true'])),
    ),
    replaced('another type of content', (old) => old, 'text/plain'),
    replaced(
      'another charset',
      (old) => Buffer.from(old.toString(), 'utf16le'),
      'application/json; charset=utf-16',
    ),
    {
      name: 'packed body',
      mustFail: true,
      apply: (request) =>
        request.body === null
          ? null
          : {
              ...request,
              headers: withHeader(request.headers, 'content-encoding', 'gzip'),
              body: gzipSync(request.body),
            },
    },
    {
      name: 'duplicate members',
      mustFail: false,
      apply: ({ body, ...request }) => {
        const text = body?.toString() ?? '';
        if (body === null || !text.startsWith('{"')) return null;
        const member = /^\{("[^"]*")/.exec(text)?.[1] ?? '"a"';
        return {
          ...request,
          body: Buffer.from(`{${member}:{"__proto__":{"a":1}},${text.slice(1)}`),
        };
      },
    },
    {
      name: 'a body where none is due',
      mustFail: false,
      apply: (request) =>
        request.body !== null
          ? null
          : {
              ...request,
              headers: withHeader(request.headers, 'content-type', 'application/json'),
              body: Buffer.from('{"__proto__":{"role":"operator"}}'),
            },
    },
  ];
}

/** Some value in the body is another one, is missing, or is too much. */
function valueMutations(): readonly Mutation[] {
  const changed = (name: string, change: (holder: Holder, draw: Draw) => void): Mutation => ({
    name,
    mustFail: false,
    apply: (request, draw) => {
      if (request.body === null) return null;
      const json: unknown = JSON.parse(request.body.toString());
      const places = holders(json);
      if (places.length === 0) return null;
      change(draw.of(places), draw);
      return { ...request, body: Buffer.from(JSON.stringify(json)) };
    },
  });
  return [
    changed('odd value', (holder, draw) => {
      holder.set(draw.of(holder.keys), draw.of(odd));
    }),
    changed('missing member', (holder, draw) => {
      holder.set(draw.of(holder.keys), undefined);
    }),
    changed('strange member', (holder, draw) => {
      holder.set(
        draw.of(['__proto__', 'constructor', 'id', 'role', 'project_id', 'toString']),
        draw.of(odd),
      );
    }),
  ];
}

interface Holder {
  readonly keys: readonly string[];
  set(key: string, value: unknown): void;
}

/** Every object and list in a JSON value that has something in it. */
function holders(json: unknown): readonly Holder[] {
  if (typeof json !== 'object' || json === null) return [];
  const keys = Object.keys(json);
  const inner = Object.values(json).flatMap(holders);
  if (keys.length === 0) return inner;
  const set = (key: string, value: unknown): void => {
    // So that `__proto__` becomes a member like any other.
    Object.defineProperty(json, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  };
  return [{ keys, set }, ...inner];
}

function queryMutations(): readonly Mutation[] {
  const added = (name: string, values: readonly string[]): Mutation => ({
    name: `odd ${name}`,
    mustFail: false,
    apply: (request, draw) => {
      const mark = request.path.includes('?') ? '&' : '?';
      return { ...request, path: `${request.path}${mark}${name}=${draw.of(values)}` };
    },
  });
  const token = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    added('limit', ['0', '-1', '1e9', '4294967296', 'abc', '', '1.5', '99999999999999999999']),
    added('page_token', [
      '',
      'x',
      '%00',
      'e30',
      token({ __proto__: 1, v: 1, last: "' OR 1=1" }),
      token([1, 2, 3]),
      token({ version: 1, key: { toString: 'x' } }),
      'A'.repeat(6000),
    ]),
    added('sort_by', ['name_ascending', 'name', '__proto__', 'id_descending;drop table instance']),
    added('project', oddTexts),
    added('__proto__', ['1', '%7B%7D']),
    added('state', ['failed', 'x', '%00']),
  ];
}

function headerMutations(): readonly Mutation[] {
  const changed = (name: string, values: readonly string[], mustFail = false): Mutation => ({
    name: `odd ${name}`,
    mustFail,
    apply: (request, draw) => ({
      ...request,
      headers: withHeader(request.headers, name, draw.of(values)),
    }),
  });
  return [
    changed(
      'api-version',
      ['x', '__proto__', '0', '-1', '99999999.0.0', 'v1', '1.0.0.0', '1,2'],
      true,
    ),
    changed(
      'authorization',
      [
        '',
        'Bearer',
        'Bearer ',
        'Basic dTpw',
        'Bearer x',
        `Bearer ${'x'.repeat(4000)}`,
        'bearer skw_',
        'Bearer skw_' + 'A'.repeat(43),
      ],
      true,
    ),
    changed('prefer', [
      'wait',
      'wait=',
      'wait=-1',
      'wait=1e9',
      'wait=abc',
      'wait=0;wait=1',
      '"',
      'respond-async, wait=0',
      ','.repeat(2000),
    ]),
    changed('x-request-id', ['x', "'; drop table instance", 'x'.repeat(2000)]),
    changed('accept', ['text/html', '*/*;q=0', 'x'.repeat(2000)]),
    {
      name: 'no token',
      mustFail: true,
      apply: (request) => ({ ...request, headers: without(request.headers, 'authorization') }),
    },
    {
      name: 'two tokens',
      mustFail: false,
      apply: (request) => ({
        ...request,
        headers: [...request.headers, ['authorization', 'Bearer x']],
      }),
    },
    {
      name: 'many headers',
      mustFail: false,
      apply: (request) => ({
        ...request,
        headers: [
          ...request.headers,
          ...Array.from({ length: 80 }, (_, index) => [`x-${String(index)}`, 'y'] as const),
        ],
      }),
    },
  ];
}
